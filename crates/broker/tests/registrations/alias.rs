//! What an installation is called: once and for all, and not as another one.

use qipan_broker::alias_store::keep;
use qipan_testkit::both;

use crate::house::MIGRATIONS;

#[test]
fn an_installation_keeps_the_name_that_chance_gave_it() {
    both(MIGRATIONS, |test| {
        let first = keep(&test.db, |bytes| bytes.fill(7)).unwrap();
        assert_eq!(first, "qipan-0707070707070707");
        // At every later start, and for every other process on the same database.
        assert_eq!(keep(&test.db, |bytes| bytes.fill(9)).unwrap(), first);
    });
}
