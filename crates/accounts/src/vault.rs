//! What must be read again and yet not stand in the database in the clear: secrets of second factors, and later
//! personal data. Sealed with AES-256-GCM under a key that lies outside the database; what a value belongs to is
//! authenticated with it, so that it cannot be moved to another row.

use hmac::{Hmac, Mac};
use qipan_kernel::{Failure, FailureKind, Outcome};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;

/// Length of the key in bytes.
pub const KEY_BYTES: usize = 32;
/// First byte of everything sealed in this way.
const VERSION: u8 = 1;

/// Seals and opens. Without a key it does neither; only tests and tools that need no secrets are without.
#[derive(Clone)]
pub struct Vault {
    keys: Option<([u8; 32], [u8; 32])>,
    chance: fn(&mut [u8]),
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.keys.is_some() { "Vault(with a key)" } else { "Vault(without a key)" })
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes any key") };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl Vault {
    /// A vault with a key.
    pub fn new(key: &[u8; KEY_BYTES], chance: fn(&mut [u8])) -> Vault {
        // One key for each use, so that none says anything about the other.
        Vault { keys: Some((mac(key, &[b"seal"]), mac(key, &[b"digest"]))), chance }
    }

    /// A vault without a key.
    pub fn without_key() -> Vault {
        Vault { keys: None, chance: |_| {} }
    }

    /// Whether it has a key.
    pub fn has_key(&self) -> bool {
        self.keys.is_some()
    }

    fn key(&self) -> Outcome<LessSafeKey> {
        let missing = || Failure::new(FailureKind::Unavailable, "vault-no-key");
        let (key, _) = self.keys.as_ref().ok_or_else(missing)?;
        let key =
            UnboundKey::new(&AES_256_GCM, key).map_err(|_| Failure::internal("the key does not fit"))?;
        Ok(LessSafeKey::new(key))
    }

    /// Seals `plain` as belonging to `owner` (`totp 7`).
    ///
    /// # Errors
    /// `vault-no-key`.
    pub fn seal(&self, owner: &str, plain: &[u8]) -> Outcome<Vec<u8>> {
        let key = self.key()?;
        let mut nonce = [0_u8; NONCE_LEN];
        (self.chance)(&mut nonce);
        let mut body = plain.to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(owner.as_bytes()),
            &mut body,
        )
        .map_err(|_| Failure::internal("a secret could not be sealed"))?;
        Ok([&[VERSION][..], &nonce, &body].concat())
    }

    /// Opens what was sealed as belonging to `owner`.
    ///
    /// # Errors
    /// `vault-no-key`; `vault-not-opened` when it was sealed under another key, for another owner, or changed since.
    pub fn open(&self, owner: &str, sealed: &[u8]) -> Outcome<Vec<u8>> {
        let key = self.key()?;
        let wrong = || Failure::new(FailureKind::Unavailable, "vault-not-opened");
        let (head, body) = sealed.split_at_checked(1 + NONCE_LEN).ok_or_else(wrong)?;
        let nonce: [u8; NONCE_LEN] = head[1..].try_into().map_err(|_| wrong())?;
        if head[0] != VERSION {
            return Err(wrong());
        }
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let plain = key.open_in_place(nonce, Aad::from(owner.as_bytes()), &mut body).map_err(|_| wrong())?;
        Ok(plain.to_vec())
    }

    /// A digest that nobody without the key can compare guesses with.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.keys.as_ref().map_or(&[][..], |(_, key)| key);
        mac(key, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(byte: u8) -> Vault {
        Vault::new(&[byte; 32], |bytes| bytes.iter_mut().enumerate().for_each(|(n, byte)| *byte = n as u8))
    }

    #[test]
    fn what_was_sealed_is_opened_by_its_owner_alone() {
        let sealed = vault(1).seal("totp 7", b"12345678901234567890").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"123456"), "not in the clear");
        assert_eq!(vault(1).open("totp 7", &sealed).unwrap(), b"12345678901234567890");
        assert!(vault(1).open("totp 8", &sealed).is_err(), "another row");
        assert!(vault(2).open("totp 7", &sealed).is_err(), "another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault(1).open("totp 7", &changed).is_err(), "byte {at}");
        }
        assert!(vault(1).open("totp 7", b"short").is_err());
        assert!(Vault::without_key().seal("totp 7", b"x").is_err());
    }

    #[test]
    fn digests_differ_by_key_and_by_where_parts_end() {
        assert_eq!(vault(1).digest(&[b"ab", b"c"]), vault(1).digest(&[b"ab", b"c"]));
        assert_ne!(vault(1).digest(&[b"ab", b"c"]), vault(1).digest(&[b"a", b"bc"]));
        assert_ne!(vault(1).digest(&[b"ab"]), vault(2).digest(&[b"ab"]));
    }
}
