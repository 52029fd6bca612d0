//! Numbers of list levels as Word writes them.

/// The counter `number` (from 1) in a Word number format.
pub(crate) fn format(number: u32, style: &str) -> String {
    match style {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseDigitalTenThousand" => chinese(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&number) => {
            char::from_u32(0x245f + number).map_or_else(|| number.to_string(), String::from)
        }
        "upperLetter" => letter(number, 'A'),
        "lowerLetter" => letter(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "decimalZero" => format!("{number:02}"),
        "ideographTraditional" => cyclic(number, "甲乙丙丁戊己庚辛壬癸"),
        "none" | "bullet" => String::new(),
        _ => number.to_string(),
    }
}

fn cyclic(number: u32, letters: &str) -> String {
    letters.chars().nth((number as usize).saturating_sub(1)).map_or_else(|| number.to_string(), String::from)
}

fn letter(number: u32, first: char) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from_u32(first as u32 + index % 26).unwrap_or(first);
    letter.to_string().repeat((index / 26 + 1).min(5) as usize)
}

fn roman(number: u32) -> String {
    const STEPS: &[(u32, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number.min(3999);
    let mut text = String::new();
    for (value, sign) in STEPS {
        while rest >= *value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

/// Chinese numerals up to 999, decimal digits beyond.
fn chinese(number: u32) -> String {
    let digit = |n: u32| "零一二三四五六七八九".chars().nth(n as usize).unwrap_or('零');
    if number == 0 || number > 999 {
        return number.to_string();
    }
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push(digit(hundreds));
        text.push('百');
        if tens == 0 && ones > 0 {
            text.push('零');
        }
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            text.push(digit(tens));
        }
        text.push('十');
    }
    if ones > 0 {
        text.push(digit(ones));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers() {
        let cases = [
            (1, "chineseCounting", "一"),
            (10, "chineseCounting", "十"),
            (12, "japaneseCounting", "十二"),
            (20, "chineseCountingThousand", "二十"),
            (103, "chineseCounting", "一百零三"),
            (110, "chineseCounting", "一百一十"),
            (3, "decimal", "3"),
            (3, "decimalEnclosedCircle", "③"),
            (28, "lowerLetter", "bb"),
            (14, "lowerRoman", "xiv"),
            (7, "decimalZero", "07"),
            (2, "ideographTraditional", "乙"),
            (1, "bullet", ""),
        ];
        for (number, style, text) in cases {
            assert_eq!(format(number, style), text, "{style} {number}");
        }
    }
}
