//! Evaluations of the demonstration projects: self-evaluations of last year's spending, drafted, submitted and confirmed, and
//! post-evaluations of what was accepted first, one of them with what was found.

use std::sync::Arc;

use qipan_board::commitments::commands::Acting;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Outcome, Role};
use qipan_projects::book::model::Project;
use qipan_projects::book::store as projects;
use qipan_projects::evaluation::clock::{self, model::AskInput};
use qipan_projects::evaluation::model::{Form, Grade, Indicator, Measure};
use qipan_projects::evaluation::post::model::{Aspect, ResultInput};
use qipan_projects::evaluation::post::{self, rules::post_days};
use qipan_projects::evaluation::{commands, rules};
use qipan_projects::{approvals, closing};
use qipan_store::{Db, Tx};
use qipan_web::{Lang, Words};

use super::at;
use super::life::Dice;
use super::money::{POST_REPORT, hand_in, second};
use super::projects::{office, person};

/// Of the self-evaluations of last year that many are not even begun, not submitted, not confirmed, the last of the list.
const NOT_BEGUN: usize = 2;
const NOT_SUBMITTED: usize = 5;
const NOT_CONFIRMED: usize = 8;
/// Projects that are chosen for a post-evaluation.
const CHOSEN: usize = 3;

/// Does everything that happened to evaluations until `today`.
pub fn live(db: &Db, ids: &Arc<IdSource>, book: &Arc<Rulebook>, today: Day) -> Outcome<()> {
    let year = today.year() - 1;
    let (ids, book) = (ids.clone(), book.clone());
    db.write_now(move |tx| {
        let mut house = House { ids: &ids, book: &book, today, words: crate::wiring::words() };
        house.ask(tx, year)?;
        let spent = spent(tx, year)?;
        for (number, project) in spent.iter().enumerate() {
            house.evaluate(tx, (number, spent.len() - number), project, year)?;
        }
        for (number, (project, accepted)) in accepted(tx, today)?.into_iter().take(CHOSEN).enumerate() {
            house.post_evaluate(tx, number, &project, accepted)?;
        }
        Ok(())
    })
}

/// Projects whose spending of a year is evaluated.
fn spent(tx: &mut Tx<'_>, year: i32) -> Outcome<Vec<Project>> {
    let filter = clock::store::Filter { year, ..clock::store::Filter::default() };
    let ids: Vec<Id> = clock::store::list(tx, &filter, Id(0), 1_000)?.iter().map(|one| one.project).collect();
    projects::some(tx, &ids)
}

/// Projects by the day on which they were accepted.
fn accepted(tx: &mut Tx<'_>, today: Day) -> Outcome<Vec<(Project, Day)>> {
    let filter = projects::Filter { year: today.year(), with_ended: true, ..projects::Filter::default() };
    let mut found = Vec::new();
    for one in projects::list(tx, &filter, Id(0), 1_000)? {
        let all = approvals::store::of_project(tx, one.project.id)?;
        found.extend(closing::rules::accepted(&all).map(|day| (one.project, day)));
    }
    found.sort_by_key(|(_, day)| *day);
    Ok(found)
}

struct House<'h> {
    ids: &'h IdSource,
    book: &'h Rulebook,
    today: Day,
    words: Words,
}

impl House<'_> {
    /// Does an act on a day that has come.
    fn act<T>(
        &self,
        tx: &mut Tx<'_>,
        (actor, on): (Actor, Day),
        run: impl FnOnce(&mut Acting<'_, '_>) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        if on >= self.today {
            return Ok(None);
        }
        let context = Context { actor, now: at(on, 10, 30) };
        run(&mut Acting { tx, context: &context, ids: self.ids, book: self.book }).map(Some)
    }

    /// In January the office asks all for their self-evaluations of the year that is over.
    fn ask(&self, tx: &mut Tx<'_>, year: i32) -> Outcome<()> {
        let Some(january) = Day::from_ymd(year + 1, 1, 12) else { return Ok(()) };
        let asked = self.act(tx, (office(), january), |acting| {
            clock::commands::ask_all(acting, year, AskInput { due: None })
        });
        match asked {
            // A city without public money asks nobody.
            Err(failure) if failure.message.key == "evaluation-all-asked" => Ok(()),
            other => other.map(drop),
        }
    }

    /// `left`: how many of the list come after it, itself counted.
    fn evaluate(
        &mut self,
        tx: &mut Tx<'_>,
        (number, left): (usize, usize),
        project: &Project,
        year: i32,
    ) -> Outcome<()> {
        let (id, unit) = (project.id, project.data.lead_unit);
        if left <= NOT_BEGUN {
            return Ok(());
        }
        let Some(march) = Day::from_ymd(year + 1, 3, 2 + number as u32 % 18) else { return Ok(()) };
        let form = self.form(tx, number, project, year)?;
        self.act(tx, (person(Role::UnitHandler, unit), march), |acting| {
            commands::save(acting, id, year, &form)
        })?;
        if left > NOT_SUBMITTED {
            let by = (person(Role::UnitHandler, unit), march + 2);
            self.act(tx, by, |acting| commands::submit(acting, id, year))?;
        }
        if left > NOT_CONFIRMED {
            self.act(tx, (office(), march + 9), |acting| commands::confirm(acting, id, year))?;
        }
        Ok(())
    }

    /// The form as a unit fills it in: whole, with reasons where it falls short.
    fn form(&self, tx: &mut Tx<'_>, number: usize, project: &Project, year: i32) -> Outcome<Form> {
        let figures = commands::figures(tx, project, year)?;
        let mut dice = Dice(number as u64 * 131 + 5);
        let name = |key: &str| self.words.t(Lang::Zh, key).into_owned();
        let mut indicators: Vec<Indicator> = rules::template(name);
        for one in &mut indicators {
            if one.measure == Measure::Entered {
                one.actual = Some(if dice.percent(45) { 10_000 } else { dice.range(840, 995) * 10 });
            }
            // Nothing was due: the unit enters it.
            if rules::score(one, &figures).is_none() {
                (one.measure, one.target, one.actual) = (Measure::Entered, Some(10_000), Some(10_000));
            }
            if rules::below(one, &figures) {
                (one.reason, one.measures) = (
                    "雨季停工和管线迁改影响进度（示例）".to_owned(),
                    "增加作业班组，按周调度，补齐差额（示例）".to_owned(),
                );
            }
        }
        Ok(Form {
            goal: format!("按年度计划推进“{}”，完成当年投资和节点（示例）", project.data.name),
            reached: "主要节点按计划完成，资金按进度支付，详见各项指标（示例）".to_owned(),
            indicators,
        })
    }

    fn post_evaluate(
        &mut self,
        tx: &mut Tx<'_>,
        number: usize,
        project: &Project,
        accepted: Day,
    ) -> Outcome<()> {
        let id = project.id;
        let evaluator = ["示例工程咨询研究院", "示例投资评估中心", "示例规划咨询院"][number % CHOSEN];
        self.act(tx, (office(), accepted + 40), |acting| post::commands::choose(acting, id, evaluator))?;
        if number > 0 {
            return Ok(());
        }
        let on = post_days(accepted).0 + 35;
        self.act(tx, (second(), on), |acting| {
            let conclusions = Aspect::ALL.iter().map(|aspect| (*aspect, concluded(*aspect).to_owned()));
            let input = ResultInput {
                day: on - 6,
                evaluator: String::new(),
                grade: Grade::Good,
                conclusions: conclusions.collect(),
                recommendations:
                    "完善运行管护制度，落实管护经费；同类项目前期加深地质勘察，减少施工变更（示例）。".into(),
                papers: vec![hand_in(acting, id, POST_REPORT)?],
            };
            post::commands::conclude(acting, id, &input)
        })?;
        Ok(())
    }
}

fn concluded(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Decision => "前期工作程序完整，可研批复与实际需求相符，决策依据充分。",
        Aspect::Building => "建设内容与批复一致，工期较计划略有延后，质量验收合格，投资未超概算。",
        Aspect::Economic => "运行成本低于可研预测，投资效益基本达到预期。",
        Aspect::Social => "受益群众满意度较高，服务能力达到设计水平。",
        Aspect::Ecological => "环保措施落实，能耗和用水指标优于设计值。",
        Aspect::Goal => "批复确定的主要目标全部实现。",
        Aspect::Sustained => "管护主体明确，管护经费来源需进一步落实。",
    }
}
