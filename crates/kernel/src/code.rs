//! Codes that stand in official tables, and their checks: administrative divisions (GB/T 2260, GB/T 10114) and the
//! unified social credit code (GB 32100-2015).

/// Provinces, autonomous regions and municipalities, Taiwan and the special regions, by the first two digits of a
/// division code (GB/T 2260-2007, table 1).
const PROVINCES: [u8; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82,
];

/// Whether `text` has the form of a division code: 6 digits (county and above, GB/T 2260), 9 (streets and towns,
/// GB/T 10114) or 12 (communities and villages), beginning with a province.
pub fn is_division_code(text: &str) -> bool {
    matches!(text.len(), 6 | 9 | 12)
        && text.bytes().all(|b| b.is_ascii_digit())
        && text[..2].parse().is_ok_and(|province| PROVINCES.contains(&province))
}

/// The characters of a credit code in the order of their values 0 to 30: no I, O, S, V, Z (GB 32100-2015, table 2).
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What is wrong with a unified social credit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditCodeFault {
    /// Not 18 characters.
    Length,
    /// A character that the code does not use at this position.
    Character,
    /// The check character of the organisation (position 17, GB 11714) does not fit.
    Organisation,
    /// The check character of the whole code (position 18) does not fit.
    Check,
}

/// Checks a unified social credit code (GB 32100-2015): position 1 the registering authority, 2 the class (both may
/// be letters), 3–8 the division (digits), 9–17 the organisation with its own check character, 18 the check character.
pub fn check_credit_code(text: &str) -> Result<(), CreditCodeFault> {
    let bytes = text.as_bytes();
    if bytes.len() != 18 {
        return Err(CreditCodeFault::Length);
    }
    let mut values = [0_u32; 18];
    for (value, byte) in values.iter_mut().zip(bytes) {
        let found = ALPHABET.iter().position(|c| c == byte).ok_or(CreditCodeFault::Character)?;
        *value = found as u32;
    }
    if !bytes[2..8].iter().all(u8::is_ascii_digit) {
        return Err(CreditCodeFault::Character);
    }
    if organisation_check(&bytes[8..16]) != bytes[16] {
        return Err(CreditCodeFault::Organisation);
    }
    // Weights are the powers of 3 modulo 31 (GB 32100-2015, 5.2).
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    let check = (31 - sum % 31) % 31;
    if check == values[17] { Ok(()) } else { Err(CreditCodeFault::Check) }
}

/// The check character of an organisation code (GB 11714-1997, 3.3): letters count 10 to 35, modulus 11.
fn organisation_check(body: &[u8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(byte, weight)| value(*byte) * weight).sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_codes_of_all_three_lengths() {
        for good in ["120116", "120116001", "110101001001", "659001", "820000"] {
            assert!(is_division_code(good), "{good}");
        }
        for bad in ["", "12011", "1201161", "12O116", "000000", "990116", "１２０１１６", "120116 "] {
            assert!(!is_division_code(bad), "{bad}");
        }
    }

    #[test]
    fn published_credit_codes_pass() {
        // Codes printed in published annual reports and licences; they cover letters as check characters (B, G), X as
        // the organisation's check character, and a letter (M) inside the organisation part.
        for good in [
            "9144030071526726XG",
            "914403001922038216",
            "91330100799655058B",
            "91110000802100433B",
            "91350100M000100Y43",
        ] {
            assert_eq!(check_credit_code(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        use CreditCodeFault::*;
        for (bad, fault) in [
            ("", Length),
            ("9144030071526726X", Length),
            ("9144030071526726XGG", Length),
            ("9144030071526726xG", Character),
            ("9I44030071526726XG", Character),
            ("91A403007152672 XG", Character),
            ("91A4030071526726XG", Character),
            ("9144030071526726XH", Check),
            ("9154030071526726XG", Check),
            ("91440300715267261G", Organisation),
            ("9144030071562726XG", Organisation),
            ("91440300统一社会", Character),
        ] {
            let found = check_credit_code(bad);
            assert!(found.is_err(), "{bad}");
            if bad.is_ascii() {
                assert_eq!(found, Err(fault), "{bad}");
            }
        }
    }

    #[test]
    fn letters_stand_in_the_first_two_positions() {
        // N3: a township's collective economic organisation; A1: registered with the Central Military Commission.
        let with = |prefix: &str| {
            let body = format!("{prefix}44030071526726X");
            ALPHABET
                .iter()
                .map(|c| format!("{body}{}", *c as char))
                .filter(|t| check_credit_code(t).is_ok())
                .count()
        };
        assert_eq!((with("N3"), with("A1"), with("Y1")), (1, 1, 1));
    }
}
