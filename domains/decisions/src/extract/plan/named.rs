//! A name and the task beside it, as one statement.

use super::super::lexicon::{Kind, ZH};
use super::super::numbering;
use super::super::text::{fold, is_han};

/// 教育强基工程 | 改扩建学校4所: a bare name is no promise by itself, and the task beside it does not say for what; together they
/// stand alone. What is an act or a figure by itself stays as it is, and so does what a list of steps explains.
pub fn whole(name: &str, beside: &str) -> Option<String> {
    let says = |words: &str| acts(words) || words.chars().any(|c| c.is_ascii_digit());
    let short = |words: &str, most: usize| {
        words.chars().count() <= most && words.chars().any(is_han) && !words.contains('\n')
    };
    let beside = beside.trim().trim_end_matches(['。', '；', ';', '.']);
    let bare = short(name, 20) && !name.contains(['，', '。', '；', '：']) && !says(&fold(name));
    let asked = short(beside, 60) && numbering::read(beside).is_none() && says(&fold(beside));
    (bare && asked).then(|| format!("{name}：{beside}"))
}

/// The same in a column where most names stand with such tasks: what a verb that no list knows begins is one too.
pub fn beside(name: &str, beside: &str) -> Option<String> {
    let beside = beside.trim().trim_end_matches(['。', '；', ';', '.']);
    let bare = name.chars().count() <= 20 && name.chars().any(is_han) && !acts(&fold(name));
    let plain = !name.contains(['，', '。', '；', '：', '\n']) && !name.chars().any(|c| c.is_ascii_digit());
    let task = (6..=60).contains(&beside.chars().count())
        && !beside.contains('\n')
        && numbering::read(beside).is_none();
    (bare && plain && task).then(|| format!("{name}：{beside}"))
}

/// Words (folded) that begin with an act: 推进…, 新建….
pub fn acts(words: &str) -> bool {
    ZH.marks(words).first().is_some_and(|mark| {
        mark.range.start == 0 && matches!(mark.kind, Kind::Act | Kind::Soft | Kind::Urge | Kind::Modal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_and_its_task_stand_together() {
        for (name, beside, wanted) in [
            ("教育强基工程", "改扩建寄宿制学校4所。", Some("教育强基工程：改扩建寄宿制学校4所")),
            ("政务云", "迁移业务系统65个上云", Some("政务云：迁移业务系统65个上云")),
            // An act, a figure, a sentence stand by themselves.
            ("推进“标准地”改革", "制定实施细则", None),
            ("新建公园12个", "完成全部绿化", None),
            // Steps explain; what says nothing to do is no task.
            ("消防通道整治", "1.摸排堵点", None),
            ("消防通道整治", "通道畅通", None),
        ] {
            assert_eq!(whole(name, beside).as_deref(), wanted, "{name} | {beside}");
        }
    }

    #[test]
    fn where_most_do_all_do() {
        for (name, task, wanted) in [
            ("职业教育提质", "扶植高原特色专业", Some("职业教育提质：扶植高原特色专业")),
            ("推进职业教育", "扶植高原特色专业", None),
            ("职业教育提质", "见附件", None),
            ("职业教育提质", "1.扶植高原特色专业", None),
        ] {
            assert_eq!(beside(name, task).as_deref(), wanted, "{name} | {task}");
        }
    }
}
