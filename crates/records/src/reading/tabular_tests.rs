//! Tables in plain text, as rows of cells.

use super::super::draft::PieceKind;
use super::*;

/// The rows of all tables of `text`: cells between `|`, `^` for what goes on from above, `<` from the left.
fn rows(text: &str) -> Vec<String> {
    let mut draft = Draft { original: text.to_owned(), pieces: Vec::new() };
    let mut budget = 10_000;
    for (number, region) in find(text).into_iter().enumerate() {
        region.put(&mut draft, number, &mut budget).unwrap();
    }
    let mut above: Vec<(usize, usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for piece in &draft.pieces {
        let PieceKind::Row { cells, .. } = &piece.kind else { continue };
        let mut words = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let place = (cell.column, cell.start, cell.end);
            let left = at > 0 && cell.continued && cells[at - 1].start == cell.start && cell.colspan > 1;
            words.push(match () {
                () if left => "<".to_owned(),
                () if cell.continued && above.contains(&place) => "^".to_owned(),
                () => draft.original[cell.start..cell.end].trim().replace('\n', "/"),
            });
        }
        above = cells.iter().map(|cell| (cell.column, cell.start, cell.end)).collect();
        found.push(words.join("|"));
    }
    found
}

#[test]
fn tabs_and_bars_part_cells() {
    assert_eq!(
        rows("台账\n序号\t任务\t单位\n1\t清淤河道\t水务局\n\t疏通管网\t\n\n后文"),
        ["序号|任务|单位", "1|清淤河道|水务局", "|疏通管网|"]
    );
    assert_eq!(
        rows("序号\t任务\t单位\n一、治水\n1\t\"清淤\n河道\"\t水务局\n2\t绿化\t园林局\n"),
        ["序号|任务|单位", "一、治水|<|<", "1|清淤/河道|水务局", "2|绿化|园林局"]
    );
    assert_eq!(rows("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |"), ["a|b|c", "1|2|3"]);
    assert_eq!(rows("序号｜任务｜单位\n1｜绿化｜园林局"), ["序号|任务|单位", "1|绿化|园林局"]);
    // Labels in brackets, and a single tab, part no columns.
    for text in [
        "1.1 Build. [Lead: A | By: May | Support: B]\n1.2 Plan. [Lead: A | By: May | Support: B]",
        "牵头单位\t甲\n完成时限\t5月",
        "正文一\n正文二",
    ] {
        assert!(rows(text).is_empty(), "{text}");
    }
}

#[test]
fn drawn_boxes_are_read_cell_by_cell() {
    let text = "标题\n┌──┬────┬────┐\n│序号│任务  │单位  │\n├──┼────┼────┤\n│1  │清淤河│水务局│\n│    │道4条 │      │\n\
                │    ├────┤      │\n│    │绿化  │      │\n├──┴────┴────┤\n│二、其他            │\n├──┬────┬────┤\n\
                │2  │修路  │交通局│\n└──┴────┴────┘\n";
    assert_eq!(
        rows(text),
        ["序号|任务|单位", "1|清淤河道4条|水务局", "^|绿化|^", "二、其他|<|<", "2|修路|交通局"]
    );
    assert_eq!(
        rows("+---+------+\n| a | b    |\n+---+------+\n| 1 | two  |\n|   | more |\n+---+------+\n"),
        ["a|b", "1|two more"]
    );
}

#[test]
fn cells_copied_one_to_a_line() {
    let text = "标题\n\n序号\n\n任务\n\n单位\n\n1\n\n清淤\n\n水务局\n\n2\n\n绿化\n\n种树\n\n园林局\n\n3\n\n修路\n\n交通局\n\n后文";
    assert_eq!(rows(text), ["序号|任务|单位", "1|清淤|水务局", "2|绿化//种树|园林局", "3|修路|交通局"]);
    assert!(rows("序号\n任务\n单位\n说明：没有行").is_empty());
}

#[test]
fn spaces_keep_columns_apart() {
    assert_eq!(
        rows(
            "清单\n\n      任务            单位          时限\n1   清淤河道4条     水务局        5月\n2   绿化            园林局、      6月\n                    各镇\n后文。"
        ),
        ["|任务|单位|时限", "1|清淤河道4条|水务局|5月", "2|绿化|园林局、各镇|6月"]
    );
    // Labels and running text are no head.
    for text in
        ["领导：甲    单位：乙    时限：5月\n领导：甲    单位：乙    时限：5月", "一、  二、  三、\n正文"]
    {
        assert!(rows(text).is_empty(), "{text}");
    }
}
