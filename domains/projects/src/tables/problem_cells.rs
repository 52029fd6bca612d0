//! What tables say of problems (存在问题, 需协调解决问题): what the project has no open problem of is told as one. Pure.

use std::collections::HashSet;

use qipan_kernel::Message;
use qipan_web::forms::paragraph;

use super::columns::Column;
use super::matching::key;
use super::row::RowReader;
use crate::problems::model::{Class, ProblemInput};
use crate::problems::rules::{check, class_of};

/// The problems that a cell tells, a line each, without their numbers; none for words that say that there is none.
fn told(text: &str) -> Vec<String> {
    let none = ["", "无", "暂无", "没有", "无问题", "暂无问题", "不存在问题", "—", "-", "/", "none", "n/a"];
    text.lines()
        .map(|line| bare(line.trim()))
        .filter(|line| !none.contains(&line.trim_end_matches(['。', '.']).to_lowercase().as_str()))
        .map(str::to_owned)
        .collect()
}

/// A line without the number before it: 1. 1、 （1） 一、 ①
fn bare(line: &str) -> &str {
    let circled = line.trim_start_matches(|c: char| ('\u{2460}'..='\u{2473}').contains(&c));
    if circled.len() < line.len() {
        return circled.trim_start();
    }
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let opened = line.strip_prefix(['（', '(']);
    let inner = opened.unwrap_or(line);
    let rest = inner.trim_start_matches(number);
    let ends: &[char] = if opened.is_some() { &['）', ')'] } else { &['、', '.', '．', ')', '）'] };
    match rest.strip_prefix(ends) {
        // 3.5 公里 is no numbered line.
        Some(after) if rest.len() < inner.len() && !after.starts_with(|c: char| c.is_ascii_digit()) => {
            after.trim_start()
        }
        _ => line,
    }
}

/// The folded texts of problems, whole and line by line.
fn held<'t>(texts: impl Iterator<Item = &'t str>) -> HashSet<String> {
    let both = texts.flat_map(|text| {
        let lines = text.lines().map(|line| key(bare(line.trim()))).collect::<Vec<_>>();
        lines.into_iter().chain([key(&paragraph(text))])
    });
    both.filter(|text| !text.is_empty()).collect()
}

impl RowReader<'_> {
    /// Tells what the project has no open problem of.
    pub(super) fn problems(&mut self, text: &str) {
        if self.against.options.leave_problems {
            return;
        }
        let mut known = held(self.base.problems.iter().map(|(text, _)| text.as_str()));
        if known.contains(&key(text)) {
            return;
        }
        for line in told(text) {
            if !known.insert(key(&line)) {
                continue;
            }
            let class = class_of(&line);
            let input = ProblemInput {
                project: Some(self.base.project.id),
                class,
                text: line,
                ask: String::new(),
                line: None,
            };
            match check(&input) {
                Ok(()) => {
                    self.changed(Column::Problems, "", self.problem_words(class, &input.text));
                    self.draft.problems.push(input);
                }
                Err(failure) => self.fault(Column::Problems, failure.message),
            }
        }
    }

    fn problem_words(&self, class: Class, text: &str) -> String {
        let names = self.against.names;
        let message =
            Message::new("table-problem-new").with("class", names.t(class.key())).with("text", text);
        names.words.msg(names.lang, &message).into_owned()
    }

    /// What is asked of those above belongs to a problem: of a row that tells one problem it is that one's; else what is
    /// not held is said.
    pub(super) fn asked(&mut self, text: &str) {
        let known = held(self.base.problems.iter().map(|(_, ask)| ask.as_str()));
        let new: Vec<String> = told(text).into_iter().filter(|line| !known.contains(&key(line))).collect();
        if new.is_empty() || known.contains(&key(text)) {
            return;
        }
        if let [problem] = self.draft.problems.as_mut_slice() {
            problem.ask = new.join("\n");
            match check(problem) {
                Ok(()) => self.changed(Column::Coordinate, "", new.join("\n")),
                Err(failure) => self.fault(Column::Coordinate, failure.message),
            }
        } else {
            self.note(Column::Coordinate, Message::new("table-coordinate-own"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_as_cells_tell_them() {
        for (text, expected) in [
            ("征拆未完成", &["征拆未完成"][..]),
            ("1.征拆未完成\n2、管线迁改滞后", &["征拆未完成", "管线迁改滞后"]),
            ("（1）资金未到位\n②缺林地指标", &["资金未到位", "缺林地指标"]),
            ("3.5公里红线内未征迁", &["3.5公里红线内未征迁"]),
            ("10月底前无法供电", &["10月底前无法供电"]),
            ("一标段停工", &["一标段停工"]),
            ("无", &[]),
            ("暂无。\n—", &[]),
            ("None", &[]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
