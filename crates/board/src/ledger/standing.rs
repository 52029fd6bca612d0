//! How far a row says its matter is: progress, state and texts, all of them claims.

use qipan_kernel::{Day, Message, Progress};

use super::columns::{Column, fold};
use super::plan::{Reader, short};
use crate::commitments::commands::TEXT_MAX;
use crate::commitments::model::State;

/// What a row says beyond its terms.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// Where it stands: at most submitted for closing. Closing is an act of its own, with evidence.
    pub state: State,
    /// The first limit, when the row has another one than the limit now.
    pub first_due: Option<Day>,
    /// 完成率.
    pub claimed: Option<Progress>,
    /// 进展情况, 存在问题, 下步措施, when any of them is there.
    pub texts: Option<[String; 3]>,
}

enum Said {
    Share(Progress),
    State(State),
}

impl Reader<'_> {
    pub(super) fn standing(&mut self, first_due: Option<Day>) -> Standing {
        let mut state = None;
        let mut claimed = None;
        let text = self.text(Column::Claimed);
        if !text.is_empty() {
            match self.progress(&text).ok_or(()).or_else(|()| self.state(&text).ok_or(())) {
                Ok(Said::Share(share)) => claimed = Some(share),
                Ok(Said::State(said)) => state = Some(said),
                Err(()) => {
                    let message = Message::new("ledger-progress-unreadable").with("text", short(&text));
                    self.fault(Column::Claimed, message);
                }
            }
        }
        let text = self.text(Column::State);
        if !text.is_empty() {
            match self.state(&text) {
                Some(Said::State(said)) => state = Some(said),
                _ => {
                    let message = Message::new("ledger-state-unknown").with("text", short(&text));
                    self.fault(Column::State, message);
                }
            }
        }
        match state {
            Some(State::Withdrawn) => self.fault(Column::State, Message::new("ledger-state-withdrawn")),
            // Since when, why and by whom is no column of a ledger: it is suspended by an act of its own.
            Some(State::Suspended) => self.fault(Column::State, Message::new("ledger-state-suspended")),
            _ => {}
        }
        let texts = [Column::Progress, Column::Problems, Column::NextStep].map(|column| self.text(column));
        for (column, text) in [Column::Progress, Column::Problems, Column::NextStep].into_iter().zip(&texts) {
            if text.chars().count() > TEXT_MAX {
                self.fault(column, Message::new("form-too-long").with("max", TEXT_MAX));
            }
        }
        let texts = texts.iter().any(|text| !text.is_empty()).then_some(texts);
        let reported = texts.is_some() || claimed.is_some_and(|claimed| claimed > Progress::NONE);
        let state = match state {
            Some(State::Submitted) => {
                claimed = Some(Progress::FULL);
                State::Submitted
            }
            _ if reported => State::Reported,
            Some(State::Reported) => State::Signed,
            other => other.unwrap_or(State::Registered),
        };
        Standing { state, first_due, claimed, texts }
    }

    fn progress(&self, text: &str) -> Option<Said> {
        let number = text.trim().parse::<f64>().ok();
        if let Some(number) = number.filter(|_| self.fractions) {
            let points = (number * 10_000.0).round();
            return (0.0..=10_000.0).contains(&points).then_some(Said::Share(Progress(points as i32)));
        }
        // Computed percentages come with a long tail (66.666666667).
        if let Some(number) = number.filter(|number| (0.0..=100.0).contains(number)) {
            return Some(Said::Share(Progress((number * 100.0).round() as i32)));
        }
        text.parse().ok().map(Said::Share)
    }

    /// Rule ledger-claims-only — progress in a file is a claim, and 已办结 in a file is a submission for closing: no import
    /// verifies or closes anything.
    fn state(&self, text: &str) -> Option<Said> {
        let text = fold(text);
        let own = State::ALL
            .into_iter()
            .find(|state| state.as_str() == text || self.against.says(state.key(), &text));
        let words: [(State, &[&str]); 5] = [
            (State::Withdrawn, &["终止", "取消", "撤销", "withdrawn", "cancel"]),
            (State::Suspended, &["中止", "暂停", "暂缓", "停建", "缓建", "停工", "suspended", "onhold"]),
            (
                State::Signed,
                &[
                    "进行中",
                    "办理中",
                    "推进",
                    "在办",
                    "正在",
                    "滞后",
                    "未完成",
                    "已启动",
                    "有序",
                    "正常",
                    "progress",
                    "behind",
                    "delayed",
                    "基本完成",
                    "ongoing",
                ],
            ),
            (State::Registered, &["未启动", "未开始", "待启动", "未开工", "notstarted", "尚未", "未办"]),
            (State::Submitted, &["完成", "办结", "销号", "closed", "done", "completed", "finished"]),
        ];
        let meant =
            || words.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(s, _)| *s);
        let state = own.or_else(meant).or(match text.as_str() {
            "是" | "√" | "yes" => Some(State::Submitted),
            "否" | "×" | "no" => Some(State::Signed),
            _ => None,
        })?;
        Some(Said::State(match state {
            State::Closed | State::StruckOff => State::Submitted,
            State::InProgress => State::Signed,
            other => other,
        }))
    }
}
