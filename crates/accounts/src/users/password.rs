//! Hashing and checking passwords: Argon2id with the parameters of the OWASP password storage cheat sheet (19 MiB,
//! two passes, one lane). Each takes tens of milliseconds and 19 MiB: run it off the asynchronous threads, few at a
//! time, and never inside a transaction.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use qipan_kernel::{Failure, Outcome};

use crate::chance::Chance;
use crate::users::rules;

/// A hashed password in PHC form; the only form in which one is ever stored.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(crate) String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

fn argon2() -> Outcome<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(Failure::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl PasswordHash {
    /// Checks a new password against the rules and hashes it.
    pub fn new(password: &str, name: &str, display: &str, chance: &mut dyn Chance) -> Outcome<PasswordHash> {
        rules::check_password(password, name, display)?;
        let mut salt = [0_u8; 16];
        chance.fill(&mut salt);
        let salt = SaltString::encode_b64(&salt).map_err(Failure::internal)?;
        let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(Failure::internal)?;
        Ok(PasswordHash(hash.to_string()))
    }

    /// Whether `password` is the one that was hashed. `None` stands for an account that does not exist: it takes as
    /// long as a wrong password, so that time does not tell which names exist.
    pub fn verify(stored: Option<&PasswordHash>, password: &str) -> bool {
        /// The hash of nothing anybody knows; same parameters, so the same work.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw$\
                              AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        if password.chars().count() > rules::PASSWORD_MAX {
            return false;
        }
        let text = stored.map_or(NOBODY, |hash| hash.0.as_str());
        let Ok(hash) = argon2::PasswordHash::new(text) else { return false };
        let Ok(argon2) = argon2() else { return false };
        argon2.verify_password(password.as_bytes(), &hash).is_ok() && stored.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_itself_fits() {
        let mut count = 0_u8;
        let mut chance = |bytes: &mut [u8]| {
            count += 1;
            bytes.fill(count);
        };
        let hash = PasswordHash::new("correct horse battery", "zhang", "张示例", &mut chance).unwrap();
        let again = PasswordHash::new("correct horse battery", "zhang", "张示例", &mut chance).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert_ne!(hash, again, "salted");
        assert!(PasswordHash::verify(Some(&hash), "correct horse battery"));
        for wrong in ["", "correct horse batterY", "correct horse battery ", &"x".repeat(10_000)] {
            assert!(!PasswordHash::verify(Some(&hash), wrong));
        }
        assert!(!PasswordHash::verify(None, "correct horse battery"));
        assert!(!PasswordHash::verify(Some(&PasswordHash("nonsense".into())), "x"));
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
    }

    #[test]
    fn an_account_that_does_not_exist_costs_the_same_work() {
        let hash =
            PasswordHash::new("correct horse battery", "z", "z", &mut |b: &mut [u8]| b.fill(1)).unwrap();
        let time = |stored: Option<&PasswordHash>| {
            let start = std::time::Instant::now();
            PasswordHash::verify(stored, "wrong wrong wrong");
            start.elapsed().as_secs_f64()
        };
        let (there, nobody) = (time(Some(&hash)), time(None));
        assert!(nobody > there * 0.3, "{nobody} against {there}");
    }
}
