//! Backup and restore of an embedded database with its files. PostgreSQL has its own tools (`pg_dump`, replication),
//! and so has a bucket.

use std::path::Path;
use std::process::ExitCode;

use qipan_kernel::{Failure, FailureKind, Message, Outcome};
use qipan_store::{Db, Options, journal_verify};

use crate::config::Config;
use crate::output::Output;
use crate::wiring;

const DATABASE: &str = "qipan.db";
const FILES: &str = "files";

pub fn backup(config: &Config, out: &Output, target: &Path) -> Outcome<ExitCode> {
    if target.exists() {
        return Err(Failure::invalid("backup-target-exists").at(target.display().to_string()));
    }
    let db = wiring::open(config)?;
    let bar = out.spinner(&out.t("backup-running"));
    std::fs::create_dir_all(target).map_err(|e| fail(&e))?;
    // Evidence is never changed or deleted, so files copied after the database hold all that the copy refers to.
    db.backup_to(&target.join(DATABASE))?;
    let files = match config.files_folder() {
        Some(folder) => Some(copy_tree(folder, &target.join(FILES)).map_err(|e| fail(&e))?),
        None => None,
    };
    bar.finish_and_clear();
    match files {
        Some(copied) => out.say(format!("{} ✓ ({copied})", target.display())),
        None => {
            out.say(format!("{} ✓", target.display()));
            out.say(out.t("backup-bucket-apart"));
        }
    }
    // Beside the database the key would open what it seals.
    let apart = Message::new("backup-key-apart").with("file", config.key_path().display().to_string());
    out.say(out.words.msg(out.lang, &apart).into_owned());
    Ok(ExitCode::SUCCESS)
}

pub fn restore(config: &Config, out: &Output, source: &Path) -> Outcome<ExitCode> {
    let (from, to) = (source.join(DATABASE), Path::new(&config.database));
    if !from.exists() {
        return Err(Failure::invalid("restore-no-backup").at(source.display().to_string()));
    }
    if to.exists() {
        return Err(Failure::conflict("restore-database-exists").at(config.database.clone()));
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(|e| fail(&e))?;
    }
    std::fs::copy(&from, to).map_err(|e| fail(&e))?;
    if let Some(folder) = config.files_folder() {
        copy_tree(&source.join(FILES), folder).map_err(|e| fail(&e))?;
    }
    // A backup that does not verify is said at once, not found out years later.
    let db = Db::open(&config.database, &Options::default())?;
    let verdict = db.read_now(|tx| journal_verify::verify(tx, |_| {}))?;
    if !verdict.sound() {
        return Err(Failure::conflict("journal-unsound"));
    }
    out.say(format!("{} ✓", config.database));
    Ok(ExitCode::SUCCESS)
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(to)?;
    let mut copied = 0;
    if !from.exists() {
        return Ok(0);
    }
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied += copy_tree(&entry.path(), &target)?;
        } else if !target.exists() {
            std::fs::copy(entry.path(), &target)?;
            copied += 1;
        }
    }
    Ok(copied)
}

fn fail(error: &std::io::Error) -> Failure {
    let full = error.kind() == std::io::ErrorKind::StorageFull;
    Failure::new(FailureKind::Unavailable, if full { "store-disk-full" } else { "files-unreachable" })
        .because(error)
}
