//! Every rule of extraction: its id and what it rests on. The words for the reader are in the locale files under
//! `extract-rule-<id>`.

use super::types::RuleId;

/// A rule and the law or practice behind it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What it rests on.
    pub source: &'static str,
}

/// A rule of an older version, or of another program.
pub const UNKNOWN: RuleId = RuleId("unknown");

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $source:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: RuleId = RuleId($id);)+
        /// All rules.
        pub const RULES: &[Rule] = &[
            $(Rule { id: RuleId($id), source: $source },)+
            Rule { id: UNKNOWN, source: "an id this version does not know" },
        ];
    };
}

rules! {
    /// The meeting approved, adopted or decided something.
    CLASS_DECISION = "class-decision", "minutes: 会议审议通过/原则同意/议定; such decisions are split and registered (立项)";
    /// A unit is given the duty.
    CLASS_DUTY = "class-duty", "一事一项: an item names who answers for it";
    /// An obligation with an act and its object.
    CLASS_ACT = "class-act", "items with a concrete requirement are put on the supervision list";
    /// A commanding sentence without subject, with an act and its object.
    CLASS_IMPERATIVE = "class-imperative", "speeches and plans state tasks without a subject";
    /// A leaf item of a plan.
    CLASS_ITEM = "class-item", "task division: every lowest item is one matter";
    /// A row of a task table.
    CLASS_ROW = "class-row", "工作台账: every row is one matter";
    /// Calls for an attitude only.
    CLASS_ATTITUDE = "class-attitude", "items without a concrete requirement are not put on the supervision list";
    /// Obligation without act or object.
    CLASS_NO_ACT = "class-no-act", "items without a concrete requirement are not put on the supervision list";
    /// No word of obligation.
    CLASS_NO_CUE = "class-no-cue", "description, not duty";
    /// Tells what happened.
    CLASS_REPORT = "class-report", "what has been done is not to be done";
    /// Who attended, presided, spoke.
    CLASS_ATTENDANCE = "class-attendance", "GB/T 9704-2012 10.3: 出席/请假/列席 lists of minutes";
    /// Says what something means.
    CLASS_SIGNIFICANCE = "class-significance", "是…的必然要求: reasons, not duties";
    /// A title or heading.
    CLASS_HEADING = "class-heading", "GB/T 9704-2012 7.3: title and structure levels";
    /// Source lines, numbers, dates, copyright.
    CLASS_FURNITURE = "class-furniture", "GB/T 9704-2012 7.2 and 7.4: elements around the text";
    /// A named date.
    LIMIT_DATE = "limit-date", "完成时限 as a date; a month or quarter ends on its last day (Civil Code 202)";
    /// Counted from the document's week, month or quarter.
    LIMIT_NEAR = "limit-near", "本周五前, 月底前: counted from the document's date";
    /// A span from the decision.
    LIMIT_RELATIVE = "limit-relative", "Civil Code 200–203; working days by the State Council's calendar";
    /// Again and again.
    LIMIT_RECURRING = "limit-recurring", "每月25日前: periodic reporting of the ledger";
    /// Haste without a date.
    LIMIT_VAGUE = "limit-vague", "立即/抓紧/尽快: the office's default limit applies and is shown as such";
    /// Without end.
    LIMIT_LONG_TERM = "limit-long-term", "长期坚持/持续推进";
    /// A number with a unit.
    MEASURE_NUMBER = "measure-number", "task division: 目标 with a number";
    /// 由××牵头.
    UNIT_LEAD = "unit-lead", "牵头单位 named as such";
    /// First of the listed units.
    UNIT_FIRST = "unit-first", "列第一位的责任单位为牵头单位 (Hangzhou 2020)";
    /// Listed after the first.
    UNIT_LATER = "unit-later", "责任单位 after the first cooperate";
    /// ××配合.
    UNIT_COOPERATING = "unit-cooperating", "配合单位/协办单位 named as such";
    /// Subject of the sentence.
    UNIT_SUBJECT = "unit-subject", "the unit that must, shall or is to do it";
    /// Together with another unit.
    UNIT_TOGETHER = "unit-together", "会同××, together with";
    /// A leader named.
    LEADER_NAMED = "leader-named", "责任领导/分管领导/责任人 named as such";
    /// The best line by its words.
    LINE_KEYWORDS = "line-keywords", "keywords that the office gave each line";
    /// Document number.
    FACT_NUMBER = "fact-number", "GB/T 9704-2012 7.2.5: 发文字号 = office, year in 〔〕, serial";
    /// Date of the document.
    FACT_DATE = "fact-date", "GB/T 9704-2012 7.3.5.4: 成文日期; news: time of publication";
    /// Title.
    FACT_TITLE = "fact-title", "GB/T 9704-2012 7.3.1: title = issuer, subject, kind";
    /// Issuer.
    FACT_ISSUER = "fact-issuer", "GB/T 9704-2012 7.2.4 and 7.3.5: issuing office or signature";
    /// Meeting and its ordinal.
    FACT_MEETING = "fact-meeting", "minutes name the meeting and its ordinal";
    /// Who speaks.
    FACT_SPEAKER = "fact-speaker", "会议指出/强调/要求: the opening of a passage of minutes";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_explained_in_both_languages() {
        let mut seen = HashSet::new();
        for rule in RULES {
            assert!(seen.insert(rule.id.0), "{} twice", rule.id.0);
            assert!(!rule.source.is_empty());
            for language in ["zh", "en"] {
                let path = format!("{}/locales/{language}.ftl", env!("CARGO_MANIFEST_DIR"));
                let words = std::fs::read_to_string(&path).expect("locale file");
                let key = format!("{} =", rule.id.key());
                assert!(words.lines().any(|line| line.starts_with(&key)), "{key} missing in {path}");
            }
        }
    }
}
