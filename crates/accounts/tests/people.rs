//! Users, sessions, tokens, people and posts on both engines.

use std::sync::LazyLock;

use qipan_accounts::people::{self, PostData, PostKind};
use qipan_accounts::sessions::{self, Attempt, SignIn};
use qipan_accounts::tokens::{self, NewToken};
use qipan_accounts::units::{self, UnitData};
use qipan_accounts::users::{self, PasswordHash, UserData, totp};
use qipan_accounts::{Units, Vault, chance};
use qipan_kernel::{Context, Day, FailureKind, Id, IdSource, Moment, Outcome, Role};
use qipan_store::{Db, Migration, journal, params};
use qipan_testkit::{TestDb, acting, both, noon};

static MIGRATIONS: &[&[Migration]] = &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS];
static IDS: LazyLock<IdSource> = LazyLock::new(|| IdSource::new(1));
/// Hashing is slow by design: each password is hashed once for all tests.
static FIRST: LazyLock<PasswordHash> = LazyLock::new(|| hash("the first password"));
static SECOND: LazyLock<PasswordHash> = LazyLock::new(|| hash("the second password"));

const DAY: &str = "2026-03-02";

fn hash(password: &str) -> PasswordHash {
    PasswordHash::new(password, "nobody", "nobody", &mut |bytes: &mut [u8]| bytes.fill(7)).unwrap()
}

fn secret(n: u8) -> String {
    chance::secret(&mut move |bytes: &mut [u8]| bytes.fill(n))
}

fn admin() -> Context {
    acting(Role::Administrator, DAY)
}

fn key(result: Outcome<impl Sized>) -> String {
    result.err().map(|failure| failure.message.key.to_string()).unwrap_or_default()
}

fn data(name: &str, role: Role, unit: Option<Id>) -> UserData {
    UserData { name: name.into(), display: "张示例".into(), role, unit, person: None }
}

fn create(db: &Db, data: UserData) -> Outcome<Id> {
    db.write_now(move |tx| users::commands::create(tx, &admin(), &IDS, data.clone(), &FIRST, false))
}

fn unit(db: &Db, name: &str, parent: Option<Id>) -> Id {
    let data = UnitData { name_zh: name.into(), parent, ..UnitData::default() };
    db.write_now(move |tx| units::commands::create(tx, &admin(), &IDS, data.clone())).unwrap()
}

fn user(db: &Db, id: Id) -> users::User {
    db.read_now(|tx| users::store::get(tx, id)).unwrap().unwrap()
}

fn own(db: &Db, id: Id) -> Context {
    let units = db.read_now(Units::load).unwrap();
    Context { actor: user(db, id).actor(&units), now: noon(DAY) }
}

fn sign_in(db: &Db, name: &str, address: &str, password: &PasswordHash, now: Moment, with: u8) -> SignIn {
    let attempt = Attempt {
        name: name.into(),
        address: address.into(),
        agent: "test".into(),
        fitted: Some(password.clone()),
    };
    db.write_now(move |tx| sessions::commands::sign_in(tx, &IDS, now, &attempt, &secret(with))).unwrap()
}

fn acts(db: &Db, kind: &'static str, id: Id) -> Vec<String> {
    let entries = db.read_now(move |tx| journal::of_subject(tx, kind, id, 50)).unwrap();
    for entry in &entries {
        assert!(!entry.body.contains("argon2") && !entry.body.contains("password\""), "{}", entry.body);
    }
    entries.into_iter().rev().map(|entry| entry.act).collect()
}

fn signed(db: &Db, with: u8, now: Moment) -> Option<sessions::Signed> {
    db.read_now(|tx| sessions::store::find(tx, &secret(with), now)).unwrap()
}

#[test]
fn users_are_made_changed_and_disabled() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let bureau = unit(db, "甲局", None);
        let below = unit(db, "甲局一科", Some(bureau));
        let id = create(db, data(" Li.SL ", Role::UnitHandler, Some(bureau))).unwrap();
        assert_eq!(user(db, id).data.name, "li.sl");
        assert_eq!(own(db, id).actor.scope, [bureau, below], "the reach of a unit's people");
        assert_eq!(key(create(db, data("LI.sl", Role::Auditor, None))), "user-name-taken");
        assert_eq!(key(create(db, data("wang", Role::UnitLeader, None))), "user-unit-missing");
        assert_eq!(key(create(db, data("wang", Role::UnitLeader, Some(Id(404))))), "user-unit-unknown");

        let role = |version| {
            db.write_now(move |tx| users::commands::set_role(tx, &admin(), id, version, Role::Auditor, None))
        };
        role(1).unwrap();
        assert_eq!(
            key(db.write_now(move |tx| users::commands::set_role(
                tx,
                &admin(),
                id,
                1,
                Role::CityLeader,
                None
            ))),
            "user-changed-meanwhile"
        );
        assert!(matches!(sign_in(db, "li.sl", "10.0.0.1", &FIRST, noon(DAY), 1), SignIn::Done { .. }));
        db.write_now(move |tx| users::commands::disable(tx, &admin(), id, 2, true)).unwrap();
        assert_eq!(signed(db, 1, noon(DAY)), None, "disabling ends the sessions");
        assert!(
            matches!(sign_in(db, "li.sl", "10.0.0.1", &FIRST, noon(DAY), 2), SignIn::Refused(f) if f.message.key == "sign-in-disabled")
        );
        assert_eq!(
            acts(db, "user", id),
            ["user.create", "user.amend", "session.begin", "user.disable", "session.refused"]
        );
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Administrator) {
            let context = acting(role, DAY);
            let refused = db.write_now(move |tx| users::commands::disable(tx, &context, id, 3, false));
            assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden, "{role}");
        }
    });
}

#[test]
fn the_last_administrator_stays() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let one = create(db, data("one", Role::Administrator, None)).unwrap();
        let disable =
            |id, version| db.write_now(move |tx| users::commands::disable(tx, &admin(), id, version, true));
        assert_eq!(key(disable(one, 1)), "user-last-administrator");
        let demote =
            db.write_now(move |tx| users::commands::set_role(tx, &admin(), one, 1, Role::Auditor, None));
        assert_eq!(key(demote), "user-last-administrator");
        let two = create(db, data("two", Role::Administrator, None)).unwrap();
        disable(one, 1).unwrap();
        assert_eq!(key(disable(two, 1)), "user-last-administrator");
    });
}

#[test]
fn passwords_are_changed_by_their_owners_and_reset_by_administrators() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let id = create(db, data("li", Role::Auditor, None)).unwrap();
        let now = noon(DAY);
        let SignIn::Done { session, .. } = sign_in(db, "li", "10.0.0.1", &FIRST, now, 1) else { panic!() };
        sign_in(db, "li", "10.0.0.2", &FIRST, now, 2);
        let context = own(db, id);
        let change = |seen: &'static PasswordHash, new: &'static PasswordHash| {
            let context = context.clone();
            db.write_now(move |tx| users::commands::change_password(tx, &context, seen, new, Some(session)))
        };
        assert_eq!(key(change(&SECOND, &SECOND)), "user-changed-meanwhile");
        change(&FIRST, &SECOND).unwrap();
        assert!(signed(db, 1, now).is_some(), "the session that asked goes on");
        assert!(signed(db, 2, now).is_none(), "all others end");
        assert!(matches!(sign_in(db, "li", "10.0.0.1", &FIRST, now, 3), SignIn::Refused(_)));
        db.write_now(move |tx| users::commands::reset_password(tx, &admin(), id, &FIRST)).unwrap();
        assert!(signed(db, 1, now).is_none());
        assert_eq!(sign_in(db, "li", "10.0.0.1", &FIRST, now, 4), SignIn::PasswordWanted);
        assert!(signed(db, 4, now).is_none(), "nothing is open before the password is the user's own");
        let choose = |half: u8, with: u8| {
            db.write_now(move |tx| {
                sessions::commands::choose_password(tx, &IDS, now, &secret(half), &SECOND, &secret(with))
            })
            .unwrap()
        };
        assert_eq!(choose(9, 5), None);
        assert!(matches!(choose(4, 5), Some(SignIn::Done { .. })));
        assert!(signed(db, 5, now).is_some() && choose(4, 6).is_none());
        assert!(matches!(sign_in(db, "li", "10.0.0.1", &SECOND, now, 7), SignIn::Done { .. }));
        acts(db, "user", id);
    });
}

#[test]
fn sessions_begin_are_listed_and_end() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let id = create(db, data("li", Role::Auditor, None)).unwrap();
        let now = noon(DAY);
        let hours = move |n: i64| now.plus_ms(n * 3_600_000);
        sign_in(db, "ＬＩ", "10.0.0.1", &FIRST, now, 1);
        sign_in(db, "li", "10.0.0.2", &FIRST, now.plus_ms(1), 2);
        assert_eq!(signed(db, 1, now).unwrap().user.id, id);
        assert_eq!(signed(db, 9, now), None);
        let list = db.read_now(|tx| sessions::store::of_user(tx, id, now.plus_ms(2))).unwrap();
        assert_eq!(list.iter().map(|s| s.address.as_str()).collect::<Vec<_>>(), ["10.0.0.2", "10.0.0.1"]);
        assert_eq!(signed(db, 1, hours(2)), None, "idle");
        let first = list[1].id;
        for hour in 1..=11 {
            db.write_now(move |tx| sessions::store::touch(tx, first, hours(hour))).unwrap();
            assert!(signed(db, 1, hours(hour)).is_some(), "hour {hour}");
        }
        assert_eq!(signed(db, 1, hours(12)), None, "twelve hours at most");

        let (context, second) = (own(db, id), list[0].id);
        let other = Context { actor: qipan_kernel::Actor { id: Id(77), ..context.actor.clone() }, now };
        let revoke =
            |context: Context| db.write_now(move |tx| sessions::commands::revoke(tx, &context, second));
        assert_eq!(revoke(other).unwrap_err().kind, FailureKind::NotFound, "somebody else's session");
        revoke(context).unwrap();
        assert_eq!(signed(db, 2, now.plus_ms(2)), None);
        let out = || db.write_now(move |tx| sessions::commands::sign_out(tx, now, &secret(1)));
        out().unwrap();
        out().unwrap();
        assert_eq!(signed(db, 1, now), None);
        assert_eq!(
            acts(db, "user", id),
            ["user.create", "session.begin", "session.begin", "session.revoke", "session.end"]
        );
    });
}

#[test]
fn guessing_is_slowed_and_does_not_lock_the_owner_out() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        create(db, data("li", Role::Auditor, None)).unwrap();
        let now = noon(DAY);
        sign_in(db, "li", "10.0.0.1", &FIRST, now, 1);
        // Five wrong passwords from elsewhere, then even the right one has to wait there.
        for _ in 0..5 {
            assert!(
                matches!(sign_in(db, "li", "6.6.6.6", &SECOND, now, 2), SignIn::Refused(f) if f.message.key == "sign-in-wrong")
            );
        }
        let SignIn::Refused(failure) = sign_in(db, "li", "6.6.6.6", &FIRST, now, 2) else { panic!() };
        assert_eq!((failure.kind, failure.message.key.as_ref()), (FailureKind::TooMany, "sign-in-wait"));
        assert!(matches!(sign_in(db, "li", "6.6.6.6", &FIRST, now.plus_ms(1_000), 2), SignIn::Done { .. }));
        // A flood from many machines: an unknown address waits, the owner's does not.
        for n in 0..40 {
            sign_in(db, "li", &format!("7.7.7.{n}"), &SECOND, now, 3);
        }
        assert!(
            matches!(sign_in(db, "li", "8.8.8.8", &FIRST, now, 3), SignIn::Refused(f) if f.kind == FailureKind::TooMany)
        );
        assert!(matches!(sign_in(db, "li", "10.0.0.1", &FIRST, now, 4), SignIn::Done { .. }));
        // A name that does not exist is answered and slowed in the same way.
        for _ in 0..5 {
            assert!(
                matches!(sign_in(db, "nobody' or 1=1 --", "9.9.9.9", &FIRST, now, 5), SignIn::Refused(f) if f.message.key == "sign-in-wrong")
            );
        }
        assert!(
            matches!(sign_in(db, "nobody' or 1=1 --", "9.9.9.9", &FIRST, now, 5), SignIn::Refused(f) if f.kind == FailureKind::TooMany)
        );
        db.write_now(move |tx| sessions::store::sweep(tx, now.plus_ms(3 * 86_400_000), now)).unwrap();
    });
}

#[test]
fn a_user_is_a_person_that_there_is() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let with = |person: Id| UserData { person: Some(person), ..data("li", Role::Auditor, None) };
        assert_eq!(key(create(db, with(Id(404)))), "person-unknown");
        let person =
            db.write_now(|tx| people::commands::add_person(tx, &admin(), &IDS, "李示例", "")).unwrap();
        let id = create(db, with(person)).unwrap();
        assert_eq!(user(db, id).data.person, Some(person));
    });
}

fn vault() -> Vault {
    Vault::new(&[7; 32], |bytes| bytes.fill(9))
}

#[test]
fn secrets_of_second_factors_are_sealed_also_those_from_before() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        const KEY: &[u8] = b"12345678901234567890";
        let (new, old) =
            (create(db, data("li", Role::Auditor, None)), create(db, data("wang", Role::Auditor, None)));
        let (new, old) = (new.unwrap(), old.unwrap());
        let (context, code) = (own(db, new), totp::code_at(KEY, noon(DAY)));
        db.write_now(move |tx| users::commands::enrol_totp(tx, &context, &vault(), KEY, &code)).unwrap();
        // As an earlier version stored it.
        let plain = "update user_account set totp = $2 where id = $1";
        db.write_now(move |tx| tx.exec(plain, params![old, KEY])).unwrap();
        let stored = |id: Id| -> Vec<u8> {
            let sql = "select totp from user_account where id = $1";
            db.read_now(move |tx| tx.one(sql, params![id], |row| row.get(0))).unwrap()
        };
        assert_eq!(stored(old), KEY);
        let seal = || db.write_now(|tx| users::commands::seal_totp(tx, &admin(), &vault())).unwrap();
        assert_eq!((seal(), seal()), (1, 0), "once");
        for id in [new, old] {
            let sealed = stored(id);
            assert!(!sealed.windows(8).any(|part| KEY.starts_with(part)), "nothing of it is in the clear");
            assert_eq!(totp::opened(&vault(), id, &sealed).unwrap(), KEY);
        }
        assert!(totp::opened(&vault(), old, &stored(new)).is_err(), "it opens for its own user alone");
        acts(db, "user", old);
        let lost = Vault::new(&[8; 32], |bytes| bytes.fill(9));
        let unopened =
            |vault: Vault| db.read_now(move |tx| users::commands::unopened_totp(tx, &vault)).unwrap();
        assert_eq!((unopened(vault()), unopened(lost)), (0, 2), "a lost key is noticed");
        // Without a key no second factor can be set up at all.
        let third = create(db, data("zhao", Role::Auditor, None)).unwrap();
        let (context, code) = (own(db, third), totp::code_at(KEY, noon(DAY)));
        let none = Vault::without_key();
        let refused = db.write_now(move |tx| users::commands::enrol_totp(tx, &context, &none, KEY, &code));
        assert_eq!(key(refused), "vault-no-key");
    });
}

#[test]
fn a_second_factor_is_asked_for_once_it_is_set_up() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        const KEY: &[u8] = b"12345678901234567890";
        let id = create(db, data("li", Role::Auditor, None)).unwrap();
        let now = noon(DAY);
        let context = own(db, id);
        let enrol = |code: String| {
            let context = context.clone();
            db.write_now(move |tx| users::commands::enrol_totp(tx, &context, &vault(), KEY, &code))
        };
        assert_eq!(key(enrol("000000".into())), "totp-code-wrong");
        enrol(totp::code_at(KEY, now)).unwrap();
        assert_eq!(key(enrol(totp::code_at(KEY, now))), "totp-enrolled-already");
        assert!(user(db, id).totp);

        let later = now.plus_ms(60_000);
        assert_eq!(sign_in(db, "li", "10.0.0.1", &FIRST, later, 1), SignIn::CodeWanted);
        assert_eq!(signed(db, 1, later), None, "half a sign-in is none");
        let confirm = |half: u8, code: String, at: Moment, with: u8| {
            db.write_now(move |tx| {
                sessions::commands::confirm_code(
                    tx,
                    (&IDS, &vault()),
                    at,
                    &secret(half),
                    &code,
                    "10.0.0.1",
                    &secret(with),
                )
            })
            .unwrap()
        };
        let used = totp::code_at(KEY, now);
        assert!(
            matches!(confirm(1, used, later, 2), Some(SignIn::Refused(f)) if f.message.key == "totp-code-wrong")
        );
        assert!(matches!(confirm(1, totp::code_at(KEY, later), later, 2), Some(SignIn::Done { .. })));
        assert!(signed(db, 2, later).is_some() && signed(db, 1, later).is_none());
        assert_eq!(confirm(1, totp::code_at(KEY, later), later, 3), None, "a half session works once");
        // Guessing codes is slowed like guessing passwords.
        let next = later.plus_ms(60_000);
        assert_eq!(sign_in(db, "li", "10.0.0.1", &FIRST, next, 4), SignIn::CodeWanted);
        for _ in 0..5 {
            confirm(4, "123456".into(), next, 5);
        }
        assert!(
            matches!(confirm(4, totp::code_at(KEY, next), next, 5), Some(SignIn::Refused(f)) if f.kind == FailureKind::TooMany)
        );
        assert_eq!(confirm(4, totp::code_at(KEY, next), next.plus_ms(11 * 60_000), 5), None, "ten minutes");

        let drop = |context: Context, code: String| {
            db.write_now(move |tx| users::commands::drop_totp(tx, &context, &vault(), id, &code))
        };
        assert_eq!(key(drop(own(db, id), "000000".into())), "totp-code-wrong");
        drop(admin(), String::new()).unwrap();
        assert!(!user(db, id).totp);
        acts(db, "user", id);
    });
}

#[test]
fn tokens_are_issued_found_and_revoked() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let bureau = unit(db, "甲局", None);
        let now = noon(DAY);
        let text = tokens::secret(&mut |bytes: &mut [u8]| bytes.fill(0xab));
        assert_eq!(text, format!("qp_{}", "ab".repeat(32)));
        let new = |name: &str, unit, until: &str| NewToken {
            name: name.into(),
            role: Role::UnitHandler,
            unit,
            until: until.parse::<Day>().unwrap(),
        };
        let issue = |new: NewToken| {
            let text = text.clone();
            db.write_now(move |tx| tokens::issue(tx, &admin(), &IDS, &new, &text))
        };
        assert_eq!(key(issue(new("", Some(bureau), "2026-12-31"))), "token-name-form");
        assert_eq!(key(issue(new("系统", None, "2026-12-31"))), "user-unit-missing");
        assert_eq!(key(issue(new("系统", Some(bureau), "2026-03-01"))), "token-until-range");
        assert_eq!(key(issue(new("系统", Some(bureau), "2030-01-01"))), "token-until-range");
        let id = issue(new("示例系统", Some(bureau), "2026-03-05")).unwrap();
        let find = |text: &str, now| db.read_now(|tx| tokens::store::find(tx, text, now)).unwrap();
        assert_eq!(find(&text, now).map(|token| token.id), Some(id));
        assert!(find(&text, noon("2026-03-05")).is_some(), "its last day");
        assert!(find(&text, noon("2026-03-06")).is_none(), "the day after");
        assert!(find(&text.replace("qp_", ""), now).is_none());
        db.write_now(move |tx| tokens::store::used(tx, id, now.day())).unwrap();
        assert_eq!(db.read_now(tokens::store::list).unwrap()[0].used, Some(now.day()));
        for _ in 0..2 {
            db.write_now(move |tx| tokens::revoke(tx, &admin(), id)).unwrap();
        }
        assert!(find(&text, now).is_none());
        assert_eq!(acts(db, "token", id), ["token.issue", "token.revoke"]);
        let refused = db.write_now(move |tx| tokens::revoke(tx, &acting(Role::Supervision, DAY), id));
        assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden);
    });
}

#[test]
fn duties_pass_to_the_successor() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let bureau = unit(db, "甲局", None);
        let person = |name: &'static str| {
            db.write_now(move |tx| people::commands::add_person(tx, &admin(), &IDS, name, "")).unwrap()
        };
        let (first, second) = (person("张示例"), person("李示例"));
        let post = |kind, single, sort| {
            let data = PostData {
                unit: bureau,
                kind,
                title_zh: "局长".into(),
                title_en: "Director".into(),
                single,
                sort,
            };
            db.write_now(move |tx| people::commands::add_post(tx, &admin(), &IDS, data.clone())).unwrap()
        };
        let (deputy, chief) = (post(PostKind::Leader, true, 2), post(PostKind::Leader, true, 1));
        let day = |text: &str| text.parse::<Day>().unwrap();
        let appoint = |post, person, from: &'static str, to: Option<&'static str>| {
            let to = to.map(day);
            db.write_now(move |tx| people::commands::appoint(tx, &admin(), &IDS, post, person, day(from), to))
        };
        appoint(chief, first, "2025-01-01", None).unwrap();
        assert_eq!(key(appoint(chief, second, "2026-01-01", None)), "appointment-overlap");
        assert_eq!(key(appoint(chief, Id(404), "2026-01-01", None)), "person-unknown");
        assert_eq!(appoint(Id(404), first, "2026-01-01", None).unwrap_err().kind, FailureKind::NotFound);
        assert_eq!(key(appoint(deputy, second, "2026-02-02", Some("2026-02-01"))), "appointment-backwards");
        db.write_now(move |tx| {
            people::commands::succeed(tx, &admin(), &IDS, chief, second, day("2026-03-01"))
        })
        .unwrap();
        let holder = |text: &str| {
            let found = db.read_now(|tx| people::store::holder(tx, chief, day(text))).unwrap();
            found.map(|person| person.name)
        };
        assert_eq!(holder("2024-12-31"), None);
        assert_eq!(holder("2026-02-28").as_deref(), Some("张示例"));
        assert_eq!(holder("2026-03-01").as_deref(), Some("李示例"));
        appoint(deputy, first, "2026-03-01", None).unwrap();
        let responsible = |kind, text: &str| {
            let found = db.read_now(|tx| people::store::responsible(tx, bureau, kind, day(text))).unwrap();
            found.map(|(post, person)| (post.id, person.name))
        };
        assert_eq!(
            responsible(PostKind::Leader, "2026-03-02"),
            Some((chief, "李示例".into())),
            "the first post answers"
        );
        assert_eq!(responsible(PostKind::Liaison, "2026-03-02"), None);
        let current = db.read_now(|tx| people::store::appointments_of(tx, chief)).unwrap()[0].id;
        db.write_now(move |tx| people::commands::end_appointment(tx, &admin(), current, day("2026-03-31")))
            .unwrap();
        assert_eq!(responsible(PostKind::Leader, "2026-04-01"), Some((deputy, "张示例".into())));
        assert_eq!(
            acts(db, "post", chief),
            ["post.add", "post.appoint", "post.succeed", "post.end-appointment"]
        );
    });
}
