//! Chinese characters: which are Chinese, which are common, which script a text is in, and folding to simplified.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Script;

/// First and last code point of the block of unified ideographs that nearly all text uses.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// True for Chinese characters (not punctuation).
pub fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3007 | 0x3400..=0x4dbf | FIRST..=LAST | 0xf900..=0xfaff | 0x20000..=0x323af)
}

/// True for Chinese punctuation and full-width forms.
pub(crate) fn is_wide_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '（'
            | '）'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '「'
            | '」'
            | '『'
            | '』'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '…'
            | '—'
            | '～'
    )
}

/// For each ideograph of the main block, its simplified form.
fn folds() -> &'static [u32] {
    static FOLDS: OnceLock<Vec<u32>> = OnceLock::new();
    FOLDS.get_or_init(|| {
        // One call with a neutral character between, so that no rule on neighbours applies.
        let mut all = String::new();
        for c in (FIRST..=LAST).filter_map(char::from_u32) {
            all.push(c);
            all.push('、');
        }
        fast2s::convert(&all).chars().step_by(2).map(u32::from).collect()
    })
}

/// The simplified form of a character (itself when it has none).
pub fn fold_char(c: char) -> char {
    match c as u32 {
        code @ FIRST..=LAST => {
            folds().get((code - FIRST) as usize).copied().and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

/// Folds traditional characters to simplified ones, for matching only (several traditional characters share one
/// simplified form). The result has as many characters as `text`, and as many bytes.
pub fn fold(text: &str) -> String {
    // Nearly all text is simplified already.
    let table = folds();
    let plain = |c: char| match c as u32 {
        code @ FIRST..=LAST => c != '著' && table.get((code - FIRST) as usize) == Some(&code),
        _ => true,
    };
    if text.chars().all(plain) {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        folded.push(match c {
            // 著 is 着 in traditional text, except in the words about writing and fame.
            '著' if !"名作者称稱述书書录錄".contains(next)
                && !"显顯名专專原巨编編论論土译譯昭卓合".contains(last) =>
            {
                '着'
            }
            _ => fold_char(c),
        });
        last = c;
    }
    folded
}

/// Characters that exist only as the simplified form of another.
fn simplified_only() -> &'static HashSet<char> {
    static SET: OnceLock<HashSet<char>> = OnceLock::new();
    SET.get_or_init(|| {
        let traditional = |c: char| fold_char(c) != c;
        let mut set = HashSet::new();
        for c in (FIRST..=LAST).filter_map(char::from_u32).filter(|&c| traditional(c)) {
            set.insert(fold_char(c));
        }
        // Forms that both scripts use.
        for c in "后里面系出于斗谷台干只才向几余表板借佣冬准丑卷咸回困家布托折旋松据曲朱沈涂症痴种秋签舍蔑征采升周致制云".chars() {
            set.remove(&c);
        }
        set
    })
}

/// The script of a text: traditional when characters that only it uses outnumber those only simplified uses.
pub fn script_of(text: &str) -> Script {
    let (mut traditional, mut simplified, mut han) = (0usize, 0usize, 0usize);
    let mut other = 0usize;
    for c in text.chars() {
        if is_han(c) {
            han += 1;
            if fold_char(c) != c {
                traditional += 1;
            } else if simplified_only().contains(&c) {
                simplified += 1;
            }
        } else if c.is_alphabetic() {
            other += 1;
        }
    }
    if han == 0 || han * 10 < other {
        return Script::Latin;
    }
    if traditional > simplified { Script::Traditional } else { Script::Simplified }
}

/// True for the characters and marks that make up most of any official Chinese text, in either script.
pub(crate) fn is_common(c: char) -> bool {
    static SET: OnceLock<HashSet<char>> = OnceLock::new();
    SET.get_or_init(|| COMMON.chars().collect()).contains(&c)
}

/// Function words and the vocabulary of administration, in both scripts.
const COMMON: &str = "，。、；：？！（）《》“”的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年\
    动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本\
    去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条\
    只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山\
    统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府务项目责单会议领导推进完善落实督查市县乡镇街办\
    局委书记主席长副确保安全发展规划标准措施按照印发通知意见方案请示报告联系电话号名称序备注\
    這個為時來們對會發動過說產種麼後經進著電裡當點從業還與關線內數質氣無係軍題黨員總設長圖統計別據處務項責單議領導進實縣鄉鎮\
    辦書記確劃標準見報聯話號稱備註開應樣將組論運農強戰則變條結問體機現兩間學義區決";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_to_simplified_with_the_same_length() {
        let text = "鄂爾多斯市著力推進大數據產業發展(智慧城市)項目";
        let folded = fold(text);
        assert_eq!(folded, "鄂尔多斯市着力推进大数据产业发展(智慧城市)项目");
        assert_eq!(folded.chars().count(), text.chars().count());
        assert_eq!(fold("一盘棋 Smart 推进"), "一盘棋 Smart 推进");
    }

    #[test]
    fn folding_never_changes_the_byte_length() {
        for c in (FIRST..=LAST).filter_map(char::from_u32) {
            assert_eq!(fold_char(c).len_utf8(), c.len_utf8(), "{c}");
        }
    }

    #[test]
    fn tells_the_scripts_apart() {
        assert_eq!(script_of("會議聽取工作進展情況匯報，安排部署下一階段工作任務。"), Script::Traditional);
        assert_eq!(script_of("会议听取工作进展情况汇报，安排部署下一阶段工作任务。"), Script::Simplified);
        assert_eq!(script_of("乾县著名景点后台"), Script::Simplified);
        assert_eq!(script_of("The meeting also studied other matters."), Script::Latin);
        assert_eq!(script_of("Binhai 滨 New Area"), Script::Latin);
    }
}
