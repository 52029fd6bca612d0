//! The words: both languages complete, plurals and days right, nothing lost without a trace.

use std::time::Instant;

use qipan_kernel::{Day, Message, Progress};
use qipan_web::{LOCALES, Lang, LocaleSource, Words};

const SAMPLE: LocaleSource = LocaleSource {
    zh: "overdue = 逾期 { $days } 个工作日\ndue = { $day } 到期，{ $share }，{ $who }\nhandler = 经办人\n",
    en: "overdue = { $days ->\n    [one] { $days } working day\n   *[other] { $days } working days\n } overdue\ndue = due { $day }, { $share }, { $who }\nhandler = handler\n",
};

#[test]
fn both_languages_say_the_same_things() {
    assert_eq!(Words::new(&[LOCALES, SAMPLE]).faults(), Vec::<String>::new());
}

#[test]
fn faults_of_locale_files_are_found() {
    let broken = LocaleSource {
        zh: "a = 甲\nb = { $x }\nc = 丙\nc = 丁\n",
        en: "a = A\nb = { $y }\nc = C\nd = D\n",
    };
    let faults = Words::new(&[broken]).faults().join("\n");
    for part in ["b: variables differ", "d: only in en", "zh:"] {
        assert!(faults.contains(part), "{part} in {faults}");
    }
}

#[test]
fn numbers_choose_their_plural() {
    let words = Words::new(&[SAMPLE]);
    for (days, zh, en) in [
        (1, "逾期 1 个工作日", "1 working day overdue"),
        (6, "逾期 6 个工作日", "6 working days overdue"),
        (0, "逾期 0 个工作日", "0 working days overdue"),
    ] {
        let message = Message::new("overdue").with("days", days);
        assert_eq!(words.msg(Lang::Zh, &message), zh);
        assert_eq!(words.msg(Lang::En, &message), en);
    }
}

#[test]
fn arguments_take_the_form_of_the_language() {
    let words = Words::new(&[SAMPLE]);
    let message = Message {
        key: "due".into(),
        args: vec![
            ("day".into(), qipan_kernel::Arg::Day(Day::from_ymd(2026, 11, 22).unwrap())),
            ("share".into(), qipan_kernel::Arg::Progress(Progress(7450))),
            ("who".into(), qipan_kernel::Arg::Key("handler".into())),
        ],
    };
    assert_eq!(words.msg(Lang::Zh, &message), "2026年11月22日 到期，74.5%，经办人");
    assert_eq!(words.msg(Lang::En, &message), "due 22 Nov 2026, 74.5%, handler");
    assert_eq!(words.t(Lang::En, "no-such-key"), "⟦no-such-key⟧");
    assert_eq!(Lang::En.number(-1_234_567), "−1,234,567");
    assert_eq!(Lang::Zh.number(999), "999");
    let moment = Day::from_ymd(2026, 11, 22).unwrap().start().plus_ms(61_500_000);
    assert_eq!(Lang::Zh.moment(moment), "2026年11月22日 17:05");
    assert_eq!(Lang::En.moment(moment), "22 Nov 2026, 17:05");
}

#[test]
fn a_request_chooses_its_language() {
    for (cookie, accept, lang) in [
        (None, None, Lang::Zh),
        (Some("en"), Some("zh-CN"), Lang::En),
        (Some("klingon"), Some("en-GB,zh;q=0.8"), Lang::En),
        (None, Some("fr,zh-CN;q=0.5,en;q=0.9"), Lang::En),
        (None, Some("en;q=0"), Lang::Zh),
        (None, Some(";;,q=x"), Lang::Zh),
    ] {
        assert_eq!(Lang::choose(cookie, accept), lang, "{cookie:?} {accept:?}");
    }
}

#[test]
fn plain_messages_are_quick() {
    let words = Words::new(&[LOCALES]);
    let started = Instant::now();
    let mut length = 0;
    for _ in 0..100_000 {
        length += words.t(Lang::Zh, "failure-advice-invalid").len();
    }
    let each = started.elapsed() / 100_000;
    assert!(length > 0 && each.as_nanos() < 5_000, "{each:?} each, unoptimised");
}
