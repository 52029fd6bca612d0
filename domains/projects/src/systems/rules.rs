//! The rules of the register of systems: what must be known, how a system goes on, and what keeps operating money from
//! it. Pure.

use qipan_accounts::table::wording::letters;
use qipan_kernel::{Day, Failure, Fen, Message, Outcome, worded};

use super::model::{Compliance, Listing, Sharing, State, System, SystemData};

/// Longest name, in characters.
pub const NAME_MAX: usize = 120;
/// Longest line: a function, a data item, a vendor.
pub const LINE_MAX: usize = 300;
/// Longest text.
pub const TEXT_MAX: usize = 4_000;
/// Most functions, and most data items, of a system.
pub const LIST_MAX: usize = 200;

/// What must hold of a system whatever its state. `RULE system.fields`: that what is registered is a system at all, with
/// an owner, a purpose and functions, follows GB/T 40692-2021.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check(data: &SystemData) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut must = |fine: bool, key: &'static str, field: &'static str| {
        if !fine {
            wrong.push(Failure::invalid(key).at(field));
        }
    };
    let short = |text: &str, most: usize| text.chars().count() <= most;
    must(!data.name.trim().is_empty(), "form-required", "name");
    must(!data.purpose.trim().is_empty(), "form-required", "purpose");
    must(short(&data.name, NAME_MAX), "system-line-long", "name");
    must(short(&data.short, NAME_MAX), "system-line-long", "short");
    must(short(&data.vendor, LINE_MAX) && short(&data.code, 60), "system-line-long", "vendor");
    must(short(&data.purpose, TEXT_MAX), "system-text-long", "purpose");
    must(short(&data.basis, TEXT_MAX), "system-text-long", "basis");
    must(short(&data.interfaces, TEXT_MAX), "system-text-long", "interfaces");
    must(data.functions.len() <= LIST_MAX, "system-list-long", "functions");
    must(data.functions.iter().all(|one| short(one, LINE_MAX)), "system-line-long", "functions");
    must(data.items.len() <= LIST_MAX, "system-list-long", "items");
    must(data.items.iter().all(|one| short(&one.name, LINE_MAX)), "system-line-long", "items");
    for (amount, field) in [(data.invested, "invested"), (data.yearly, "yearly"), (data.estimate, "estimate")]
    {
        must(amount >= Fen(0), "project-amount-negative", field);
    }
    must(data.level <= 5, "system-level", "level");
    must(!data.users.contains(&data.unit), "project-unit-twice", "users");
    Failure::collect(wrong)
}

/// A name without what makes no difference: marks, spaces, case, full width. Two data items with the same folded name
/// are the same item.
pub fn folded(name: &str) -> String {
    letters(name)
}

/// Other names of the same data item, folded; the first of each is the name that counts. Named as in GB 11643-1999
/// (公民身份号码) and GB 32100-2015 (统一社会信用代码), and as forms of offices write them.
const SAME: [&[&str]; 6] = [
    &[
        "公民身份号码",
        "身份证号",
        "身份证号码",
        "居民身份证号",
        "居民身份证号码",
        "公民身份证号",
        "公民身份证号码",
    ],
    &["统一社会信用代码", "社会信用代码", "统一社会信用号", "社会统一信用代码"],
    &["手机号", "手机号码", "移动电话", "移动电话号码", "手机"],
    &["联系电话", "联系电话号码", "电话", "电话号码"],
    &["出生日期", "出生年月日", "生日"],
    &["不动产权证号", "不动产权证书号", "不动产权证号码", "不动产权证书编号"],
];

/// What forms write behind a name about how it is to be filled in.
const GLOSSES: [&str; 8] = ["必填项", "必填", "选填项", "选填", "可选", "非必填", "文本", "数字"];

/// `RULE system.item` — the key under which data items of two systems are the same item: the folded name without what a form says
/// of its length or its filling in, numerals of one kind (第一 and 第1, 二期 and Ⅱ期), and one name for those that have
/// several. What is in brackets otherwise counts: 地址（户籍） is not 地址（经营）.
pub fn item_key(name: &str) -> String {
    let plain = numerals(&folded(name));
    let mut rest = plain.as_str();
    loop {
        let shorter = GLOSSES.iter().find_map(|gloss| rest.strip_suffix(gloss)).or_else(|| {
            let digits = rest.strip_suffix("位数字").or_else(|| rest.strip_suffix('位'))?;
            let before = digits.trim_end_matches(|c: char| c.is_ascii_digit());
            (before.len() < digits.len()).then_some(before)
        });
        match shorter.filter(|shorter| !shorter.is_empty()) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    SAME.iter().find(|names| names.contains(&rest)).map_or(rest, |names| names[0]).to_owned()
}

/// Numerals as digits: those of one sign (①, Ⅱ) anywhere, Chinese ones up to ten where they count something.
fn numerals(text: &str) -> String {
    const CHINESE: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let all: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in all.iter().enumerate() {
        let counts =
            at > 0 && all[at - 1] == '第' && !all.get(at + 1).is_some_and(|next| CHINESE.contains(next))
                || all.get(at + 1).is_some_and(|next| matches!(next, '期' | '级' | '类' | '批'))
                    && !(at > 0 && CHINESE.contains(&all[at - 1]));
        let number = match *c {
            // Lower case of Roman numerals, as folding leaves them.
            'ⅰ'..='ⅻ' => Some(*c as u32 - 'ⅰ' as u32 + 1),
            'Ⅰ'..='Ⅻ' => Some(*c as u32 - 'Ⅰ' as u32 + 1),
            '①'..='⑳' => Some(*c as u32 - '①' as u32 + 1),
            c if counts => CHINESE.iter().position(|one| *one == c).map(|at| at as u32 + 1),
            _ => None,
        };
        match number {
            Some(number) => out.push_str(&number.to_string()),
            None => out.push(*c),
        }
    }
    out
}

/// Whether a step may be taken without a gate. `RULE system.step`: completion of building, the move from acceptance to
/// running, and the plan to retire are told; establishing, taking into use and finalising go through their gates.
pub fn steps(from: State, to: State) -> bool {
    use State::{Accepted, Building, Retiring, Running, Trial};
    matches!(
        (from, to),
        (Building, Trial)
            | (Accepted, Running)
            | (Running, Retiring)
            | (Retiring, Running)
            | (Accepted, Retiring)
    )
}

worded! {
    /// One of the reasons that block operating money (国办发〔2019〕57号).
    Block, "system-block", {
        /// Data are not shared as required.
        Sharing = "sharing",
        /// Data that are to be had by sharing are collected again.
        Repeated = "repeated",
        /// Not in the master catalogue of systems.
        Unlisted = "unlisted",
        /// Security (等保) does not comply.
        Security = "security",
        /// Cryptography (密评) does not comply.
        Crypto = "crypto",
    }
}

impl Block {
    /// Which of the three rules it belongs to: sharing and collecting, listing, security and cryptography.
    pub fn rule(self) -> u8 {
        match self {
            Block::Sharing | Block::Repeated => 1,
            Block::Unlisted => 2,
            Block::Security | Block::Crypto => 3,
        }
    }

    /// The key of what has to be done about it, as the board shows it.
    pub fn todo(self) -> &'static str {
        match self {
            Block::Sharing => "duty-say-sharing",
            Block::Repeated => "duty-say-repeated",
            Block::Unlisted => "duty-say-unlisted",
            Block::Security => "duty-say-security",
            Block::Crypto => "duty-say-crypto",
        }
    }

    /// The sentence that says why.
    pub fn why(self, found: &Compliance) -> Message {
        match self {
            Block::Sharing => Message::new("system-block-why-sharing")
                .with("sharing", qipan_kernel::Arg::Key(found.sharing.key().into())),
            Block::Repeated => Message::new("system-block-why-repeated"),
            Block::Unlisted => Message::new("system-block-why-unlisted"),
            Block::Security => Message::new("system-block-why-security")
                .with("found", qipan_kernel::Arg::Key(found.security.key().into())),
            Block::Crypto => Message::new("system-block-why-crypto")
                .with("found", qipan_kernel::Arg::Key(found.crypto.key().into())),
        }
    }
}

/// `RULE system.money-block` — no operating money for a system that does not share as required or collects again what is
/// shared, that is not in the master catalogue, or whose security or cryptography does not comply (国办发〔2019〕57号).
/// What nobody has looked at blocks nothing but its own step of the gates; `repeated` are items that it was confirmed to
/// collect again.
pub fn blocks(state: State, found: &Compliance, repeated: usize) -> Vec<Block> {
    if !state.operates() {
        return Vec::new();
    }
    let unshared = matches!(found.sharing, Sharing::Unshared | Sharing::Partly);
    // In trial the assessments are still under way; from acceptance on they must be there.
    let judged = state != State::Trial;
    let wrong = [
        (unshared, Block::Sharing),
        (repeated > 0, Block::Repeated),
        (judged && found.listing == Listing::Unlisted, Block::Unlisted),
        (judged && !found.security.is_fine(), Block::Security),
        (judged && !found.crypto.is_fine(), Block::Crypto),
    ];
    wrong.into_iter().filter(|(wrong, _)| *wrong).map(|(_, block)| block).collect()
}

/// What is found of a system makes sense: what is exempt says why.
///
/// # Errors
/// `system-exempt-basis`, `system-text-long`.
pub fn check_compliance(found: &Compliance) -> Outcome<()> {
    let exempt = found.sharing == Sharing::Exempt
        || [found.security, found.crypto].contains(&super::model::Assessment::Exempt);
    if exempt && found.note.trim().is_empty() {
        return Err(Failure::invalid("system-exempt-basis").at("note"));
    }
    if found.note.chars().count() > TEXT_MAX {
        return Err(Failure::invalid("system-text-long").at("note"));
    }
    Ok(())
}

/// The days between which results are evaluated, 12 to 24 months after acceptance (国办发〔2019〕57号); the spans are data.
pub fn evaluation(accepted: Day, from_months: i32, to_months: i32) -> (Day, Day) {
    (accepted.plus_months(from_months), accepted.plus_months(to_months))
}

/// May the results of a system be evaluated on a day?
///
/// # Errors
/// `system-evaluation-unaccepted`, `system-evaluation-early`.
pub fn may_evaluate(system: &System, day: Day, from_months: i32) -> Outcome<()> {
    let accepted = system.accepted_on.ok_or_else(|| Failure::conflict("system-evaluation-unaccepted"))?;
    let from = accepted.plus_months(from_months);
    if day < from {
        return Err(Failure::conflict("system-evaluation-early").with("from", from).at("day"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Id;

    use super::*;
    use crate::systems::model::{Assessment, Catalogue, Item, Part};

    fn fine() -> Compliance {
        Compliance {
            sharing: Sharing::Shared,
            listing: Listing::Listed,
            catalogue: Catalogue::Loaded,
            security: Assessment::Passed,
            crypto: Assessment::Passed,
            ..Compliance::fresh()
        }
    }

    fn data() -> SystemData {
        crate::systems::rules_fixture().data
    }

    #[test]
    fn the_three_rules_of_operating_money() {
        use State::{Accepted, Building, Planned, Retired, Retiring, Running, Trial};
        let unshared = Compliance { sharing: Sharing::Unshared, ..fine() };
        let partly = Compliance { sharing: Sharing::Partly, ..fine() };
        let unseen = Compliance { sharing: Sharing::Unassessed, ..fine() };
        let exempt = Compliance { sharing: Sharing::Exempt, crypto: Assessment::Exempt, ..fine() };
        let unlisted = Compliance { listing: Listing::Unlisted, ..fine() };
        let open = Compliance { security: Assessment::Failed, crypto: Assessment::Expired, ..fine() };
        for (state, found, repeated, wanted) in [
            (Running, &fine(), 0, &[][..]),
            (Running, &unshared, 0, &[Block::Sharing]),
            (Running, &partly, 0, &[Block::Sharing]),
            (Running, &unseen, 0, &[]),
            (Running, &exempt, 0, &[]),
            (Running, &fine(), 1, &[Block::Repeated]),
            (Accepted, &unlisted, 0, &[Block::Unlisted]),
            (Retiring, &open, 0, &[Block::Security, Block::Crypto]),
            (Trial, &open, 0, &[]),
            (Trial, &unshared, 2, &[Block::Sharing, Block::Repeated]),
            (Planned, &Compliance::fresh(), 3, &[]),
            (Building, &unshared, 0, &[]),
            (Retired, &unshared, 1, &[]),
            (Running, &Compliance::fresh(), 0, &[Block::Unlisted, Block::Security, Block::Crypto]),
        ] {
            assert_eq!(blocks(state, found, repeated), wanted, "{state:?} {found:?} {repeated}");
        }
        assert_eq!(Block::ALL.iter().map(|block| block.rule()).collect::<Vec<_>>(), [1, 1, 2, 3, 3]);
    }

    #[test]
    fn fields_are_checked_and_all_faults_are_told() {
        assert_eq!(check(&data()), Ok(()));
        let long = "长".repeat(LINE_MAX + 1);
        let cases: [(SystemData, &[&str]); 7] = [
            (SystemData { name: " ".into(), purpose: String::new(), ..data() }, &["name", "purpose"]),
            (SystemData { invested: Fen(-1), yearly: Fen(-1), ..data() }, &["invested", "yearly"]),
            (SystemData { level: 6, ..data() }, &["level"]),
            (SystemData { users: vec![Id(1)], ..data() }, &["users"]),
            (SystemData { functions: vec![long.clone()], ..data() }, &["functions"]),
            (SystemData { functions: vec!["一".into(); LIST_MAX + 1], ..data() }, &["functions"]),
            (SystemData { items: vec![Item { name: long, part: Part::Produced }], ..data() }, &["items"]),
        ];
        for (data, fields) in cases {
            let failure = check(&data).unwrap_err();
            let found: Vec<_> = std::iter::once(&failure)
                .chain(&failure.more)
                .filter_map(|one| one.field.as_deref())
                .collect();
            assert_eq!(found, fields);
        }
    }

    #[test]
    fn the_same_item_in_another_writing() {
        for (left, right, same) in [
            ("身份证号", " 身份证号 ", true),
            ("身份证号（18位）", "身份证号(18位)", true),
            ("Phone number", "phone-number", true),
            ("ＩＤ号", "id号", true),
            ("户籍地址", "居住地址", false),
        ] {
            assert_eq!(folded(left) == folded(right), same, "{left} {right}");
        }
    }

    #[test]
    fn the_same_item_of_two_systems() {
        for (left, right, same) in [
            // Width, spaces, marks and case, as before.
            ("身份证号", " 身份证号 ", true),
            ("ＩＤ号", "id 号", true),
            ("户籍地址", "户籍 地址", true),
            // What a form says of filling in.
            ("身份证号（18位）", "身份证号", true),
            ("身份证号【18位数字】", "身份证号码[必填]", true),
            ("企业名称（必填项）", "企业名称", true),
            ("备注（选填）", "备注", true),
            ("必填", "选填", false),
            // Names of the standards and of forms.
            ("公民身份号码", "居民身份证号码", true),
            ("统一社会信用代码（18位）", "社会信用代码", true),
            ("手机", "移动电话号码", true),
            ("联系电话", "手机号", false),
            ("出生日期", "出生年月日", true),
            // Numerals of phases, grades and places.
            ("一期投资额", "Ⅰ期投资额", true),
            ("一期投资额", "1期投资额", true),
            ("一期投资额", "二期投资额", false),
            ("第一联系人", "第1联系人", true),
            ("第十一联系人", "第1联系人", false),
            ("隐患①类", "隐患一类", true),
            ("十二期数", "二期数", false),
            // What is in brackets, and a character that is another word, count.
            ("地址（户籍）", "地址（经营）", false),
            ("户籍地址", "居住地址", false),
            ("法定代表人", "法定代表人姓名", false),
            ("一般固废", "1般固废", false),
        ] {
            assert_eq!(
                item_key(left) == item_key(right),
                same,
                "{left} {right}: {} {}",
                item_key(left),
                item_key(right)
            );
        }
        // Of what is folded already it is the same.
        for name in ["身份证号（18位）", "Ⅱ期投资额", "统一社会信用代码【必填】"] {
            assert_eq!(item_key(&folded(name)), item_key(name));
        }
    }

    #[test]
    fn steps_without_a_gate() {
        let told: Vec<_> = State::ALL
            .iter()
            .flat_map(|from| State::ALL.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| steps(*from, *to))
            .map(|(from, to)| (from.as_str(), to.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("building", "trial"),
                ("accepted", "running"),
                ("accepted", "retiring"),
                ("running", "retiring"),
                ("retiring", "running")
            ]
        );
    }

    #[test]
    fn evaluation_has_its_window() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(evaluation(day("2025-03-31"), 12, 24), (day("2026-03-31"), day("2027-03-31")));
        assert_eq!(evaluation(day("2024-08-31"), 6, 18), (day("2025-02-28"), day("2026-02-28")));
    }
}
