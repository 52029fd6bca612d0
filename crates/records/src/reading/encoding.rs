//! Decoding of text files: Unicode with or without a mark, GB18030, Big5, Windows-1252.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use qipan_kernel::{Failure, Outcome};

use super::{Limits, script, too_large};

/// The share of common characters among the Chinese ones below which a decoding is not believed. Running Chinese has
/// above one half; wrongly decoded bytes spread over the whole code table and stay below one twentieth.
const BELIEVABLE: f64 = 0.12;

/// The encoding that an HTML page declares in a `meta` element.
pub(crate) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset=")?;
    let label: String = behind
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// Decodes a text file and names its encoding; `declared` is what the file says of itself, believed when it fits.
///
/// # Errors
/// `read-text-too-large`, `read-binary` (control characters), `read-encoding-unknown`.
pub(crate) fn decode(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
    limits: &Limits,
) -> Outcome<(String, &'static str)> {
    if bytes.len() > limits.text_bytes {
        return Err(too_large("read-text-too-large", limits.text_bytes));
    }
    let (text, encoding) = choose(bytes, declared)?;
    let controls =
        text.chars().filter(|&c| c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{b}')).count();
    if text.contains('\0') || controls * 100 > text.len() {
        return Err(Failure::invalid("read-binary"));
    }
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Failure::invalid("read-empty"));
    }
    Ok((text, encoding.name()))
}

fn choose(bytes: &[u8], declared: Option<&'static Encoding>) -> Outcome<(String, &'static Encoding)> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..])
            .map(|text| (text, encoding))
            .ok_or_else(|| Failure::invalid("read-encoding-unknown"));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), UTF_8));
    }
    if let Some(found) = utf16_without_mark(bytes) {
        return Ok(found);
    }
    if bytes.contains(&0) {
        return Err(Failure::invalid("read-binary"));
    }
    if let Some(declared) = declared.filter(|declared| ![UTF_16LE, UTF_16BE, UTF_8].contains(declared)) {
        // GB2312 and GBK are parts of GB18030.
        let declared = if declared.name() == "GBK" { GB18030 } else { declared };
        if let Some(text) = strictly(declared, bytes) {
            return Ok((text, declared));
        }
    }
    // GB18030 decodes nearly everything, so a decoding has to earn belief by common characters.
    let mut best: Option<(f64, String, &'static Encoding)> = None;
    for encoding in [GB18030, BIG5] {
        if let Some(text) = strictly(encoding, bytes) {
            let score = commonness(&text);
            if score >= BELIEVABLE && best.as_ref().is_none_or(|(other, _, _)| score > *other) {
                best = Some((score, text, encoding));
            }
        }
    }
    if let Some((_, text, encoding)) = best {
        return Ok((text, encoding));
    }
    // A damaged byte or two must not make a whole document unreadable.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    let guess = if guess.name() == "GBK" { GB18030 } else { guess };
    let (text, _) = guess.decode_without_bom_handling(bytes);
    let broken = text.chars().filter(|&c| c == '\u{fffd}').count();
    let chinese = text.chars().filter(|&c| script::is_han(c)).count();
    let total = text.chars().count().max(1);
    let believable = if guess == WINDOWS_1252 {
        // Western text is mostly plain letters; junk is not.
        let plain = text.chars().filter(|c| c.is_ascii_alphanumeric() || c.is_ascii_whitespace()).count();
        plain * 10 >= total * 7
    } else {
        chinese * 5 >= total && commonness(&text) >= BELIEVABLE
    };
    if believable && broken * 200 <= total {
        return Ok((text.into_owned(), guess));
    }
    Err(Failure::invalid("read-encoding-unknown"))
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

/// UTF-16 text files without a mark show themselves by NUL bytes on one side only (spaces, digits, line breaks).
fn utf16_without_mark(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    if bytes.len() < 8 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let odd = sample.iter().skip(1).step_by(2).filter(|&&b| b == 0).count();
    let even = sample.iter().step_by(2).filter(|&&b| b == 0).count();
    let encoding = match (even, odd) {
        (0, odd) if odd * 20 > sample.len() => UTF_16LE,
        (even, 0) if even * 20 > sample.len() => UTF_16BE,
        _ => return None,
    };
    let text = strictly(encoding, bytes)?;
    let plain = text
        .chars()
        .filter(|&c| c.is_alphanumeric() || c.is_whitespace() || c.is_ascii_punctuation())
        .count();
    (plain * 10 >= text.chars().count() * 8).then_some((text, encoding))
}

/// The share of common characters among the characters that are not ASCII; 0 when there are none.
fn commonness(text: &str) -> f64 {
    let (mut common, mut total) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(20_000) {
        total += 1;
        if script::is_common(c) {
            common += 1;
        }
    }
    if total == 0 { 0.0 } else { common as f64 / total as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLIFIED: &str = "会议指出，要加快推进重点项目建设，确保各项工作任务按时完成。";
    const TRADITIONAL: &str = "會議指出，要加快推進重點項目建設，確保各項工作任務按時完成。";

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        decode(bytes, None, &Limits::default()).unwrap()
    }

    #[test]
    fn decodes_each_encoding() {
        for text in [SIMPLIFIED, TRADITIONAL] {
            assert_eq!(decoded(text.as_bytes()), (text.to_owned(), "UTF-8"));
            assert_eq!(decoded(format!("\u{feff}{text}").as_bytes()), (text.to_owned(), "UTF-8"));
            let (bytes, _, _) = GB18030.encode(text);
            assert_eq!(decoded(&bytes), (text.to_owned(), "gb18030"));
            let mut little = vec![0xff, 0xfe];
            text.encode_utf16().for_each(|unit| little.extend(unit.to_le_bytes()));
            assert_eq!(decoded(&little), (text.to_owned(), "UTF-16LE"));
            let mut big = vec![0xfe, 0xff];
            text.encode_utf16().for_each(|unit| big.extend(unit.to_be_bytes()));
            assert_eq!(decoded(&big), (text.to_owned(), "UTF-16BE"));
        }
        let (bytes, _, _) = BIG5.encode(TRADITIONAL);
        assert_eq!(decoded(&bytes), (TRADITIONAL.to_owned(), "Big5"));
        let western = "The mayor\u{2019}s office \u{201c}will\u{201d} report by the end of June.";
        let (bytes, _, _) = WINDOWS_1252.encode(western);
        assert_eq!(decoded(&bytes), (western.to_owned(), "windows-1252"));
    }

    #[test]
    fn short_legacy_text_is_decided_by_common_characters() {
        for text in ["项目推进会", "工作任务"] {
            assert_eq!(decoded(&GB18030.encode(text).0).0, text);
        }
        for text in ["工作會議", "責任單位"] {
            assert_eq!(decoded(&BIG5.encode(text).0).0, text);
        }
    }

    #[test]
    fn a_damaged_byte_does_not_lose_the_document() {
        let mut bytes = GB18030.encode(&SIMPLIFIED.repeat(20)).0.into_owned();
        bytes.push(0xff);
        assert!(decoded(&bytes).0.starts_with(SIMPLIFIED));
    }

    #[test]
    fn refuses_junk() {
        let key =
            |bytes: &[u8]| decode(bytes, None, &Limits::default()).unwrap_err().message.key.into_owned();
        assert_eq!(key(b"abc\0\0\0\x01\x02def"), "read-binary");
        assert_eq!(key(b"  \r\n \xe3\x80\x80"), "read-empty");
        let junk: Vec<u8> = (0..4000u32).map(|i| ((i * 7919 + i * i * 31) % 254 + 1) as u8).collect();
        assert!(matches!(key(&junk).as_str(), "read-encoding-unknown" | "read-binary"));
        let small = Limits { text_bytes: 10, ..Limits::default() };
        assert_eq!(
            decode(SIMPLIFIED.as_bytes(), None, &small).unwrap_err().message.key,
            "read-text-too-large"
        );
    }
}
