//! Numbers as documents write them: 36.5, １２, 十五, 一千二百, 1.5万, 二〇二六.

/// A number read from the start of a text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// Bytes read.
    pub len: usize,
    /// True when written with Chinese characters.
    pub chinese: bool,
}

/// The value of an ASCII or full-width digit.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn chinese_scale(c: char) -> Option<f64> {
    Some(match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1000.0,
        _ => return None,
    })
}

/// Reads the number at the start of `text`: digits with `,` groups and a decimal point, or Chinese numerals.
/// Scales 万 and 亿 are left to the caller, because 万元 is a unit; only inside a Chinese numeral are they read.
pub fn read(text: &str) -> Option<Number> {
    arabic(text).or_else(|| chinese(text))
}

fn arabic(text: &str) -> Option<Number> {
    let (mut value, mut len, mut decimals) = (0.0, 0, None::<f64>);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(d) = digit(c) {
            match &mut decimals {
                None => value = value * 10.0 + f64::from(d),
                Some(scale) => {
                    *scale /= 10.0;
                    value += f64::from(d) * *scale;
                }
            }
        } else {
            let digit_follows = chars.peek().is_some_and(|next| digit(*next).is_some());
            match c {
                '.' | '．' if len > 0 && digit_follows && decimals.is_none() => decimals = Some(1.0),
                ',' if len > 0 && decimals.is_none() && group_follows(&text[len + 1..]) => {}
                _ => break,
            }
        }
        len += c.len_utf8();
    }
    (len > 0).then_some(Number { value: round(value), len, chinese: false })
}

/// `,` groups exactly three digits.
fn group_follows(text: &str) -> bool {
    text.chars().take_while(|c| digit(*c).is_some()).count() == 3
}

fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn chinese(text: &str) -> Option<Number> {
    let (mut total, mut section, mut current) = (0.0, 0.0, None::<f64>);
    let (mut len, mut plain, mut scaled) = (0, 0.0, false);
    let mut decimals = None::<f64>;
    for c in text.chars() {
        if let Some(d) = chinese_digit(c) {
            if let Some(scale) = &mut decimals {
                *scale /= 10.0;
                plain += f64::from(d) * *scale;
                current = Some(plain);
            } else {
                plain = plain * 10.0 + f64::from(d);
                current = Some(if scaled { f64::from(d) } else { plain });
            }
        } else if let Some(scale) = chinese_scale(c) {
            section += scale
                * match current.take() {
                    Some(count) => count,
                    None if len == 0 || c == '十' => 1.0,
                    None => return None,
                };
            scaled = true;
        } else if c == '点' && len > 0 && decimals.is_none() {
            decimals = Some(1.0);
        } else if (c == '万' || c == '亿') && scaled && len > 0 {
            // Only inside a numeral that goes on: 一万二千; 二十万元 keeps 万 in the unit.
            let rest = &text[len + c.len_utf8()..];
            if rest.chars().next().and_then(chinese_digit).is_none() {
                break;
            }
            total += (section + current.take().unwrap_or(0.0)) * if c == '万' { 1e4 } else { 1e8 };
            section = 0.0;
        } else {
            break;
        }
        len += c.len_utf8();
    }
    if text[..len].ends_with('点') {
        len -= '点'.len_utf8();
    }
    (len > 0).then(|| Number { value: round(total + section + current.unwrap_or(0.0)), len, chinese: true })
}

/// Reads a whole number no greater than `max` at the start of `text`.
pub fn whole(text: &str, max: u32) -> Option<(u32, usize)> {
    let number = read(text)?;
    let value = number.value;
    (value.fract() == 0.0 && value >= 0.0 && value <= f64::from(max)).then_some((value as u32, number.len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_arabic_and_chinese_numbers() {
        for (text, value, len) in [
            ("36.5%", 36.5, 4),
            ("1,200个", 1200.0, 5),
            ("１２月", 12.0, 6),
            ("十五个", 15.0, 6),
            ("二十日", 20.0, 6),
            ("一百二十", 120.0, 12),
            ("二〇二六年", 2026.0, 12),
            ("三千", 3000.0, 6),
            ("十", 10.0, 3),
            ("两个", 2.0, 3),
            ("九点五", 9.5, 9),
        ] {
            let number = read(text).unwrap();
            assert_eq!((number.value, number.len), (value, len), "{text}");
        }
        assert!(read("个").is_none());
    }
}
