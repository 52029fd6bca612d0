//! What the pages of projects need besides the rows: words, names, lights, and who looks.

use std::sync::Arc;

use qipan_accounts::http::Call;
use qipan_accounts::people::Roster;
use qipan_accounts::{Act, Units, access};
use qipan_board::board::Board;
use qipan_board::lines::model::Line;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Arg, Day, Fen, Id, Message, Moment, Outcome};
use qipan_web::components::{self, Light};
use qipan_web::{Lang, Markup, View, html};

use crate::invest::lights::Shown;

/// Who looks, in which language, with which units and lines, and when.
pub struct Setting {
    /// Words and frame.
    pub view: View,
    /// Who looks.
    pub actor: Actor,
    /// The units.
    pub units: Arc<Units>,
    /// Posts and people.
    pub roster: Arc<Roster>,
    /// The lines.
    pub lines: Arc<Vec<Line>>,
    /// Rules and calendar.
    pub book: Arc<Rulebook>,
    /// Now.
    pub now: Moment,
}

impl Setting {
    /// The setting of a request.
    pub fn of(call: &Call) -> Outcome<Setting> {
        let board = call.site.part::<Board>();
        Ok(Setting {
            view: call.view.clone(),
            actor: call.actor()?.clone(),
            units: call.site.units()?,
            roster: call.site.roster()?,
            lines: board.lines(&call.site)?,
            book: board.book(),
            now: call.context()?.now,
        })
    }

    /// Today.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// Whether names are wanted in English.
    pub fn english(&self) -> bool {
        self.view.lang == Lang::En
    }

    /// The actor's role allows this act.
    pub fn may(&self, act: Act) -> bool {
        access::require(&self.actor, act).is_ok()
    }

    /// The words of a key with one argument.
    pub fn say(&self, key: &'static str, name: &'static str, value: impl Into<Arg>) -> String {
        self.view.m(&Message::new(key).with(name, value)).into_owned()
    }

    /// The short name of a unit.
    pub fn unit(&self, id: Id) -> String {
        self.units.short_name(id, self.english())
    }

    /// The name of a line.
    pub fn line(&self, id: Id) -> String {
        let line = self.lines.iter().find(|line| line.id == id);
        line.map_or_else(|| id.to_string(), |line| line.name(self.view.lang).to_owned())
    }

    /// The units that there are today, for choices.
    pub fn unit_options(&self) -> Vec<(String, String)> {
        let today = self.today();
        let open = self.units.with_depth().filter(|(unit, _)| unit.data.active_on(today));
        open.map(|(unit, depth)| {
            let indent = "\u{3000}".repeat(depth.min(4));
            (unit.id.to_string(), format!("{indent}{}", unit.data.short(self.english())))
        })
        .collect()
    }

    /// A light with its name and reason.
    pub fn light(&self, shown: &Shown) -> Markup {
        let why = self.view.m(&shown.why).into_owned();
        html! { span title=(why) { (components::light(&self.view, drawn(shown.light))) } }
    }

    /// An amount in 万元, to the fen in its title.
    pub fn wan(&self, amount: Fen) -> Markup {
        html! { span class="num nowrap" title={ (amount) " " (self.view.t("unit-yuan")) } { (amount.wan()) } }
    }
}

/// A light of the board as pages draw it.
pub fn drawn(light: qipan_board::lights::Light) -> Light {
    use qipan_board::lights::Light as L;
    match light {
        L::Grey => Light::Grey,
        L::Green => Light::Green,
        L::Blue => Light::Blue,
        L::Yellow => Light::Yellow,
        L::Red => Light::Red,
        L::Done => Light::Done,
    }
}
