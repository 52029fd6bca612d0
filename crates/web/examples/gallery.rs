//! Writes static pages that show all components and a full board, in both languages:
//! `cargo run -p qipan-web --example gallery -- OUTDIR`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use qipan_kernel::{Day, Failure, Message, Moment, Progress, Role};
use qipan_web::components::chart::{LineChart, Marker, Series, Stroke, bars, line_chart, spark};
use qipan_web::components::goban::{BoardTime, Column, DecideCard, Figure, Goban, Group, Row, board_page};
use qipan_web::components::stone::Stone;
use qipan_web::components::*;
use qipan_web::{
    Flash, Form, Kept, LOCALES, Lang, LocaleSource, Markup, NavItem, Page, View, Who, Words, html,
};

/// Names of the sample screens: in a program each domain brings its own.
const SAMPLE: LocaleSource = LocaleSource {
    zh: "nav-board = 总盘\nnav-items = 事项\nnav-projects = 项目\nnav-checks = 检查整改\nnav-help = 救助\nnav-figures = 指标\nnav-hub = 数据枢纽\nnav-circulars = 通报\nf-statement = 事项内容\nf-due = 完成时限\nf-unit = 牵头单位\nf-share = 形象进度\nf-kind = 类别\nf-public = 向协办单位公开\nf-file = 佐证材料\nsaved = 已保存。\n",
    en: "nav-board = Board\nnav-items = Commitments\nnav-projects = Projects\nnav-checks = Inspections\nnav-help = Assistance\nnav-figures = Indicators\nnav-hub = Data hub\nnav-circulars = Circulars\nf-statement = Commitment\nf-due = Time limit\nf-unit = Lead unit\nf-share = Progress\nf-kind = Kind\nf-public = Visible to cooperating units\nf-file = Evidence\nsaved = Saved.\n",
};

fn view(words: &Arc<Words>, lang: Lang, path: &str) -> View {
    let today = Day::from_ymd(2026, 11, 22).unwrap();
    let mut view = View::anonymous(words.clone(), lang, path, today);
    view.who = Some(Who {
        name: "张示例".into(),
        role: Role::Supervision,
        unit: Some(if lang == Lang::Zh { "区政府督查室" } else { "Supervision office" }.into()),
    });
    view.csrf = "sample".into();
    view.nav = [
        ("nav-board", "/"),
        ("nav-items", "/commitments"),
        ("nav-projects", "/projects"),
        ("nav-checks", "/inspections"),
        ("nav-help", "/assistance"),
        ("nav-figures", "/indicators"),
        ("nav-hub", "/hub"),
        ("nav-circulars", "/circulars"),
    ]
    .map(|(key, href)| NavItem { key, href, section: key })
    .to_vec();
    view
}

fn board(lang: Lang) -> Goban {
    let zh = lang == Lang::Zh;
    let columns = [
        ("智慧滨海", "Smart Binhai"),
        ("乡村振兴", "Rural revival"),
        ("困难救助", "Relief"),
        ("重点项目", "Key projects"),
        ("安全发展", "Safe city"),
        ("数据汇聚", "Data hub"),
        ("绿色低碳", "Green"),
        ("招商强链", "Investment"),
    ]
    .map(|(name, sub)| Column {
        name: if zh { name } else { sub }.into(),
        sub: if zh { sub } else { name }.into(),
        href: "#".into(),
    })
    .to_vec();
    let groups = [
        ("功能区", "Zones", vec!["经开区", "保税区", "高新区", "东疆综保区", "中新生态城"]),
        (
            "委办局",
            "Bureaus",
            vec!["发展改革委", "工信局", "财政局", "民政局", "应急局", "住建委", "大数据局", "农业农村委"],
        ),
        (
            "街镇",
            "Streets and towns",
            vec!["塘沽街道", "新河街道", "茶淀街道", "汉沽街道", "北塘街道", "中塘镇"],
        ),
    ];
    let mut seed = 20_261_122_u64;
    let mut chance = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let groups = groups.map(|(name, english, units)| Group {
        name: if zh { name } else { english }.into(),
        rows: units
            .into_iter()
            .map(|unit| {
                let cells: Vec<Option<Stone>> = (0..8)
                    .map(|_| {
                        (chance(100) < 66).then(|| Stone {
                            count: [1, 2, 3, 4, 6, 9, 14, 2, 6, 127]
                                [if chance(60) == 0 { 9 } else { chance(9) as usize }],
                            light: [
                                Light::Green,
                                Light::Green,
                                Light::Green,
                                Light::Yellow,
                                Light::Red,
                                Light::Done,
                                Light::Blue,
                                Light::Green,
                                Light::Green,
                                Light::Grey,
                            ][chance(10) as usize],
                            share_closed: chance(101) as u8,
                            unverified: chance(5) == 0,
                            href: "#".into(),
                            note: String::new(),
                        })
                    })
                    .collect();
                let red = cells.iter().flatten().filter(|stone| stone.light == Light::Red).count() as i64;
                let total = cells.iter().flatten().map(|stone| stone.count).sum();
                Row { name: unit.into(), href: "#".into(), cells, total, red }
            })
            .collect(),
    });
    Goban { groups: groups.to_vec(), columns }
}

fn board_sample(view: &View) -> Markup {
    let zh = view.lang == Lang::Zh;
    let say = |a: &str, b: &str| if zh { a.to_owned() } else { b.to_owned() };
    let figure = |number: &str, label: String, light| Figure {
        number: number.into(),
        label,
        light,
        href: Some("#".into()),
    };
    let figures = [
        figure("412", say("在办事项", "open"), None),
        figure("17", say("红灯", "overdue"), Some(Light::Red)),
        figure("38", say("黄灯", "behind"), Some(Light::Yellow)),
        figure("86.4%", say("按期办结率", "closed in time"), None),
        figure("23", say("申报无佐证", "claimed only"), None),
        figure("+12", say("上次会议以来办结", "closed since last"), Some(Light::Green)),
    ];
    let card = |light, title: String, why: String, detail: String, units: String| DecideCard {
        light,
        title,
        why,
        detail,
        units,
        href: "#".into(),
    };
    let cards = [
        card(
            Light::Red,
            say("Z2线东丽湖站主体结构封顶", "Z2 line: roof the Dongli Lake station"),
            say("逾期 6 个工作日", "6 working days overdue"),
            say("形象进度申报 92%，佐证 74%", "claimed 92%, evidence for 74%"),
            say("轨道集团 · 住建委", "Rail Group · Housing"),
        ),
        card(
            Light::Red,
            say("新河街道危化品仓库消防通道整改", "Xinhe: clear the fire lane of the chemicals store"),
            say("限期今日 17:00", "due today 17:00"),
            say("复查两次未通过，建议挂牌督办", "failed two re-inspections; propose listed supervision"),
            say("新河街道 · 应急局", "Xinhe · Emergency"),
        ),
        card(
            Light::Yellow,
            say("民政局与公安局户籍核验数据共享", "Share household register checks"),
            say("法定答复还剩 2 个工作日", "2 working days left to answer"),
            say("有条件共享，依据共享条例", "conditional sharing"),
            say("大数据局", "Big Data Bureau"),
        ),
        card(
            Light::Yellow,
            say("智慧停车平台（二期）立项", "Smart parking, phase 2: approval"),
            say("与“城市静态交通系统”重合 0.81", "overlaps 0.81 with the parking system"),
            say("建议合并建设，节约 620 万元", "propose merging; saves ¥6.2 m"),
            say("发展改革委", "Development and Reform"),
        ),
        card(
            Light::Blue,
            say("一汽丰田新能源工厂试生产诉求", "FAW Toyota plant: trial production"),
            say("企业诉求 3 件，已办结 2 件", "2 of 3 requests closed"),
            say("供电增容待现场办公会定", "power supply: for the on-site meeting"),
            say("经开区", "TEDA"),
        ),
    ];
    let time = BoardTime {
        first: Day::from_ymd(2026, 1, 1).unwrap(),
        at: view.today,
        comparisons: vec![("m42".into(), say("第42次常务会议", "42nd executive meeting"))],
        versus: "m42".into(),
    };
    board_page(view, &time, &figures, &board(view.lang), &cards)
}

fn parts(view: &View) -> Markup {
    let zh = view.lang == Lang::Zh;
    let say = |a: &str, b: &str| if zh { a.to_owned() } else { b.to_owned() };
    let form = Form::parse("statement=&due=2026-02-30&share=120&kind=a&public=on&unit=2".as_bytes()).unwrap();
    let refused = form
        .read(|r| (r.required_text("statement", 200), r.required_day("due"), r.required_progress("share")))
        .unwrap_err();
    let kept = Kept::refused(&form, &refused);
    let mut table = Table::new(
        say("本周到期事项", "Due this week"),
        vec![
            Head::new(say("事项", "Commitment")).sort("title"),
            Head::new(say("单位", "Unit")),
            Head::new(say("灯", "Light")).narrow(),
            Head::number(say("件数", "Count")).sort("count"),
            Head::new(say("进度", "Progress")),
        ],
    )
    .sorted("-count");
    for (index, state) in Light::ALL.into_iter().enumerate() {
        table.row(vec![
            html! { a href="#" { (say("建成街道应急避难场所", "Build the shelter of the street")) } }.into(),
            say("塘沽街道", "Tanggu").into(),
            light(view, state).into(),
            view.number(1234 * index as i64).into(),
            progress_bar(
                view,
                Progress(3000 + 1200 * index as i32),
                Progress(2000 + 900 * index as i32),
                Some(Progress(6000)),
            )
            .into(),
        ]);
    }
    table.foot(vec![
        say("合计", "Total").into(),
        "".into(),
        "".into(),
        view.number(18_510).into(),
        "".into(),
    ]);
    let day = |offset: i32| view.today + offset;
    let chart = LineChart {
        title: say("进度：计划、申报与核实", "Progress: planned, claimed, verified"),
        unit: "%".into(),
        series: vec![
            Series {
                name: say("计划", "planned"),
                stroke: Stroke::Planned,
                steps: false,
                points: vec![(day(-120), 0.0), (day(30), 100.0)],
            },
            Series {
                name: say("申报", "claimed"),
                stroke: Stroke::Claimed,
                steps: true,
                points: vec![
                    (day(-120), 0.0),
                    (day(-90), 25.0),
                    (day(-60), 48.0),
                    (day(-30), 80.0),
                    (day(0), 92.0),
                ],
            },
            Series {
                name: say("核实", "verified"),
                stroke: Stroke::Verified,
                steps: true,
                points: vec![
                    (day(-120), 0.0),
                    (day(-80), 20.0),
                    (day(-50), 40.0),
                    (day(-10), 74.0),
                    (day(0), 74.0),
                ],
            },
        ],
        markers: vec![
            Marker { day: day(0), label: say("今日", "today"), strong: false },
            Marker { day: day(30), label: say("时限", "due"), strong: true },
        ],
        top: Some(100.0),
    };
    let entry = |offset: i64, what: String, state| TimelineEntry {
        at: Moment(view.today.start().0 - offset * 86_400_000 + 36_000_000),
        who: say("李示例 · 塘沽街道", "Li Example · Tanggu"),
        what: html! { (what) },
        detail: None,
        light: state,
    };
    html! {
        (breadcrumb(view, &[Crumb::link(say("事项", "Commitments"), "#"), Crumb::here(say("组件", "Components"))]))
        h1 { (say("界面组件", "Components of the screens")) }
        (tabs(view, "tabs", &[
            Tab { label: say("概况", "Overview"), href: "#".into(), current: true, count: None },
            Tab { label: say("佐证", "Evidence"), href: "#".into(), current: false, count: Some(12) },
        ]))
        (Definitions::new().row(say("牵头单位", "Lead unit"), say("塘沽街道", "Tanggu")).row(say("完成时限", "Time limit"), view.day(day(30)))
            .row(say("灯", "Light"), light(view, Light::Yellow)).row(say("近六期", "Last six"), spark(&[1.0, 3.0, 2.0, 6.0, 5.0, 8.0])))
        (callout(Light::Yellow, &say("为什么是黄灯", "Why yellow"), html! { p { (say("核实进度 74%，按序时应达 80%。", "Verified 74% where 80% was planned by today.")) } }))
        (filter_bar(view, html! {
            (Field::search("q", "f-statement").render(view, &Kept::empty()))
            (Field::select("unit", "f-unit", [("1", say("塘沽街道", "Tanggu"))]).empty_option("—").render(view, &Kept::empty()))
        }))
        (table.render(view))
        (pager(view, None, Some(&qipan_web::Cursor::new("x", qipan_kernel::Id(1)))))
        (line_chart(view, &chart))
        (bars(view, &say("各单位在办", "Open by unit"), &[(say("塘沽街道", "Tanggu"), 31), (say("新河街道", "Xinhe"), 19), (say("中塘镇", "Zhongtang"), 7)]))
        h2 { (say("表单", "Form")) }
        (error_summary_of(view, &kept, &[("statement", "f-statement"), ("due", "f-due"), ("share", "f-share")]))
        (actions::upload_form(view, "#", html! {
            (Field::area("statement", "f-statement", 3).required().max(200).hint(say("一句话写清做什么、做到什么程度。", "Say in one sentence what is to be done.")).render(view, &kept))
            (Field::day("due", "f-due").required().render(view, &kept))
            (Field::number("share", "f-share").render(view, &kept))
            (Field::select("unit", "f-unit", [("1", say("经开区", "TEDA")), ("2", say("塘沽街道", "Tanggu"))]).short().render(view, &kept))
            (Field::radio("kind", "f-kind", [("a", say("会议决定", "Decision")), ("b", say("重点项目", "Project"))]).render(view, &kept))
            (Field::checkbox("public", "f-public").render(view, &kept))
            (Field::file("file", "f-file", ".pdf,.docx").render(view, &kept))
            div class="actions" { (Button::submit(say("提交", "Submit"))) (Button::link(say("取消", "Cancel"), "#"))
                (Button::submit(say("撤回", "Withdraw")).danger().confirm("?")) }
        }))
        h2 { (say("经过", "History")) }
        (timeline(view, &[
            entry(0, say("核实进度改为 74%", "Verified progress set to 74%"), Some(Light::Yellow)),
            entry(3, say("反馈进度 92%", "Reported progress 92%"), Some(Light::Green)),
            entry(120, say("交办", "Issued"), None),
        ]))
        (empty_state(&say("还没有佐证材料。", "No evidence yet."), Some(html! { (Button::link(say("上传佐证", "Add evidence"), "#").primary()) })))
    }
}

fn main() {
    let out = std::env::args().nth(1).expect("gallery OUTDIR");
    let out = Path::new(&out);
    fs::create_dir_all(out).unwrap();
    let words = Arc::new(Words::new(&[LOCALES, SAMPLE]));
    for fault in words.faults() {
        eprintln!("{fault}");
    }
    let assets =
        [qipan_web::assets::css_path(), qipan_web::assets::js_path(), qipan_web::assets::icon_path()];
    for path in assets {
        fs::create_dir_all(out.join("assets")).unwrap();
        fs::write(out.join(&path[1..]), qipan_web::assets::find(path).unwrap().1).unwrap();
    }
    let mut large = board(Lang::Zh);
    let filled = large.groups[0].rows[0].cells.iter().flatten().next().cloned();
    large.columns = (0..12).map(|_| large.columns[0].clone()).collect();
    let row = Row { cells: vec![filled; 12], ..large.groups[0].rows[0].clone() };
    large.groups = vec![Group { name: String::new(), rows: vec![row; 60] }];
    let started = std::time::Instant::now();
    let size = qipan_web::components::goban::goban(&view(&words, Lang::Zh, "/"), &large).0.len();
    println!("60 x 12, every crossing taken: {:?}, {size} bytes", started.elapsed());
    for lang in Lang::ALL {
        let write = |name: &str, page: Markup| {
            // Files have no root: addresses of assets become relative.
            let html = page.into_string().replace("\"/assets/", "\"assets/");
            fs::write(out.join(format!("{name}-{}.html", lang.as_str())), html).unwrap();
        };
        let at_board = view(&words, lang, "/");
        let started = std::time::Instant::now();
        let page = Page::new(&at_board, &at_board.t("board-title"))
            .wide()
            .landscape_a3()
            .render(board_sample(&at_board));
        println!("board {}: {:?}, {} bytes", lang.as_str(), started.elapsed(), page.0.len());
        write("board", page);
        let mut at_parts = view(&words, lang, "/commitments");
        at_parts.flash = Some(Flash::done(Message::new("saved")));
        write("parts", Page::new(&at_parts, "Components").render(parts(&at_parts)));
        let failure = Failure::not_found();
        write("failure", qipan_web::failure::page(&failure, &at_board, Some("4F7K2")));
        write("wall", Page::new(&at_board, "Wall").wall(30).render(board_sample(&at_board)));
    }
}
