//! What the heading of a section says of the sentences below it: that they look back, guide, aim or urge.

use super::measure;
use super::text::fold;

/// True where a sentence without subject may command: below no heading of what was done or of what guides, and below one of
/// aims only with a figure to reach.
pub fn ahead(path: &[String], words: &str) -> bool {
    !path.iter().any(|heading| looks_back(heading) || guides(heading))
        && (!path.iter().any(|heading| aims(heading)) || !measure::scan(words).is_empty())
}

/// True for a sentence to everybody about how to go about the work (保障措施: 各部门要加强协作…) that names nothing to be shown.
pub fn urges(path: &[String], words: &str) -> bool {
    const SHOWN: &[&str] = &[
        "方案",
        "计划",
        "清单",
        "台账",
        "机制",
        "制度",
        "平台",
        "系统",
        "办法",
        "细则",
        "专班",
        "小组",
        "工作组",
        "预案",
        "目录",
        "信息",
        "报表",
        "进展",
        "情况",
        "报告",
        "总结",
        "名单",
        "资料",
        "材料",
        "经费",
        "资金",
        "责任书",
        "通报",
        "考核",
        "报送",
        "上报",
        "检查",
        "督查",
    ];
    path.last().is_some_and(|heading| safeguards(heading)) && !SHOWN.iter().any(|word| words.contains(word))
}

/// True for headings of how the work is to be gone about.
fn safeguards(heading: &str) -> bool {
    const HEADS: &[&str] = &[
        "工作要求",
        "有关要求",
        "相关要求",
        "保障措施",
        "保障机制",
        "组织保障",
        "工作保障",
        "组织实施",
        "落实保障",
    ];
    let heading = fold(heading);
    HEADS.iter().any(|head| heading.ends_with(head))
}

/// True for headings of a review of what was done.
fn looks_back(heading: &str) -> bool {
    let heading = fold(heading);
    let past = [
        "回顾",
        "工作总结",
        "主要成效",
        "主要成绩",
        "取得的成绩",
        "取得成效",
        "完成情况",
        "进展情况",
        "工作开展情况",
        "执行情形",
    ];
    let lower = heading.to_lowercase();
    past.iter().any(|word| heading.contains(word))
        || ["review of", "in review", "achievements", "progress to date"]
            .iter()
            .any(|word| lower.contains(word))
}

/// True for headings of what guides a plan: what stands below says how, not what is to be done.
fn guides(heading: &str) -> bool {
    let heading = fold(heading);
    let frames = ["总体要求", "总体思路", "指导思想", "基本原则", "工作原则", "基本思路", "总体考虑"];
    frames.iter().any(|frame| heading.ends_with(frame))
}

/// True for headings of what a plan is to lead to (工作目标): what stands below without a figure is no task.
fn aims(heading: &str) -> bool {
    let heading = fold(heading);
    ["工作目标", "总体目标", "主要目标", "发展目标", "目标要求", "行动目标"]
        .iter()
        .any(|aim| heading.ends_with(aim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_below_their_headings() {
        let below = |heading: &str, words: &str| ahead(&[heading.to_owned()], words);
        for (heading, words, commands) in [
            ("重点任务", "推进河道治理", true),
            ("总体要求", "坚持统筹规划，提高农田灌排能力", false),
            ("2025年工作回顾", "完成河道治理12公里", false),
            ("工作目标", "枢纽功能进一步增强", false),
            ("工作目标", "新建枢纽3个", true),
        ] {
            assert_eq!(below(heading, words), commands, "{heading}: {words}");
        }
        for (heading, words, urged) in [
            ("工作要求", "各部门要加强协作，及时解决推进中的问题", true),
            ("保障措施", "各单位要制定实施方案", false),
            ("重点任务", "各部门要加强协作", false),
        ] {
            assert_eq!(urges(&[heading.to_owned()], words), urged, "{heading}: {words}");
        }
    }
}
