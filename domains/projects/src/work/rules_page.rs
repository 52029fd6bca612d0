//! The rules of the work on difficulties: the sets with their days, a further one, and what it would change before it is
//! entered.

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::calendar::Clock;
use qipan_kernel::{Day, Failure, Message, Outcome};
use qipan_web::{Form, Kept};

use super::rules::{ProblemRules, RequestClocks, VisitRules, WorkRules};
use super::store::{self, Entered};
use super::{commands, rules_view as view};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::WorkRuleManage);
    routes.page("/projects/work/rules", Access::May(Act::ProjectView), page);
    routes.form("/projects/work/rules", manage, enter);
    routes.form("/projects/work/rules/preview", manage, preview);
}

/// How clocks are counted, as the form says it.
pub(super) const UNITS: [&str; 4] = ["working_days", "natural_days", "months", "years"];

/// What the page shows.
pub(super) struct Shown {
    pub setting: Setting,
    pub shipped: WorkRules,
    pub entered: Vec<Entered>,
    /// The set that is typed, or the one in force that a new one begins with.
    pub typed: WorkRules,
    pub kept: Kept,
}

async fn shown(call: &Call, typed: Option<WorkRules>, kept: Kept) -> Outcome<Shown> {
    let setting = Setting::current(call)?;
    call.read(move |tx| {
        let today = setting.today();
        let (name_zh, name_en) = (String::new(), String::new());
        let fresh = WorkRules { name_zh, name_en, from: today + 1, ..store::rules_on(tx, today)? };
        let (typed, entered) = (typed.clone().unwrap_or(fresh), store::entered(tx)?);
        Ok(Shown { setting, shipped: WorkRules::built_in()?, entered, typed, kept })
    })
    .await
}

/// `GET /projects/work/rules`
async fn page(call: Call) -> Outcome<Response> {
    let shown = shown(&call, None, Kept::empty()).await?;
    call.page(view::page(&shown))
}

fn clock(count: &str, unit: &str) -> Clock {
    // What is no number is refused by the rule, which asks for one day at least.
    let count = count.trim().parse().unwrap_or(0);
    match unit {
        "natural_days" => Clock::NaturalDays(count),
        "months" => Clock::Months(count),
        "years" => Clock::Years(count),
        _ => Clock::WorkingDays(count),
    }
}

/// The set of the form. Rows of clocks without word and name are left out; what is no number is refused by the rule.
fn typed(form: &Form, from: Day) -> WorkRules {
    let number = |name: &str| form.value(name).trim().parse().unwrap_or(-1);
    let all = |name: &'static str| form.values(name).map(|text| text.trim().to_owned()).collect::<Vec<_>>();
    let (words, zh, en, before) = (all("clock_word"), all("clock_zh"), all("clock_en"), all("clock_before"));
    let columns = ["objection", "cooperating", "lead"].map(|name| match name {
        "objection" => (all("objection"), all("objection_unit")),
        "cooperating" => (all("cooperating"), all("cooperating_unit")),
        _ => (all("lead"), all("lead_unit")),
    });
    let of = |column: &Vec<String>, row: usize| column.get(row).cloned().unwrap_or_default();
    let rows = (0..words.len()).filter(|row| !words[*row].is_empty() || !of(&zh, *row).is_empty());
    let requests = rows.map(|row| {
        let [objection, cooperating, lead] =
            [0, 1, 2].map(|at: usize| clock(&of(&columns[at].0, row), &of(&columns[at].1, row)));
        RequestClocks {
            word: words[row].clone(),
            name_zh: of(&zh, row),
            name_en: of(&en, row),
            objection,
            cooperating,
            lead,
            extension_before: of(&before, row).parse().unwrap_or(-1),
        }
    });
    WorkRules {
        name_zh: form.value("name_zh").trim().to_owned(),
        name_en: form.value("name_en").trim().to_owned(),
        from,
        problems: ProblemRules {
            accept_days: number("accept_days"),
            assign_days: number("assign_days"),
            near_days: number("near_days"),
            over_days: [number("over_days"), number("over_leader")],
            idle_days: [number("idle_days"), number("idle_leader")],
        },
        requests: requests.collect(),
        visits: VisitRules {
            main_months: number("visits"),
            other_months: number("other_months"),
            near_days: number("visits_near"),
        },
    }
}

async fn refused(call: &Call, set: WorkRules, failure: Failure) -> Outcome<Response> {
    call.again(failure, async |kept| Ok(view::page(&shown(call, Some(set), kept).await?))).await
}

/// `POST /projects/work/rules/preview`: what the set would change.
async fn preview(call: Call) -> Outcome<Response> {
    let (today, why) = (call.view.today, call.form.value("why").to_owned());
    let from = call.form.read(|r| r.required_day("from"));
    let set = typed(&call.form, from.clone().unwrap_or(today + 1));
    if let Err(failure) = from {
        return refused(&call, set, failure).await;
    }
    let (setting, asked, reason) = (Setting::current(&call)?, set.clone(), why.clone());
    let book = setting.book.clone();
    let looked = call
        .read(move |tx| {
            commands::may_enter(tx, &asked, &reason, today)?;
            Ok((store::rules_on(tx, asked.from)?, commands::preview(tx, &book.calendar, &asked)?))
        })
        .await;
    match looked {
        Ok((before, touched)) => call.page(view::preview(&setting, (&before, &set), &why, &touched)),
        Err(failure) => refused(&call, set, failure).await,
    }
}

/// `POST /projects/work/rules`: enters the set that was looked at.
async fn enter(call: Call) -> Outcome<Response> {
    let set: WorkRules = serde_json::from_str(call.form.value("set"))
        .map_err(|error| Failure::invalid("request-broken").because(error))?;
    let (asked, why) = (set.clone(), call.form.value("why").to_owned());
    match act(&call, move |acting| commands::enter_rules(acting, &asked, &why)).await {
        Ok(()) => call.done("/projects/work/rules", Message::new("done-work-rules").with("day", set.from)),
        Err(failure) => {
            // What was sent is the set that was looked at, in one field; the page has a field for each number.
            let form = Form::from_pairs(view::pairs(&set, call.form.value("why")));
            let kept = Kept::refused(&form, &failure);
            let page = async |_| Ok(view::page(&shown(&call, Some(set), kept).await?));
            call.again(failure, page).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of a set, as a browser sends it, with an empty last row of clocks.
    fn form(set: &WorkRules) -> Form {
        let mut pairs = view::pairs(set, "示例");
        let mut push = |name: &str, text: String| pairs.push((name.to_owned(), text));
        for one in &set.requests {
            push("clock_word", one.word.clone());
            push("clock_zh", one.name_zh.clone());
            push("clock_en", one.name_en.clone());
            push("clock_before", one.extension_before.to_string());
            for (name, clock) in
                [("objection", one.objection), ("cooperating", one.cooperating), ("lead", one.lead)]
            {
                let (count, unit) = view::parts(clock);
                push(name, count.to_string());
                push(&format!("{name}_unit"), unit.to_owned());
            }
        }
        for name in ["clock_word", "clock_zh", "clock_en", "clock_before", "objection", "cooperating", "lead"]
        {
            push(name, String::new());
        }
        Form::from_pairs(pairs)
    }

    #[test]
    fn what_the_form_sends_is_the_set() {
        let mut set = WorkRules::built_in().unwrap();
        set.requests[1].lead = Clock::Months(2);
        set.problems.over_days = [2, 9];
        assert_eq!(typed(&form(&set), set.from), set);
        // What is no number is refused at its field, and a cleared row is left out.
        let wrong = Form::from_pairs(form(&set).pairs().map(|(name, text)| {
            let text = if name == "accept_days" { "两" } else { text };
            (name.to_owned(), text.to_owned())
        }));
        let refused = super::super::rules::check(&typed(&wrong, set.from)).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("accept_days"));
        set.requests.truncate(1);
        assert_eq!(typed(&form(&set), set.from).requests.len(), 1);
    }
}
