//! One-time codes (TOTP, RFC 6238): HMAC-SHA-1, 30 seconds, six digits, as every authenticator app knows them.

use hmac::{Hmac, Mac};
use qipan_kernel::{Id, Moment, Outcome};
use sha1::Sha1;

use crate::vault::Vault;

/// Length of a secret in bytes (RFC 4226, section 4, R6).
pub const SECRET_BYTES: usize = 20;
const STEP_MS: i64 = 30_000;
/// A code of one step before or after is accepted: clocks differ.
const DRIFT: i64 = 1;

/// What a sealed secret belongs to.
fn owner(user: Id) -> String {
    format!("totp {user}")
}

/// A secret as it is stored: sealed.
///
/// # Errors
/// As [`Vault::seal`].
pub fn sealed(vault: &Vault, user: Id, secret: &[u8]) -> Outcome<Vec<u8>> {
    vault.seal(&owner(user), secret)
}

/// The secret that is stored; one from before secrets were sealed stands there as it is.
///
/// # Errors
/// As [`Vault::open`].
pub fn opened(vault: &Vault, user: Id, stored: &[u8]) -> Outcome<Vec<u8>> {
    if is_plain(stored) { Ok(stored.to_vec()) } else { vault.open(&owner(user), stored) }
}

/// Whether a stored secret is from before secrets were sealed. Sealed ones are longer.
pub fn is_plain(stored: &[u8]) -> bool {
    stored.len() == SECRET_BYTES
}

/// The code of a time step.
fn code(secret: &[u8], step: i64) -> u32 {
    // HMAC takes keys of any length; `new_from_slice` cannot fail for it.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { unreachable!("HMAC takes any key") };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes([
        digest[offset] & 127,
        digest[offset + 1],
        digest[offset + 2],
        digest[offset + 3],
    ]);
    word % 1_000_000
}

/// The step for which `typed` is the code of `secret` at `now`; `None` when it is wrong or was used before. `last` is
/// the last step accepted: a code works once.
pub fn accept(secret: &[u8], typed: &str, now: Moment, last: i64) -> Option<i64> {
    let digits: String =
        typed.chars().map(crate::table::wording::narrow).filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let typed: u32 = digits.parse().ok()?;
    let current = now.0.div_euclid(STEP_MS);
    (current - DRIFT..=current + DRIFT).find(|step| *step > last && code(secret, *step) == typed)
}

/// The code at `now`; for tests and for whoever sets up a demonstration.
pub fn code_at(secret: &[u8], now: Moment) -> String {
    format!("{:06}", code(secret, now.0.div_euclid(STEP_MS)))
}

/// A secret as apps take it typed: base 32 (RFC 4648) without padding.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(buffer >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(buffer << (5 - bits)) as usize & 31]));
    }
    text
}

/// Reads what [`base32`] wrote; spaces and case do not matter.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '=') {
        let value = match c.to_ascii_uppercase() {
            c @ 'A'..='Z' => c as u32 - 'A' as u32,
            c @ '2'..='7' => c as u32 - '2' as u32 + 26,
            _ => return None,
        };
        buffer = ((buffer << 5) | value) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    Some(bytes)
}

/// The address that an app reads from a QR code (the key URI format of authenticator apps).
pub fn uri(secret: &[u8], issuer: &str, name: &str) -> String {
    let encode = |text: &str| -> String {
        let byte = |b: u8| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let (issuer, name) = (encode(issuer), encode(name));
    format!("otpauth://totp/{issuer}:{name}?secret={}&issuer={issuer}&digits=6&period=30", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B (SHA-1), the last six of eight digits.
    #[test]
    fn the_published_vectors() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(secret, Moment(seconds * 1000)), expected);
        }
    }

    #[test]
    fn a_code_works_once_and_near_its_time() {
        let secret = b"12345678901234567890";
        let at = |seconds: i64| Moment(seconds * 1000);
        let step = accept(secret, " 287 082", at(59), 0).unwrap();
        assert_eq!(step, 1);
        assert_eq!(accept(secret, "２８７０８２", at(89), 0), Some(1), "one step later, typed in full width");
        assert_eq!(accept(secret, "287082", at(89), step), None, "used before");
        assert_eq!(accept(secret, "287082", at(120), 0), None, "too late");
        for wrong in ["", "28708", "2870820", "28708x", "-87082"] {
            assert_eq!(accept(secret, wrong, at(59), 0), None);
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base_32_vectors() {
        for (plain, text) in
            [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(plain.as_bytes()), text);
            assert_eq!(from_base32(&text.to_lowercase()).unwrap(), plain.as_bytes());
        }
        assert_eq!(from_base32("A1"), None);
        let uri = uri(b"foobar", "棋盘", "zhang@x");
        assert_eq!(
            uri,
            "otpauth://totp/%E6%A3%8B%E7%9B%98:zhang%40x?secret=MZXW6YTBOI&issuer=%E6%A3%8B%E7%9B%98&digits=6&period=30"
        );
    }
}
