//! The key that secrets in the database are sealed with. It lies in a file of its own, so that whoever has the database
//! or a backup of it does not have the secrets. Made at the first start; kept apart from backups by the operator.

use std::io::Write;
use std::path::Path;

use qipan_accounts::vault::KEY_BYTES;
use qipan_accounts::{Vault, users};
use qipan_kernel::{Actor, Context, Failure, FailureKind, Outcome};
use qipan_store::Db;

use crate::wiring;

fn wrong(path: &Path, key: &'static str) -> Failure {
    Failure::new(FailureKind::Unavailable, key).with("file", path.display().to_string())
}

/// The vault of an installation; its key file is made when there is none.
///
/// # Errors
/// `key-file-unreadable`, `key-file-wrong`.
pub fn vault(path: &Path) -> Outcome<Vault> {
    if !path.exists() {
        make(path).map_err(|e| wrong(path, "key-file-unreadable").because(e))?;
    }
    let text = std::fs::read_to_string(path).map_err(|e| wrong(path, "key-file-unreadable").because(e))?;
    let key = read(text.trim()).ok_or_else(|| wrong(path, "key-file-wrong"))?;
    Ok(Vault::new(&key, wiring::chance))
}

/// 64 hexadecimal digits.
fn read(text: &str) -> Option<[u8; KEY_BYTES]> {
    if text.len() != KEY_BYTES * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(key)
}

/// Makes a key file that its owner alone may read. Whoever is second leaves the first one's file as it is.
fn make(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        other => other?,
    };
    let mut key = [0; KEY_BYTES];
    wiring::chance(&mut key);
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{text}")?;
    file.sync_all()
}

/// Seals what an earlier version stored in the clear, and says in the log when secrets cannot be opened.
pub fn seal_old(db: &Db, vault: &Vault) -> Outcome<()> {
    let (keeper, context) = (vault.clone(), Context { actor: Actor::system(), now: wiring::now() });
    let sealed = db.write_now(move |tx| users::commands::seal_totp(tx, &context, &keeper))?;
    if sealed > 0 {
        tracing::info!(sealed, "secrets of second factors were sealed");
    }
    let lost = unopened(db, vault)?;
    if lost > 0 {
        tracing::error!(lost, "secrets cannot be opened: the key file is not the one they were sealed with");
    }
    Ok(())
}

/// How many secrets in the database the vault cannot open.
pub fn unopened(db: &Db, vault: &Vault) -> Outcome<usize> {
    let keeper = vault.clone();
    db.read_now(move |tx| users::commands::unopened_totp(tx, &keeper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/qipan.key");
        let sealed = vault(&path).unwrap().seal("totp 1", b"secret").unwrap();
        assert_eq!(vault(&path).unwrap().open("totp 1", &sealed).unwrap(), b"secret", "the same key again");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&path).unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
        for text in ["", "abc", &"g".repeat(64), &"ä".repeat(32)] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(vault(&path).unwrap_err().message.key, "key-file-wrong", "{text}");
        }
    }
}
