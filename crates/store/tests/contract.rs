//! The store's contract, on both engines.

use std::sync::Arc;

use qipan_kernel::{Failure, FailureKind, Id, Role};
use qipan_store::{Db, Engine, Migration, Options, jobs, journal, journal_verify, migrate, outbox, params};
use qipan_testkit::{TestDb, acting, both, noon, sqlite, sqlite_with};
use serde_json::json;

const THINGS: &[Migration] = &[Migration {
    name: "test/0001_things",
    sql: "create table thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL, note TEXT, bytes {blob}, size BIGINT NOT NULL DEFAULT 0);",
}];
static MIGRATIONS: &[&[Migration]] = &[qipan_store::MIGRATIONS, THINGS];

fn count(db: &Db) -> i64 {
    db.read_now(|tx| tx.one("select count(*) from thing", &[], |row| row.get(0))).unwrap()
}

fn put(db: &Db, id: i64) {
    db.write_now(move |tx| tx.exec("insert into thing (id, name) values ($1, $2)", params![id, "车"]))
        .unwrap();
}

#[test]
fn values_come_back_as_they_went_in() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        db.write_now(|tx| {
            tx.exec(
                "insert into thing (id, name, note, bytes, size) values ($1, $2, $3, $4, $5)",
                params![Id(7), "推进'\"\u{1f600}", None::<&str>, vec![0u8, 255], i64::MAX],
            )
        })
        .unwrap();
        let row: (Id, String, Option<String>, Vec<u8>, i64) = db
            .read_now(|tx| {
                tx.one("select id, name, note, bytes, size from thing", &[], |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
                })
            })
            .unwrap();
        assert_eq!(row, (Id(7), "推进'\"\u{1f600}".into(), None, vec![0, 255], i64::MAX));
    });
}

#[test]
fn a_refused_act_leaves_nothing_and_does_not_touch_its_neighbours() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let db = Arc::new(db.clone());
        let threads: Vec<_> = (0..40i64)
            .map(|i| {
                let db = db.clone();
                std::thread::spawn(move || {
                    db.write_now(move |tx| {
                        tx.queue("insert into thing (id, name) values ($1, 'x')", params![i])?;
                        match i % 4 {
                            1 => Err(Failure::invalid("test-refused")),
                            2 => tx
                                .exec("insert into thing (id, name) values ($1, 'again')", params![i])
                                .map(drop),
                            3 => panic!("a fault in an act"),
                            _ => Ok(()),
                        }
                    })
                })
            })
            .collect();
        let results: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        for (i, result) in results.iter().enumerate() {
            let key = result.as_ref().err().map(|f| f.message.key.to_string());
            let expected =
                [None, Some("test-refused"), Some("store-duplicate"), Some("failure-internal")][i % 4];
            assert_eq!(key.as_deref(), expected, "act {i}: {result:?}");
        }
        assert_eq!(count(&db), 10);
    });
}

/// Many acts queue at once; some write twice under one key, and the engine says so only later, when the next act asks
/// something. The blame must fall on the right act, and what was answered must be there.
#[test]
fn a_belated_refusal_is_laid_at_the_right_door() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let threads: Vec<_> = (0..60i64)
            .map(|i| {
                let db = db.clone();
                std::thread::spawn(move || {
                    db.write_now(move |tx| {
                        tx.one("select count(*) from thing where id = $1", params![i], |row| {
                            row.get::<i64>(0)
                        })?;
                        tx.queue("insert into thing (id, name) values ($1, 'a')", params![i])?;
                        if i % 10 == 3 {
                            tx.queue("insert into thing (id, name) values ($1, 'b')", params![i])?;
                        }
                        if i % 10 == 7 {
                            // An act that does not mind the engine's refusal is refused all the same.
                            let _ = tx.exec("insert into thing (id, name) values ($1, 'b')", params![i]);
                        }
                        Ok(())
                    })
                })
            })
            .collect();
        let results: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        let there: Vec<i64> =
            db.read_now(|tx| tx.rows("select id from thing order by id", &[], |row| row.get(0))).unwrap();
        for (i, result) in results.iter().enumerate() {
            assert_eq!(result.is_ok(), there.contains(&(i as i64)), "act {i}: {result:?}");
            assert!(i % 10 != 3 || result.is_err(), "act {i} wrote one key twice");
            assert!([3, 7].contains(&(i % 10)) || result.is_ok(), "act {i} did nothing wrong: {result:?}");
        }
    });
}

#[test]
fn a_read_sees_one_moment() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let counts: (i64, i64) = db
            .read_now(|tx| {
                let before = tx.one("select count(*) from thing", &[], |row| row.get(0))?;
                put(db, 1);
                Ok((before, tx.one("select count(*) from thing", &[], |row| row.get(0))?))
            })
            .unwrap();
        assert_eq!(counts, (0, 0));
        assert_eq!(count(db), 1);
    });
}

#[test]
fn a_reader_that_breaks_off_leaves_its_connection_usable() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        // More often than there are connections: every one of them has been broken off once.
        for _ in 0..12 {
            let db = db.clone();
            let broken = std::thread::spawn(move || {
                db.read_now(|tx| -> qipan_kernel::Outcome<()> {
                    tx.one("select count(*) from thing", &[], |row| row.get::<i64>(0))?;
                    panic!("a fault in a reader")
                })
            });
            assert!(broken.join().is_err());
        }
        for _ in 0..12 {
            assert_eq!(count(db), 0);
        }
    });
}

#[test]
fn migrations_run_once_and_an_edited_one_is_refused() {
    const EDITED: &[Migration] =
        &[Migration { name: "test/0001_things", sql: "create table other (id BIGINT);" }];
    static CHANGED: &[&[Migration]] = &[qipan_store::MIGRATIONS, EDITED];
    both(MIGRATIONS, |TestDb { db, .. }| {
        assert_eq!(migrate::run(db, MIGRATIONS, noon("2026-02-01")).unwrap(), Vec::<&str>::new());
        assert_eq!(migrate::missing(db, MIGRATIONS).unwrap(), Vec::<&str>::new());
        let refused = migrate::run(db, CHANGED, noon("2026-02-01")).unwrap_err();
        assert_eq!(refused.message.key, "store-migration-edited");
    });
}

fn journal_of(db: &Db, subjects: i64, acts: i64) {
    for n in 0..acts {
        for subject in 1..=subjects {
            let context = acting(Role::Supervision, "2026-03-02");
            db.write_now(move |tx| {
                journal::append(tx, &context, "thing.change", ("thing", Id(subject)), &json!({ "n": n }))
            })
            .unwrap();
        }
    }
}

#[test]
fn a_sound_journal_verifies_and_seals_cover_it() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        journal_of(db, 3, 4);
        let seal = db.write_now(|tx| journal::seal(tx, noon("2026-03-02"))).unwrap().unwrap();
        assert_eq!((seal.n, seal.entries), (1, 12));
        assert_eq!(db.write_now(|tx| journal::seal(tx, noon("2026-03-03"))).unwrap(), None);
        journal_of(db, 2, 1);
        let verdict = db.read_now(|tx| journal_verify::verify(tx, |_| {})).unwrap();
        assert_eq!((verdict.entries, verdict.chains, verdict.seals, verdict.unsealed), (14, 3, 1, 2));
        assert!(verdict.sound(), "{verdict:?}");
        let refused = db.write_now(|tx| tx.exec("update journal set body = '{}' where seq = 1", &[]));
        assert!(refused.is_err(), "the journal takes no changes, not even from us");
    });
}

#[test]
fn tampering_with_any_field_is_found_and_located() {
    let lift = |db: &Db| match db.engine() {
        Engine::Sqlite => db.write_now(|tx| {
            for name in ["journal_no_update", "journal_no_delete", "seal_no_update", "seal_no_delete"] {
                tx.exec(&format!("drop trigger {name}"), &[])?;
            }
            Ok(())
        }),
        Engine::Postgres => db.write_now(|tx| {
            tx.exec("drop trigger journal_append_only on journal", &[])?;
            tx.exec("drop trigger seal_append_only on seal", &[]).map(drop)
        }),
    };
    let cases: &[(&str, &str, i64)] = &[
        ("update journal set body = '{\"n\":9}' where seq = 5", "journal-altered", 5),
        ("update journal set actor_name = '李四' where seq = 1", "journal-altered", 1),
        ("update journal set at = at + 1 where seq = 12", "journal-altered", 12),
        ("update journal set seq = 99 where seq = 14", "journal-altered", 99),
        ("delete from journal where seq = 4", "journal-gap", 7),
        ("delete from journal where seq = 12", "journal-entries-missing", 12),
        ("delete from journal where seq >= 10", "journal-entries-missing", 12),
        ("update seal set entries = 11", "journal-seal-altered", 12),
        ("update seal set at = 0", "journal-seal-altered", 12),
    ];
    for (sql, key, seq) in cases {
        both(MIGRATIONS, |TestDb { db, .. }| {
            journal_of(db, 3, 4);
            db.write_now(|tx| journal::seal(tx, noon("2026-03-02"))).unwrap();
            journal_of(db, 2, 1);
            lift(db).unwrap();
            db.write_now(|tx| tx.exec(sql, &[])).unwrap();
            let verdict = db.read_now(|tx| journal_verify::verify(tx, |_| {})).unwrap();
            assert!(verdict.findings.iter().any(|f| f.key == *key && f.seq == *seq), "{sql}: {verdict:?}");
        });
    }
}

#[test]
fn jobs_are_taken_once_retried_and_set_aside() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let now = noon("2026-03-02");
        db.write_now(move |tx| {
            jobs::enqueue(tx, "mail", &json!({"to": 1}), Some("mail-1"), now, now)?;
            jobs::enqueue(tx, "mail", &json!({"to": 1}), Some("mail-1"), now, now)
        })
        .unwrap();
        let mut at = now;
        for attempt in 1..=jobs::MAX_ATTEMPTS {
            let job = db.write_now(move |tx| jobs::take(tx, at)).unwrap().expect("due");
            assert_eq!(job.attempts, attempt);
            assert_eq!(db.write_now(move |tx| jobs::take(tx, at)).unwrap(), None, "held under a lease");
            db.write_now(move |tx| jobs::failed(tx, &job, "no route", at)).unwrap();
            at = at.plus_ms(3_600_000);
        }
        assert_eq!(db.write_now(move |tx| jobs::take(tx, at)).unwrap(), None);
        assert_eq!(db.read_now(jobs::counts).unwrap(), [("dead".to_owned(), 1)]);
    });
}

#[test]
fn a_job_whose_process_died_is_taken_again() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let now = noon("2026-03-02");
        db.write_now(move |tx| jobs::enqueue(tx, "seal", &json!({}), None, now, now)).unwrap();
        let first = db.write_now(move |tx| jobs::take(tx, now)).unwrap().unwrap();
        let later = now.plus_ms(jobs::LEASE_MS);
        let second = db.write_now(move |tx| jobs::take(tx, later)).unwrap().unwrap();
        assert_eq!((first.id, second.attempts), (second.id, 2));
        db.write_now(move |tx| jobs::done(tx, &second)).unwrap();
        assert!(db.read_now(jobs::counts).unwrap().is_empty());
    });
}

#[test]
fn each_outbox_reader_keeps_its_place() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        db.write_now(|tx| {
            for subject in 1..=3 {
                outbox::emit(
                    tx,
                    &acting(Role::Supervision, "2026-03-02"),
                    "thing.made",
                    Id(subject),
                    &json!({}),
                )?;
            }
            Ok(())
        })
        .unwrap();
        let subjects = |name: &'static str, limit| {
            let events = db
                .write_now(move |tx| {
                    let events = outbox::next(tx, name, limit)?;
                    events.last().map_or(Ok(()), |last| outbox::advance(tx, name, last.seq))?;
                    Ok(events)
                })
                .unwrap();
            events.iter().map(|e| e.subject.0).collect::<Vec<_>>()
        };
        assert_eq!(subjects("a", 2), [1, 2]);
        assert_eq!(subjects("b", 9), [1, 2, 3]);
        assert_eq!(subjects("a", 9), [3]);
    });
}

#[test]
fn a_full_disk_is_said_and_the_acts_that_fit_are_kept() {
    let options = Options { max_pages: Some(60), ..Options::default() };
    let TestDb { db, .. } = &sqlite_with(MIGRATIONS, &options);
    let big = "长".repeat(20_000);
    let mut kept = 0;
    let failure = loop {
        let (id, text) = (kept, big.clone());
        match db
            .write_now(move |tx| tx.exec("insert into thing (id, name) values ($1, $2)", params![id, &text]))
        {
            Ok(_) => kept += 1,
            Err(failure) => break failure,
        }
    };
    assert_eq!((failure.kind, failure.message.key.as_ref()), (FailureKind::Unavailable, "store-disk-full"));
    assert_eq!(count(db), kept);
    assert!(kept > 0, "what fits is kept");
    put(db, 1_000);
    assert_eq!(count(db), kept + 1, "the database goes on working");
}

#[test]
fn a_locked_database_is_said() {
    let first = sqlite(MIGRATIONS);
    let options = Options { busy_wait: Some(std::time::Duration::from_millis(20)), ..Options::default() };
    let second = Db::open(&first.url, &options).unwrap();
    let result = first
        .db
        .write_now(move |tx| {
            tx.exec("insert into thing (id, name) values (1, 'held')", &[])?;
            Ok(second.write_now(|tx| tx.exec("insert into thing (id, name) values (2, 'x')", &[])))
        })
        .unwrap();
    assert_eq!(result.unwrap_err().message.key, "store-locked");
}

#[test]
fn something_that_is_not_a_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    std::fs::write(&path, "no database, just a text that is long enough to be looked at as a header ....")
        .unwrap();
    let failure = Db::open(&path.display().to_string(), &Options::default()).err().expect("refused");
    assert_eq!(failure.message.key, "store-damaged");
    let nowhere = Db::open("postgres://nobody@127.0.0.1:1/none", &Options::default()).err().expect("refused");
    assert_eq!(nowhere.message.key, "store-unreachable");
}

#[test]
fn acts_on_many_rows_and_acts_on_few_all_succeed_side_by_side() {
    const ROWS: i64 = 40;
    both(MIGRATIONS, |TestDb { db, .. }| {
        for id in 0..ROWS {
            put(db, id);
        }
        let grow = |tx: &mut qipan_store::Tx<'_>, id: i64| {
            tx.exec("update thing set size = size + 1 where id = $1", params![id])
        };
        let threads: Vec<_> = (0..16i64)
            .map(|thread| {
                let db = db.clone();
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    for turn in 0..10 {
                        if thread % 2 == 0 {
                            // Many rows, in the one order.
                            let wide =
                                db.write_wide(move |tx| (0..ROWS).try_for_each(|id| grow(tx, id).map(drop)));
                            runtime.block_on(wide).unwrap();
                        } else {
                            db.write_now(move |tx| grow(tx, (thread * 7 + turn * 11) % ROWS)).unwrap();
                        }
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let grown: i64 = db
            .read_now(|tx| tx.one("select cast(sum(size) as bigint) from thing", &[], |row| row.get(0)))
            .unwrap();
        assert_eq!(grown, 8 * 10 * ROWS + 8 * 10);
    });
}

#[test]
fn rows_that_are_added_are_there_in_the_order_in_which_things_were_said() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        db.write_now(|tx| {
            // Whatever is done together: an addition follows what stands before it, and a change what was added.
            for id in 0..20i64 {
                tx.add("insert into thing (id, name) values ($1, $2)", params![id, "new"])?;
            }
            tx.queue("update thing set name = $1 where id < $2", params!["changed", 10])?;
            tx.add("insert into thing (id, name, size) values ($1, $2, $3)", params![100, "new", 7])?;
            tx.lock("select id from thing where id = $1 for update", params![1])?;
            tx.add("insert into thing (id, name) values ($1, $2)", params![101, "new"])?;
            tx.queue("delete from thing where id >= $1", params![101])?;
            tx.add("insert into thing (id, name) values ($1, $2)", params![102, "new"])
        })
        .unwrap();
        let named = |name: &'static str| -> i64 {
            db.read_now(|tx| {
                tx.one("select count(*) from thing where name = $1", params![name], |row| row.get(0))
            })
            .unwrap()
        };
        assert_eq!((named("changed"), named("new")), (10, 12));
        let doubled = db.write_now(|tx| {
            tx.queue("update thing set size = 1 where id = $1", params![1])?;
            tx.add("insert into thing (id, name) values ($1, 'x')", params![2])
        });
        assert_eq!(doubled.unwrap_err().message.key, "store-duplicate");
        assert_eq!(named("changed"), 10);
    });
}

#[test]
fn what_an_act_foresees_it_is_told_once_and_nobody_else_is() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        put(db, 1);
        let sizes = "select size from thing where id = $1";
        let size = move |tx: &mut qipan_store::Tx<'_>, id: i64| -> Result<i64, Failure> {
            tx.one(sizes, params![id], |row| row.get(0))
        };
        db.write_now(move |tx| {
            tx.foresee(sizes, params![1])?;
            tx.one("select count(*) from thing", &[], |row| row.get::<i64>(0))?;
            assert_eq!(size(tx, 1)?, 0);
            tx.queue("update thing set size = 5 where id = $1", params![1])?;
            assert_eq!(size(tx, 1)?, 5, "asked again, it is as it is now");
            // Foreseen twice, or asked before it was told: one answer each, as things are when it is asked.
            tx.foresee(sizes, params![1])?;
            tx.foresee(sizes, params![1])?;
            assert_eq!(size(tx, 1)?, 5);
            tx.queue("update thing set size = 6 where id = $1", params![1])?;
            assert_eq!(size(tx, 1)?, 6);
            tx.foresee(sizes, params![1])?;
            tx.one("select count(*) from thing", &[], |row| row.get::<i64>(0))?;
            tx.foresee(sizes, params![1])?;
            assert_eq!(size(tx, 1)?, 6);
            tx.queue("update thing set size = 7 where id = $1", params![1])?;
            assert_eq!(size(tx, 1)?, 7);
            // Foreseen and never asked for.
            tx.foresee(sizes, params![1])?;
            tx.one("select count(*) from thing", &[], |row| row.get::<i64>(0))
        })
        .unwrap();
        db.write_now(|tx| tx.exec("update thing set size = 9 where id = $1", params![1])).unwrap();
        let seen = db.write_now(move |tx| {
            tx.foresee("select name from thing where id = $1", params![1])?;
            Ok((size(tx, 1)?, tx.first(sizes, params![2], |row| row.get::<i64>(0))?))
        });
        assert_eq!(seen.unwrap(), (9, None));
    });
}

/// Everybody adds one to the same row, having locked it first: nothing is lost, and nobody is sent away.
#[test]
fn what_is_asked_after_a_lock_is_what_the_others_have_done() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        put(db, 1);
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let db = db.clone();
                std::thread::spawn(move || {
                    for _ in 0..25 {
                        db.write_now(|tx| {
                            tx.lock("select id from thing where id = $1 for update", params![1])?;
                            let size: i64 =
                                tx.one("select size from thing where id = $1", params![1], |row| row.get(0))?;
                            tx.queue("update thing set size = $2 where id = $1", params![1, size + 1])
                        })
                        .unwrap();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let size: i64 =
            db.read_now(|tx| tx.one("select size from thing where id = 1", &[], |row| row.get(0))).unwrap();
        assert_eq!(size, 200);
    });
}
