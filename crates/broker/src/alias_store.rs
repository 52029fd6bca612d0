//! What an installation calls itself when nobody has named it: something that no other one is called, and that stays.

use qipan_kernel::Outcome;
use qipan_store::{Db, Tx, params};

/// Random bytes in a name.
const BYTES: usize = 8;

/// The name of this installation; made of chance at the first start. Processes on one database have one name: for
/// others they are one broker.
pub fn keep(db: &Db, chance: impl FnOnce(&mut [u8])) -> Outcome<String> {
    if let Some(alias) = db.read_now(find)? {
        return Ok(alias);
    }
    let mut bytes = [0; BYTES];
    chance(&mut bytes);
    let alias = bytes.iter().fold("qipan-".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    db.write_now(move |tx| {
        tx.exec(
            "insert into hub_alias (one, alias) values (1, $1) on conflict (one) do nothing",
            params![alias.as_str()],
        )?;
        // Another process may have been first.
        Ok(find(tx)?.unwrap_or_else(|| alias.clone()))
    })
}

fn find(tx: &mut Tx<'_>) -> Outcome<Option<String>> {
    tx.first("select alias from hub_alias where one = 1", &[], |row| row.get(0))
}
