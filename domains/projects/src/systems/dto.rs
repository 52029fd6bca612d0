//! What the API of systems exchanges. Amounts are whole fen.

use qipan_kernel::{Day, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duties::{self, DutyKind};
use super::model::{Compliance, Part, State, System, SystemData};
use super::money::{Money, MoneyInput, MoneyState, Split, splits};
use super::pages::upgrades;
use super::parameters::Parameter;
use super::rules::Block;
use super::{commands, money_store, parameters_store};

/// A new system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateIn {
    /// What is written down of it.
    pub(super) data: SystemData,
    /// Where it is in its life; only the office enters one that is not planned.
    #[serde(default)]
    pub(super) state: Option<State>,
}

/// Another wording of a system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeIn {
    /// The version that was seen.
    pub(super) version: i64,
    /// All of its data.
    pub(super) data: SystemData,
    /// Why it changes.
    pub(super) reason: String,
}

/// A step that needs no gate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepIn {
    /// Where to.
    pub(super) to: State,
    /// The day; today when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) day: Option<Day>,
    /// A note.
    #[serde(default)]
    pub(super) note: String,
}

/// What was found of a system.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindIn {
    /// The version that was seen.
    pub(super) version: i64,
    /// What was found.
    pub(super) found: Compliance,
}

/// An evaluation of results.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EvaluateIn {
    /// The day; today when absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(super) day: Option<Day>,
    /// What came of it.
    pub(super) result: String,
}

/// A decision on a request for money.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecideIn {
    /// Granted, or refused.
    pub(super) grant: bool,
    /// Why; a refusal needs it.
    #[serde(default)]
    pub(super) reason: String,
}

/// A decision on an item that a system collects again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleIn {
    /// The system.
    pub(super) system: i64,
    /// The item.
    pub(super) item: String,
    /// It has to stop, or it may go on.
    pub(super) stop: bool,
    /// Why.
    pub(super) reason: String,
}

/// A value that holds from a day on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterIn {
    /// Which.
    pub(super) parameter: Parameter,
    /// Basis points, fen, months, working days or a unit.
    pub(super) value: i64,
    /// From this day.
    #[schemars(with = "String")]
    pub(super) from: Day,
    /// Where it is written.
    pub(super) source: String,
}

/// A value with the day from which it holds.
#[derive(Serialize, JsonSchema)]
pub(super) struct ParameterOut {
    pub(super) parameter: Parameter,
    pub(super) value: i64,
    pub(super) from: String,
    pub(super) source: String,
    pub(super) by: String,
}

/// A request for money.
#[derive(Serialize, JsonSchema)]
pub(super) struct MoneyOut {
    pub(super) id: i64,
    pub(super) system: i64,
    pub(super) input: MoneyInput,
    pub(super) day: String,
    pub(super) state: MoneyState,
    pub(super) filed_by: String,
    pub(super) decided_by: Option<String>,
    pub(super) why: String,
}

impl MoneyOut {
    pub(super) fn of(one: &Money) -> MoneyOut {
        MoneyOut {
            id: one.id.0,
            system: one.system.0,
            input: one.input.clone(),
            day: one.day.to_string(),
            state: one.state,
            filed_by: one.filed.1.clone(),
            decided_by: one.decided.as_ref().map(|(_, name, _)| name.clone()),
            why: one.why.clone(),
        }
    }
}

/// Upgrades that together pass a line.
#[derive(Serialize, JsonSchema)]
pub(super) struct SplitOut {
    pub(super) system: i64,
    pub(super) requests: Vec<i64>,
    pub(super) from: String,
    pub(super) to: String,
    /// In fen.
    pub(super) sum: i64,
    /// The line of the share, in fen.
    pub(super) share_line: i64,
    /// The line of the amount, in fen.
    pub(super) amount_line: i64,
}

impl SplitOut {
    pub(super) fn of(system: Id, split: &Split) -> SplitOut {
        SplitOut {
            system: system.0,
            requests: split.of.iter().map(|id| id.0).collect(),
            from: split.days.0.to_string(),
            to: split.days.1.to_string(),
            sum: split.sum.0,
            share_line: split.lines.0.0,
            amount_line: split.lines.1.0,
        }
    }
}

/// What somebody has to do by a day.
#[derive(Serialize, JsonSchema)]
pub(super) struct DutyOut {
    pub(super) kind: DutyKind,
    pub(super) word: String,
    pub(super) commitment: i64,
    pub(super) number: String,
    pub(super) due: Option<String>,
    pub(super) met: bool,
}

/// A system in a list.
#[derive(Serialize, JsonSchema)]
pub(super) struct ListedOut {
    pub(super) id: i64,
    /// To be named when it is changed.
    pub(super) version: i64,
    pub(super) state: State,
    pub(super) data: SystemData,
    pub(super) compliance: Compliance,
    /// What blocks its operating money.
    pub(super) blocks: Vec<Block>,
}

impl ListedOut {
    pub(super) fn of(system: &System, blocks: Vec<Block>) -> ListedOut {
        ListedOut {
            id: system.id.0,
            version: system.no,
            state: system.state,
            data: system.data.clone(),
            compliance: system.compliance.clone(),
            blocks,
        }
    }
}

/// A system.
#[derive(Serialize, JsonSchema)]
pub(super) struct SystemOut {
    #[serde(flatten)]
    pub(super) listed: ListedOut,
    pub(super) completed_on: Option<String>,
    pub(super) accepted_on: Option<String>,
    pub(super) evaluated_on: Option<String>,
    pub(super) retired_on: Option<String>,
    pub(super) money: Vec<MoneyOut>,
    pub(super) splits: Vec<SplitOut>,
    pub(super) duties: Vec<DutyOut>,
    pub(super) changed_at: String,
}

impl SystemOut {
    pub(super) fn load(tx: &mut Tx<'_>, system: &System) -> Outcome<SystemOut> {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        let money = money_store::of_system(tx, system.id)?;
        let parameters = parameters_store::load(tx)?;
        let split = splits(&upgrades(&money), system.data.invested, &parameters);
        let duties = duties::shown(tx, system.id)?.into_iter().map(|(duty, commitment)| DutyOut {
            kind: duty.kind,
            word: duty.word,
            commitment: commitment.id.0,
            number: commitment.number,
            due: day(commitment.version.terms.due_day),
            met: duty.met_at.is_some(),
        });
        Ok(SystemOut {
            duties: duties.collect(),
            listed: ListedOut::of(system, commands::blocks_of(tx, system)?),
            completed_on: day(system.completed_on),
            accepted_on: day(system.accepted_on),
            evaluated_on: day(system.evaluated_on),
            retired_on: day(system.retired_on),
            money: money.iter().map(MoneyOut::of).collect(),
            splits: split.iter().map(|one| SplitOut::of(system.id, one)).collect(),
            changed_at: system.changed_at.rfc3339(),
        })
    }
}

/// Systems.
#[derive(Serialize, JsonSchema)]
pub(super) struct PageOut {
    /// How many there are in all.
    pub(super) total: usize,
    /// Their operating money a year, in fen.
    pub(super) yearly: i64,
    /// What of it is blocked, in fen.
    pub(super) blocked: i64,
    /// The systems.
    pub(super) items: Vec<ListedOut>,
}

/// An item that several systems have.
#[derive(Serialize, JsonSchema)]
pub(super) struct RepeatedOut {
    pub(super) item: String,
    /// Somebody has to decide.
    pub(super) open: bool,
    pub(super) holders: Vec<HolderOut>,
}

/// A system that has it.
#[derive(Serialize, JsonSchema)]
pub(super) struct HolderOut {
    pub(super) system: i64,
    pub(super) part: Part,
    /// It has to stop (true), it may go on (false), or nobody has decided.
    pub(super) stop: Option<bool>,
    pub(super) reason: String,
}
