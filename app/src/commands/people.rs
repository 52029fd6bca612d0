//! Users, tokens and units at the command line of whoever operates the machine.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use qipan_accounts::units::Units;
use qipan_accounts::users::model::UserData;
use qipan_accounts::users::password::PasswordHash;
use qipan_accounts::{table, tokens, units, users};
use qipan_kernel::{Failure, Id, Outcome, Role};
use serde_json::json;

use super::{operator, read_file};
use crate::cli::{TokenCommand, UnitCommand, UserCommand};
use crate::config::Config;
use crate::output::{FOUND, Output};
use crate::wiring;

fn role(text: &str) -> Outcome<Role> {
    text.parse().map_err(|_| Failure::invalid("cli-role-unknown").at("--role").with("text", text))
}

fn unit_id(units: &Units, name: Option<&str>) -> Outcome<Option<Id>> {
    let Some(name) = name else { return Ok(None) };
    let unit = units.by_name(name);
    unit.map(|unit| Some(unit.id))
        .ok_or_else(|| Failure::invalid("cli-unit-unknown").at("--unit").with("text", name))
}

/// A password from the terminal or from a pipe. A terminal shows what is typed, so a pipe is the better way.
fn password(out: &Output) -> Outcome<String> {
    if std::io::stdin().is_terminal() {
        eprint!("{} ", out.t("cli-password"));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Failure::internal)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

pub fn user(config: &Config, out: &Output, command: &UserCommand) -> Outcome<ExitCode> {
    let db = wiring::open(config)?;
    let context = operator(Role::Administrator);
    match command {
        UserCommand::Add { name, display, role: wanted, unit } => {
            let unit = unit_id(&db.read_now(Units::load)?, unit.as_deref())?;
            let display = display.clone().unwrap_or_else(|| name.clone());
            let hash = PasswordHash::new(&password(out)?, name, &display, &mut wiring::chance)?;
            let data = UserData { name: name.clone(), display, role: role(wanted)?, unit, person: None };
            let ids = wiring::ids(&db, config)?;
            let id = db.write_now(move |tx| {
                users::commands::create(tx, &context, &ids, data.clone(), &hash, false)
            })?;
            if out.json {
                println!("{}", json!({ "id": id, "name": name }));
            }
            out.say(format!("{name} ✓"));
        }
        UserCommand::Password { name } => {
            let all = db.read_now(users::store::list)?;
            let user = all.into_iter().find(|user| user.data.name == *name).ok_or_else(Failure::not_found)?;
            let hash = PasswordHash::new(&password(out)?, name, &user.data.display, &mut wiring::chance)?;
            db.write_now(move |tx| users::commands::reset_password(tx, &context, user.id, &hash))?;
            out.say(format!("{name} ✓"));
        }
        UserCommand::List => {
            let all = db.read_now(users::store::list)?;
            if out.json {
                println!("{}", json!(all));
            }
            for user in &all {
                let state = if user.disabled { " ✗" } else { "" };
                out.say(format!(
                    "{:<16} {:<16} {}{state}",
                    user.data.name, user.data.role, user.data.display
                ));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub fn token(config: &Config, out: &Output, command: &TokenCommand) -> Outcome<ExitCode> {
    let TokenCommand::Add { name, role: wanted, unit, days } = command;
    let db = wiring::open(config)?;
    let context = operator(Role::Administrator);
    let unit = unit_id(&db.read_now(Units::load)?, unit.as_deref())?;
    let until = context.now.day() + *days;
    let new = tokens::NewToken { name: name.clone(), role: role(wanted)?, unit, until };
    let secret = tokens::secret(&mut wiring::chance);
    let ids = wiring::ids(&db, config)?;
    let shown = secret.clone();
    let id = db.write_now(move |tx| tokens::issue(tx, &context, &ids, &new, &secret))?;
    if out.json {
        println!("{}", json!({ "id": id, "token": shown, "until": until }));
    }
    out.say(shown);
    Ok(ExitCode::SUCCESS)
}

pub fn unit(config: &Config, out: &Output, command: &UnitCommand) -> Outcome<ExitCode> {
    let db = wiring::open(config)?;
    match command {
        UnitCommand::Import { path, dry_run } => import(config, out, &db, path, *dry_run),
        UnitCommand::List => {
            let units = db.read_now(Units::load)?;
            if out.json {
                println!("{}", json!(units.iter().collect::<Vec<_>>()));
            }
            for (unit, depth) in units.with_depth() {
                let code = unit.data.code.as_deref().unwrap_or("");
                out.say(format!("{}{}  {code}", "  ".repeat(depth), unit.data.name(false)));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn import(
    config: &Config,
    out: &Output,
    db: &qipan_store::Db,
    path: &Path,
    dry_run: bool,
) -> Outcome<ExitCode> {
    let context = operator(Role::Administrator);
    let table = table::read(&read_file(path)?).map_err(|failure| failure.at(path.display().to_string()))?;
    let (seen, who) = (table.clone(), context.clone());
    let plan = db.read_now(move |tx| units::commands::dry_run(tx, &who, &seen))?;
    if dry_run {
        let refused = plan.accept().err();
        out.say(format!("{} {}", out.t("cli-dry-run"), if refused.is_some() { "✗" } else { "✓" }));
        return Ok(match refused {
            Some(failure) => {
                out.fail(&failure);
                ExitCode::from(FOUND)
            }
            None => ExitCode::SUCCESS,
        });
    }
    let ids = wiring::ids(db, config)?;
    let done = db.write_now(move |tx| units::commands::import(tx, &context, &ids, &table))?;
    if out.json {
        println!("{}", json!({ "created": done.created, "amended": done.amended, "same": done.same }));
    }
    out.say(format!("+{} ~{} ={}", done.created, done.amended, done.same));
    Ok(ExitCode::SUCCESS)
}
