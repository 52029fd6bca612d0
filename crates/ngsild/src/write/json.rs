//! Writing JSON straight into bytes.

use std::fmt::Display;
use std::io::Write;

use serde_json::Value;

use crate::time::Timestamp;

/// A string with its quotation marks. Only what JSON demands is escaped (clause 4.6.4).
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    let plain = |b: u8| b >= 0x20 && b != b'"' && b != b'\\';
    if text.bytes().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        value(out, text);
    }
}

/// Anything that is JSON.
pub(super) fn value(out: &mut Vec<u8>, json: impl serde::Serialize) {
    // Writing into memory cannot fail, and neither can a JSON value or a string be anything but JSON.
    let _ = serde_json::to_writer(out, &json);
}

fn plain(out: &mut Vec<u8>, text: impl Display) {
    let _ = write!(out, "\"{text}\"");
}

/// A moment as [`Timestamp`] displays it, without the detour over a calendar type: replies are full of them.
pub(super) fn moment(out: &mut Vec<u8>, moment: Timestamp) {
    const DAY: i64 = 86_400_000_000;
    let (day, rest) = (moment.0.div_euclid(DAY), moment.0.rem_euclid(DAY));
    // Eras of 400 years, each beginning on the first of March: February with its leap day ends the year.
    let day = day + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month <= 2);
    if !(0..=9_999).contains(&year) {
        plain(out, moment);
        return;
    }
    let (second, fraction) = (rest / 1_000_000, rest % 1_000_000);
    out.push(b'"');
    digits(out, year, 4);
    let parts =
        [(b'-', month), (b'-', day), (b'T', second / 3_600), (b':', second / 60 % 60), (b':', second % 60)];
    for (mark, number) in parts {
        out.push(mark);
        digits(out, number, 2);
    }
    if fraction > 0 {
        out.push(b'.');
        if fraction % 1_000 == 0 { digits(out, fraction / 1_000, 3) } else { digits(out, fraction, 6) }
    }
    out.extend_from_slice(b"Z\"");
}

fn digits(out: &mut Vec<u8>, number: i64, width: u32) {
    for at in (0..width).rev() {
        out.push(b'0' + (number / 10_i64.pow(at) % 10) as u8);
    }
}

/// A list of things, or the thing itself where there is one.
pub(super) fn compacted<T>(out: &mut Vec<u8>, all: &[T], mut each: impl FnMut(&mut Vec<u8>, &T)) {
    if let [one] = all {
        each(out, one);
        return;
    }
    array(out, all.iter(), each);
}

/// A list of things.
pub(super) fn array<T>(
    out: &mut Vec<u8>,
    all: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (at, item) in all.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        each(out, item);
    }
    out.push(b']');
}

/// An object that is being written.
pub(super) struct Object {
    first: bool,
}

impl Object {
    pub(super) fn open(out: &mut Vec<u8>) -> Object {
        out.push(b'{');
        Object { first: true }
    }

    /// Begins a member: its value is to be written next.
    pub(super) fn key(&mut self, out: &mut Vec<u8>, key: &str) {
        if !self.first {
            out.push(b',');
        }
        self.first = false;
        string(out, key);
        out.push(b':');
    }

    pub(super) fn string(&mut self, out: &mut Vec<u8>, key: &str, text: &str) {
        self.key(out, key);
        string(out, text);
    }

    pub(super) fn moment(&mut self, out: &mut Vec<u8>, key: &str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.key(out, key);
            moment(out, at);
        }
    }

    pub(super) fn value(&mut self, out: &mut Vec<u8>, key: &str, json: &Value) {
        self.key(out, key);
        value(out, json);
    }

    pub(super) fn close(self, out: &mut Vec<u8>) {
        out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn moments_are_written_as_they_are_displayed() {
        let mut at = -70_000_000_000_000_000_i64;
        while at < 330_000_000_000_000_000 {
            for moment in [
                at,
                at - at.rem_euclid(1_000),
                at - at.rem_euclid(1_000_000),
                at - at.rem_euclid(86_400_000_000),
            ] {
                let moment = Timestamp(moment);
                let mut out = Vec::new();
                super::moment(&mut out, moment);
                assert_eq!(String::from_utf8_lossy(&out), format!("\"{moment}\""));
            }
            at += 7_654_321_987_654;
        }
    }
}
