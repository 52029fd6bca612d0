//! What the pages of documents need besides the document: words, units, lines, and who looks.

use std::sync::Arc;

use qipan_accounts::http::{Call, Site};
use qipan_accounts::people::{Bearer, Roster};
use qipan_accounts::{Act, Units, access};
use qipan_board::board::Board;
use qipan_board::lines::model::Line;
use qipan_kernel::{Arg, Day, Id, Message, Outcome};
use qipan_records::files::Files;
use qipan_web::{Lang, View};

use crate::drafts::Knowledge;
use crate::drafts::import::Importer;

/// Who looks, in which language, with which units and lines.
pub struct Setting {
    /// Words and frame.
    pub view: View,
    /// The units.
    pub units: Arc<Units>,
    /// Posts and people.
    pub roster: Arc<Roster>,
    /// The lines.
    pub lines: Arc<Vec<Line>>,
    /// The actor may go through drafts.
    pub reviews: bool,
    /// The actor may put them on the board.
    pub registers: bool,
    /// The actor may make units.
    pub makes_units: bool,
    /// Today.
    pub today: Day,
}

impl Setting {
    /// The setting of a request.
    pub fn of(call: &Call) -> Outcome<Setting> {
        let actor = call.actor()?;
        Ok(Setting {
            view: call.view.clone(),
            units: call.site.units()?,
            roster: call.site.roster()?,
            lines: call.site.part::<Board>().lines(&call.site)?,
            reviews: access::require(actor, Act::DocumentReview).is_ok(),
            registers: access::require(actor, Act::Register).is_ok(),
            makes_units: access::require(actor, Act::UnitAdd).is_ok(),
            today: call.context()?.now.day(),
        })
    }

    /// Whether names are wanted in English.
    pub fn english(&self) -> bool {
        self.view.lang == Lang::En
    }

    /// The words of a key with one argument.
    pub fn say(&self, key: &'static str, name: &'static str, value: impl Into<Arg>) -> String {
        self.view.m(&Message::new(key).with(name, value)).into_owned()
    }

    /// The short name of a unit.
    pub fn unit(&self, id: Id) -> String {
        self.units.short_name(id, self.english())
    }

    /// The post or person that a responsibility is tied to: “区应急局局长（李示例）”.
    pub fn tied(&self, link: Bearer) -> String {
        let name = self.roster.name(link, &self.units, self.english());
        match (link, self.roster.bearer(link, self.today)) {
            (Bearer::Post(_), Some(holder)) if self.english() => format!("{name} ({})", holder.person.name),
            (Bearer::Post(_), Some(holder)) => format!("{name}（{}）", holder.person.name),
            _ => name,
        }
    }

    /// The name of a line.
    pub fn line(&self, id: Id) -> String {
        let line = self.lines.iter().find(|line| line.id == id);
        line.map_or_else(|| id.to_string(), |line| line.name(self.view.lang).to_owned())
    }

    /// The units that there are today, for choices.
    pub fn unit_options(&self) -> Vec<(Id, String)> {
        let open = |id: &Id| self.units.get(*id).is_some_and(|unit| unit.data.active_on(self.today));
        let names = self.units.names(self.english()).into_iter().filter(|(id, _)| open(id));
        names.map(|(id, name)| (id, name.to_owned())).collect()
    }

    /// The lines on the board, for choices.
    pub fn line_options(&self) -> Vec<(Id, String)> {
        let shown = self.lines.iter().filter(|line| line.active);
        shown.map(|line| (line.id, line.name(self.view.lang).to_owned())).collect()
    }

    /// A report schedule in words.
    pub fn schedule(&self, text: &str) -> String {
        match text.strip_prefix("monthly:").and_then(|day| day.parse::<i64>().ok()) {
            Some(day) if day >= 31 => self.view.t("draft-schedule-month-end").into_owned(),
            Some(day) => self.say("draft-schedule-monthly", "day", day),
            None if text == "quarterly" => self.view.t("draft-schedule-quarterly").into_owned(),
            None if text == "ten_day" => self.view.t("draft-schedule-ten-day").into_owned(),
            None if text == "weekly" => self.view.t("draft-schedule-weekly").into_owned(),
            None => text.to_owned(),
        }
    }
}

/// What extraction has to know, as the installation is now.
pub fn knowledge(site: &Site, today: Day) -> Outcome<Arc<Knowledge>> {
    let board = site.part::<Board>();
    let (units, roster, lines) = (site.units()?, site.roster()?, board.lines(site)?);
    Ok(Arc::new(Knowledge::of(&units, &roster, &lines, &board.book().calendar, today)))
}

/// The importer of the installation.
pub fn importer(site: &Site, today: Day) -> Outcome<Importer> {
    Ok(Importer {
        db: site.db.clone(),
        files: site.part::<Files>().clone(),
        ids: site.ids.clone(),
        knowledge: knowledge(site, today)?,
        limits: qipan_records::reading::Limits::default(),
    })
}

/// The key of a kind of document.
pub fn kind_key(kind: &str) -> String {
    format!("document-kind-{}", kind.replace('_', "-"))
}
