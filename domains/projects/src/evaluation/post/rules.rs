//! The post-evaluation: its clock, who may make it, and what its result has to say (Government Investment Regulations, article
//! 26; 国家发展改革委重大项目后评价管理办法, 发改评督规〔2024〕1103号, which follows 发改投资〔2014〕2129号). Pure.

use qipan_kernel::{Arg, Day, Failure, Outcome};

use super::model::{Aspect, Post, ResultInput};
use crate::book::rules::{NAME_MAX, TEXT_MAX};
use crate::systems::rules::folded;

/// The post-evaluation is made between twelve and twenty-four months after acceptance (`reference/execution.md` 2.5; for
/// projects that are chosen, Government Investment Regulations, article 26). `RULE evaluation.post`.
pub fn post_days(accepted: Day) -> (Day, Day) {
    (accepted.plus_months(12), accepted.plus_months(24))
}

/// A party's name without what writings of it differ in: marks, width, and the legal form behind it.
fn party(name: &str) -> String {
    let mut name = folded(name);
    for form in ["有限责任公司", "股份有限公司", "有限公司", "公司"] {
        if let Some(short) = name.strip_suffix(form).filter(|short| !short.is_empty()) {
            name = short.to_owned();
            break;
        }
    }
    name
}

/// `RULE evaluation.independent` — who prepared, designed, built, supervised or owns a project does not evaluate it: an
/// intermediary is commissioned (article 26), and none that took part in the same project (发改投资〔2014〕2129号). `parties`: the
/// owner, the lead unit, and who has a contract.
///
/// # Errors
/// At `evaluator`: none, too long, or one of them.
pub fn independent(evaluator: &str, parties: &[String]) -> Outcome<()> {
    let name = party(evaluator);
    if name.is_empty() || evaluator.chars().count() > NAME_MAX {
        return Err(Failure::invalid("form-required").at("evaluator"));
    }
    match parties.iter().find(|one| party(one) == name) {
        Some(one) => {
            Err(Failure::conflict("evaluation-not-independent").with("party", one.trim()).at("evaluator"))
        }
        None => Ok(()),
    }
}

/// Whether a result may be entered. `RULE evaluation.result`.
///
/// # Errors
/// A day before the evaluation may be made, or to come; an aspect without a conclusion (article 26: an evaluation of the
/// whole, with a definite opinion); no recommendations; texts that are too long; no report.
pub fn may_conclude(post: &Post, input: &ResultInput, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    if input.day > today {
        wrong.push(Failure::invalid("project-day-to-come").at("day"));
    } else if input.day < post.from {
        wrong.push(Failure::invalid("evaluation-result-early").with("from", post.from).at("day"));
    }
    for aspect in Aspect::ALL {
        let text = input.conclusions.get(aspect).map_or("", |text| text.trim());
        if text.is_empty() {
            let failure = Failure::invalid("evaluation-aspect-missing");
            wrong.push(failure.with("aspect", Arg::Key(aspect.key().into())).at(aspect.as_str()));
        }
        if text.chars().count() > TEXT_MAX {
            wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at(aspect.as_str()));
        }
    }
    if input.recommendations.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("recommendations"));
    }
    if input.recommendations.chars().count() > TEXT_MAX {
        wrong.push(Failure::invalid("project-text-long").with("most", TEXT_MAX).at("recommendations"));
    }
    if input.papers.is_empty() {
        wrong.push(Failure::invalid("evaluation-result-paper").at("papers"));
    }
    Failure::collect(wrong)
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Id;

    use super::*;
    use crate::evaluation::model::Grade;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_clock_of_the_post_evaluation() {
        let (from, due) = post_days(day("2026-02-28"));
        assert_eq!((from.to_string().as_str(), due.to_string().as_str()), ("2027-02-28", "2028-02-28"));
    }

    #[test]
    fn who_took_part_does_not_evaluate() {
        let parties: Vec<String> =
            ["示例建设投资有限公司", "住建委", "示例建工集团", "示例设计咨询公司"].map(str::to_owned).into();
        for (evaluator, fine) in [
            ("示例工程咨询院", true),
            ("示例建工集团第二公司", true),
            ("示例建工集团", false),
            ("示例建工集团有限公司", false),
            (" 示例建工集团（股份有限公司） ", false),
            ("示例设计咨询有限责任公司", false),
            ("示例建设投资", false),
            ("住建委", false),
            ("  ", false),
        ] {
            assert_eq!(independent(evaluator, &parties).is_ok(), fine, "{evaluator}");
        }
    }

    #[test]
    fn a_result_says_everything() {
        let post = Post {
            commitment: Id(1),
            evaluator: "示例工程咨询院".into(),
            from: day("2026-02-28"),
            due: day("2027-02-28"),
            chosen_name: String::new(),
        };
        let fine = ResultInput {
            day: day("2026-10-01"),
            evaluator: String::new(),
            grade: Grade::Good,
            conclusions: Aspect::ALL.iter().map(|aspect| (*aspect, "达到批复目标".to_owned())).collect(),
            recommendations: "完善运行管护".into(),
            papers: vec![Id(5)],
        };
        let change = |with: fn(&mut ResultInput)| {
            let mut input = fine.clone();
            with(&mut input);
            may_conclude(&post, &input, day("2026-10-15")).err().and_then(|failure| failure.field)
        };
        for (field, with) in [
            (None, (|_| {}) as fn(&mut ResultInput)),
            (Some("day"), |input| input.day = day("2026-10-16")),
            (Some("day"), |input| input.day = day("2026-02-27")),
            // Late is late, and still a result.
            (None, |input| input.day = day("2026-10-15")),
            (Some("goal"), |input| drop(input.conclusions.remove(&Aspect::Goal))),
            (Some("social"), |input| drop(input.conclusions.insert(Aspect::Social, " ".into()))),
            (Some("recommendations"), |input| input.recommendations.clear()),
            (Some("papers"), |input| input.papers.clear()),
        ] {
            assert_eq!(change(with).as_deref(), field);
        }
    }
}
