//! Where secrets come from: chance is an argument, drawn by the program and by nobody else.

use sha2::{Digest, Sha256};

/// Fills bytes that nobody can guess. Any closure over `&mut [u8]` is one.
pub trait Chance {
    /// Fills all of `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Chance for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// The SHA-256 of a secret: what is stored and looked up in its place.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// 256 bits of chance as 64 hexadecimal digits.
pub fn secret(chance: &mut dyn Chance) -> String {
    let mut bytes = [0_u8; 32];
    chance.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
