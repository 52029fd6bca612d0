use super::*;

fn cleaned(text: &str) -> String {
    let mut draft = Draft::default();
    draft.push(PieceKind::Paragraph, text);
    finish(draft, Format::Text, "UTF-8").text
}

#[test]
fn takes_glosses_away_and_leaves_brackets() {
    let cases = [
        ("推進(jìn)數(shù)據(jù)產(chǎn)業(yè)", "推進數據產業"),
        ("綠(lǜ)色，女(nǚ)，二(èr)", "綠色，女，二"),
        ("推進（jìn）", "推進"),
        ("推進(jin)大數(shu)據(ju)", "推進大數據"),
        ("推進(jìn)大數(shu)", "推進大數"),
        ("項目(智慧城市)推進(jìn)", "項目(智慧城市)推進"),
        ("會(1)(一)年(2014)值(GDP)里程(km)進(jìn)", "會(1)(一)年(2014)值(GDP)里程(km)進"),
        ("时间(min)为5，面积(ha)为3，选项(a)", "时间(min)为5，面积(ha)为3，选项(a)"),
        ("王强(wang)说", "王强(wang)说"),
        ("进(jìn", "进(jìn"),
        ("见(见附件)", "见(见附件)"),
    ];
    for (text, expected) in cases {
        assert_eq!(cleaned(text), expected, "{text}");
    }
}

#[test]
fn white_space_becomes_plain() {
    let cases = [
        ("\u{3000}\u{3000}会议\u{a0}指出", "会议 指出"),
        ("会\u{200b}议\u{feff}指出", "会议指出"),
        ("通　知", "通知"),
        ("会 议 纪 要", "会议纪要"),
        ("张　三、李四光", "张三、李四光"),
        ("会议指出，\n要加快", "会议指出，要加快"),
        ("加快推\n进项目", "加快推进项目"),
        ("of the\ncity", "of the city"),
        ("一、 总体要求", "一、总体要求"),
        ("张三 李四 王五", "张三 李四 王五"),
        ("“一盘棋”，「保障」", "“一盘棋”，「保障」"),
    ];
    for (text, expected) in cases {
        assert_eq!(cleaned(text), expected, "{text}");
    }
}

#[test]
fn edits_keep_the_map() {
    let mut clean = Clean {
        text: "abcdef".to_owned(),
        runs: vec![MapRun { at: 0, original: 10 }, MapRun { at: 3, original: 20 }],
    };
    clean.apply(&[
        Edit { start: 1, end: 2, with: String::new() },
        Edit { start: 3, end: 3, with: " ".to_owned() },
        Edit { start: 5, end: 6, with: "XY".to_owned() },
    ]);
    assert_eq!(clean.text, "ac deXY");
    let at: Vec<usize> = (0..7).map(|at| position(&clean.runs, at)).collect();
    assert_eq!(at, [10, 12, 20, 20, 21, 22, 23]);
}
