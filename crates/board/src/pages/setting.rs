//! What every page of the board is drawn with: words, names, rules, and the moment it shows.

use std::sync::Arc;

use qipan_accounts::http::Call;
use qipan_accounts::people::Roster;
use qipan_accounts::{Act, Units, access};
use qipan_kernel::{Actor, Day, Fen, Id, Message, Moment, Outcome, Progress};
use qipan_web::components::{self, light_small};
use qipan_web::{Lang, Markup, View, html};

use crate::board::Board;
use crate::commitments::leader::Responsible;
use crate::commitments::model::{Commitment, Terms, Version};
use crate::lights::pace::Plan;
use crate::lights::{Light, Shown};
use crate::lines::model::Line;
use crate::query::{self, When};
use crate::rulebook::Rulebook;

/// Everything that drawing needs besides the rows themselves. Drawing reads no store and no clock.
pub struct Setting {
    /// Words, language, who looks.
    pub view: View,
    /// Who looks.
    pub actor: Actor,
    /// Names of units.
    pub units: Arc<Units>,
    /// Posts, and who held them when.
    pub roster: Arc<Roster>,
    /// The lines, in the order of the columns.
    pub lines: Arc<Vec<Line>>,
    /// Rules and calendar.
    pub book: Arc<Rulebook>,
    /// The moment shown.
    pub when: When,
    /// Now.
    pub now: Moment,
}

impl Setting {
    /// The setting of a request; `at` in its query chooses the moment.
    pub fn of(call: &Call) -> Outcome<Setting> {
        Setting::at(call, query::when(call)?)
    }

    /// The setting of a request that is about now.
    pub fn current(call: &Call) -> Outcome<Setting> {
        Setting::at(call, When { at: call.context()?.now, current: true })
    }

    fn at(call: &Call, when: When) -> Outcome<Setting> {
        let board = call.site.part::<Board>();
        Ok(Setting {
            view: call.view.clone(),
            actor: call.actor()?.clone(),
            units: call.site.units()?,
            roster: call.site.roster()?,
            lines: board.lines(&call.site)?,
            book: board.book(),
            when,
            now: call.context()?.now,
        })
    }

    /// Today, whatever day is shown.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The actor's role allows this act.
    pub fn may(&self, act: Act) -> bool {
        access::require(&self.actor, act).is_ok()
    }

    /// Whether names are wanted in English.
    pub fn english(&self) -> bool {
        self.view.lang == Lang::En
    }

    /// Short name of a unit.
    pub fn unit(&self, id: Id) -> String {
        self.units.short_name(id, self.english())
    }

    /// Full name of a unit.
    pub fn unit_full(&self, id: Id) -> String {
        self.units.get(id).map_or_else(|| id.to_string(), |unit| unit.data.name(self.english()).to_owned())
    }

    /// The units that there are today, for choices; those below another stand in from it.
    pub fn unit_options(&self) -> Vec<(String, String)> {
        let today = self.today();
        let open = self.units.with_depth().filter(|(unit, _)| unit.data.active_on(today));
        open.map(|(unit, depth)| {
            let indent = "\u{3000}".repeat(depth.min(4));
            (unit.id.to_string(), format!("{indent}{}", unit.data.short(self.english())))
        })
        .collect()
    }

    /// Lead unit and cooperating units, short.
    pub fn units_of(&self, version: &Version) -> String {
        let mut names = vec![self.unit(version.terms.lead_unit)];
        names.extend(version.terms.cooperating.iter().take(2).map(|unit| self.unit(*unit)));
        let mut text = names.join(" · ");
        if version.terms.cooperating.len() > 2 {
            text.push_str(" …");
        }
        text
    }

    /// Who answers for a commitment on the day shown.
    pub fn responsible(&self, terms: &Terms) -> Responsible {
        Responsible::of(terms, &self.roster, &self.units, self.when.day(), self.english())
    }

    /// Name of a line.
    pub fn line(&self, id: Id) -> String {
        let found = self.lines.iter().find(|line| line.id == id);
        found.map_or_else(|| id.to_string(), |line| line.name(self.view.lang).to_owned())
    }

    /// The light of a version at the moment shown.
    pub fn light(&self, version: &Version) -> Light {
        version.light_at(self.when.at)
    }

    /// Why its light is what it is, at the moment shown.
    pub fn reason(&self, version: &Version) -> String {
        self.view.m(&version.lights.reason_at(&self.book.calendar, self.when.at)).into_owned()
    }

    /// The key of the light's name. What is suspended is grey, but not for want of data.
    pub fn light_word(&self, version: &Version) -> &'static str {
        if version.suspension().is_some() { version.state.key() } else { drawn(self.light(version)).key() }
    }

    /// The light with its name, and the reason as its title.
    pub fn light_badge(&self, version: &Version) -> Markup {
        let light = drawn(self.light(version));
        let word = self.light_word(version);
        html! { span title=(self.reason(version)) { (components::light_as(&self.view, light, word)) } }
    }

    /// A light that was computed elsewhere, with its name, and its reason as its title.
    pub fn shown(&self, shown: &Shown) -> Markup {
        let why = self.view.m(&shown.why).into_owned();
        html! { span title=(why) { (components::light(&self.view, drawn(shown.light))) } }
    }

    /// An amount in 万元, to the fen in its title.
    pub fn wan(&self, amount: Fen) -> Markup {
        html! { span class="num nowrap" title={ (amount) " " (self.view.t("unit-yuan")) } { (amount.wan()) } }
    }

    /// The light without its name.
    pub fn light_dot(&self, version: &Version) -> Markup {
        light_small(&self.view, drawn(self.light(version)), Some(&self.reason(version)))
    }

    /// 序时进度: what even progress from start to limit expects by the moment shown.
    pub fn planned(&self, version: &Version) -> Option<Progress> {
        let plan = Plan::linear(version.terms.start_day + version.suspended_days(), version.terms.due_day?)?;
        Some(plan.expected(self.when.day()).progress())
    }

    /// Claimed and verified progress in one bar, with the plan's tick while it is open.
    pub fn progress(&self, version: &Version) -> Markup {
        let planned =
            self.planned(version).filter(|_| version.state.is_open() && version.suspension().is_none());
        let (claimed, verified) = (version.claimed.unwrap_or_default(), version.verified.unwrap_or_default());
        components::progress_bar(&self.view, claimed, verified, planned)
    }

    /// A day, or a dash.
    pub fn day_or_dash(&self, day: Option<Day>) -> String {
        day.map_or_else(|| "—".to_owned(), |day| self.view.day(day))
    }

    /// A report schedule in words.
    pub fn schedule(&self, schedule: Option<&str>) -> String {
        let Some(text) = schedule.filter(|text| !text.is_empty()) else {
            return self.view.t("schedule-none").into_owned();
        };
        match text.strip_prefix("monthly:") {
            Some(day) => self.say("schedule-monthly-by", "day", day),
            None if text == "quarterly" => self.view.t("schedule-quarterly").into_owned(),
            None if text == "ten_day" => self.view.t("schedule-ten-day").into_owned(),
            None if text == "weekly" => self.view.t("schedule-weekly").into_owned(),
            None => text.to_owned(),
        }
    }

    /// The name of a rule set.
    pub fn rule_set(&self, id: &str) -> String {
        let found = self.book.sets.all().iter().find(|set| set.id == id);
        found.map_or_else(|| id.to_owned(), |set| self.view.t(&set.name).into_owned())
    }

    /// The words of a key with one argument.
    pub fn say(&self, key: &'static str, name: &'static str, value: impl Into<qipan_kernel::Arg>) -> String {
        self.view.m(&Message::new(key).with(name, value)).into_owned()
    }

    /// A link that keeps the moment shown, when that is not now.
    pub fn link(&self, path: &str) -> Link {
        Link::to(path).maybe("at", (!self.when.current).then(|| self.when.day()))
    }

    /// The page of a commitment.
    pub fn commitment_link(&self, commitment: &Commitment) -> String {
        self.link(&format!("/commitments/{}", commitment.id)).end()
    }

    /// A banner when the page shows a past day: what is shown is not now.
    pub fn past_banner(&self) -> Markup {
        if self.when.current {
            return html! {};
        }
        let words = self.say("past-banner", "day", self.when.day());
        html! {
            div class="flash flash-note" role="status" {
                p { (words) " " a href=(self.view.here_with("at", None)) { (self.view.t("past-banner-now")) } }
            }
        }
    }
}

/// The light as the components know it.
pub fn drawn(light: Light) -> components::Light {
    match light {
        Light::Grey => components::Light::Grey,
        Light::Green => components::Light::Green,
        Light::Blue => components::Light::Blue,
        Light::Yellow => components::Light::Yellow,
        Light::Red => components::Light::Red,
        Light::Done => components::Light::Done,
    }
}

/// A link in the making: path and query.
#[derive(Clone, Debug)]
pub struct Link(String, bool);

impl Link {
    /// A link without query.
    pub fn to(path: &str) -> Link {
        Link(path.to_owned(), path.contains('?'))
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Link {
        self.0.push(if self.1 { '&' } else { '?' });
        self.1 = true;
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.to_string().bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                self.0.push(byte as char);
            } else {
                self.0.push_str(&format!("%{byte:02X}"));
            }
        }
        self
    }

    /// Adds a parameter that has a value.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<impl ToString>) -> Link {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The link.
    pub fn end(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_escape_their_values() {
        let link =
            Link::to("/commitments").with("q", "安全 & 发展").maybe("at", None::<Day>).with("unit", Id(7));
        assert_eq!(link.end(), "/commitments?q=%E5%AE%89%E5%85%A8%20%26%20%E5%8F%91%E5%B1%95&unit=7");
    }
}
