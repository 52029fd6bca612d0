//! What stands in the store survives the steps of its schema.

use qipan_kernel::Moment;
use qipan_store::{Migration, migrate, params};
use qipan_testkit::both;

/// The steps before the one that is tried.
fn before(name: &str) -> &'static [&'static [Migration]] {
    let all = qipan_broker::MIGRATIONS;
    let at = all.iter().position(|migration| migration.name == name).expect(name);
    Box::leak(Box::new([qipan_store::MIGRATIONS, Box::leak(all[..at].to_vec().into_boxed_slice())]))
}

#[test]
fn places_are_found_under_their_new_keys() {
    both(before("broker/0014_places"), |test| {
        let key = |class: u8, level: u8| [&[class, 0x40, 0, 0x77, 1, 2, 3, 4, 5][..], &[level]].concat();
        let rows = [key(b'g', 30), key(b'g', 12), b"sg".to_vec(), b"n12345678".to_vec()];
        let old = rows.clone();
        test.db
            .write_now(move |tx| {
                old.iter().try_for_each(|key| {
                    let insert = "insert into hub_index (name, key, entity) values ($1, $2, $3)";
                    tx.queue(insert, params![7, key.as_slice(), 9])
                })
            })
            .unwrap();
        let steps: &'static [&'static [Migration]] =
            Box::leak(Box::new([qipan_store::MIGRATIONS, qipan_broker::MIGRATIONS]));
        migrate::run(&test.db, steps, Moment(1)).unwrap();
        let found: Vec<Vec<u8>> = test
            .db
            .read_now(|tx| tx.rows("select key from hub_index order by key", &[], |row| row.get(0)))
            .unwrap();
        assert_eq!(found, [key(b'g', 30), rows[3].clone(), rows[2].clone(), key(b'w', 12)]);
    });
}
