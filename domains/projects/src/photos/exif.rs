//! What a camera writes into a picture: when, where, and which way up. Read with `kamadak-exif`; the little that is
//! written is put together here.

use std::io::Cursor;

use exif::{Exif, In, Rational, Reader, Tag, Value};
use qipan_kernel::{Day, Moment};

/// Longest time that a zone may be ahead or behind, in minutes.
const ZONE_MAX: i64 = 14 * 60;
/// The zone of the city, in minutes: what is meant when a camera writes none.
const ZONE: i64 = 8 * 60;

/// What was read.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Notes {
    /// When the picture was taken.
    pub taken_at: Option<Moment>,
    /// Longitude and latitude, in millionths of a degree.
    pub place: Option<(i32, i32)>,
    /// Orientation, 1 to 8.
    pub turn: u16,
}

/// The notes of a file. What cannot be read is not there: it is optional, and no reason to refuse a picture.
pub fn read(bytes: &[u8]) -> Notes {
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(bytes)) else {
        return Notes::default();
    };
    Notes { taken_at: taken_at(&exif), place: place(&exif), turn: turn(&exif) }
}

/// The bytes of the notes as they stand in the file.
pub fn raw(bytes: &[u8]) -> Option<Vec<u8>> {
    let exif = Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    Some(exif.buf().to_vec())
}

fn turn(exif: &Exif) -> u16 {
    let field = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    field.and_then(|turn| u16::try_from(turn).ok()).filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

fn text(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => Some(String::from_utf8_lossy(parts.first()?).trim().to_owned()),
        _ => None,
    }
}

fn taken_at(exif: &Exif) -> Option<Moment> {
    let (time, zone) = match text(exif, Tag::DateTimeOriginal) {
        Some(time) => (time, Tag::OffsetTimeOriginal),
        None => (text(exif, Tag::DateTimeDigitized)?, Tag::OffsetTimeDigitized),
    };
    moment(&time, text(exif, zone).as_deref())
}

/// `2026:10:27 10:20:30`, with `+08:00` or nothing for the city's time.
fn moment(time: &str, zone: Option<&str>) -> Option<Moment> {
    let (date, clock) = time.split_once(' ')?;
    let number = |text: &str| text.parse::<u32>().ok();
    let mut date = date.split(':');
    let year = date.next()?.parse::<i32>().ok().filter(|year| (1990..=2100).contains(year))?;
    let day = Day::from_ymd(year, number(date.next()?)?, number(date.next()?)?)?;
    let mut clock = clock.split(':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next().flatten().unwrap_or(0));
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let ms = i64::from(hour * 3_600 + minute * 60 + second) * 1_000;
    let ahead = zone.and_then(minutes).unwrap_or(ZONE);
    Some(day.start().plus_ms(ms + (ZONE - ahead) * 60_000))
}

/// `+08:00` in minutes.
fn minutes(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.as_bytes().first()? {
        b'+' => (1, &zone[1..]),
        b'-' => (-1, &zone[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let all = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    (0..=ZONE_MAX).contains(&all).then_some(sign * all)
}

fn place(exif: &Exif) -> Option<(i32, i32)> {
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, "W", 180)?;
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, "S", 90)?;
    // Nothing and nothing is what a device without a fix writes.
    (lon != 0 || lat != 0).then_some((lon, lat))
}

fn degrees(exif: &Exif, tag: Tag, side: Tag, negative: &str, most: i64) -> Option<i32> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let sign = if text(exif, side).is_some_and(|side| side.eq_ignore_ascii_case(negative)) { -1 } else { 1 };
    let millionths = |part: &Rational, unit: i64| {
        (part.denom != 0).then(|| i64::from(part.num) * 1_000_000 / unit / i64::from(part.denom))
    };
    let mut sum = 0_i64;
    for (part, unit) in parts.iter().take(3).zip([1, 60, 3_600]) {
        sum += millionths(part, unit)?;
    }
    (sum <= most * 1_000_000).then_some(())?;
    i32::try_from(sign * sum).ok()
}

/// Notes as a camera writes them (TIFF, the small end first): the orientation, and what else is given.
pub fn written(notes: &Notes) -> Vec<u8> {
    let mut first = vec![entry(0x0112, 3, 1, u32::from(notes.turn.max(1)).to_le_bytes())];
    let mut after = Vec::new();
    // Eight bytes of head, then directories of a known length, then what they point to.
    let head =
        8 + directory_len(1 + usize::from(notes.taken_at.is_some()) + usize::from(notes.place.is_some()));
    let mut next = head as u32;
    if let Some(at) = notes.taken_at {
        first.push(entry(0x8769, 4, 1, next.to_le_bytes()));
        let (date, values) = (at.local().replace('-', ":"), next + directory_len(2) as u32);
        // `local` has minutes; a camera writes seconds too.
        let mut time = format!("{date}:{:02}", at.0.div_euclid(1_000).rem_euclid(60)).into_bytes();
        time.resize(20, 0);
        directory(
            &mut after,
            &[entry(0x9003, 2, 20, values.to_le_bytes()), entry(0x9011, 2, 7, (values + 20).to_le_bytes())],
        );
        after.extend(time);
        after.extend(b"+08:00\0\0");
        next = (head + after.len()) as u32;
    }
    if let Some((lon, lat)) = notes.place {
        first.push(entry(0x8825, 4, 1, next.to_le_bytes()));
        let values = next + directory_len(4) as u32;
        let side = |negative: bool, sides: [u8; 2]| [sides[usize::from(negative)], 0, 0, 0];
        directory(
            &mut after,
            &[
                entry(1, 2, 2, side(lat < 0, *b"NS")),
                entry(2, 5, 3, values.to_le_bytes()),
                entry(3, 2, 2, side(lon < 0, *b"EW")),
                entry(4, 5, 3, (values + 24).to_le_bytes()),
            ],
        );
        for part in [lat.unsigned_abs(), lon.unsigned_abs()] {
            for number in [part, 1_000_000, 0, 1, 0, 1] {
                after.extend(number.to_le_bytes());
            }
        }
    }
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    directory(&mut bytes, &first);
    bytes.extend(after);
    bytes
}

fn entry(tag: u16, kind: u16, count: u32, value: [u8; 4]) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..2].copy_from_slice(&tag.to_le_bytes());
    bytes[2..4].copy_from_slice(&kind.to_le_bytes());
    bytes[4..8].copy_from_slice(&count.to_le_bytes());
    bytes[8..].copy_from_slice(&value);
    bytes
}

fn directory_len(entries: usize) -> usize {
    2 + 12 * entries + 4
}

fn directory(into: &mut Vec<u8>, entries: &[[u8; 12]]) {
    into.extend((entries.len() as u16).to_le_bytes());
    entries.iter().for_each(|entry| into.extend(entry));
    into.extend([0; 4]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photos::picture::Pixels;

    #[test]
    fn what_is_written_is_read() {
        let picture = Pixels { width: 200, height: 200, rgb: vec![90; 120_000] };
        let at: Moment = "2026-10-27".parse::<Day>().unwrap().start().plus_ms((10 * 3_600 + 20 * 60) * 1_000);
        for notes in [
            Notes { turn: 1, ..Notes::default() },
            Notes { turn: 6, taken_at: Some(at), place: None },
            Notes { turn: 1, taken_at: None, place: Some((117_712_345, 39_023_456)) },
            Notes { turn: 3, taken_at: Some(at), place: Some((-70_500_000, -33_400_000)) },
        ] {
            let bytes = picture.jpeg(70, Some(&written(&notes))).unwrap();
            assert_eq!(read(&bytes), notes);
        }
        assert_eq!(read(&picture.jpeg(70, None).unwrap()), Notes::default());
        assert_eq!(read(b"\xff\xd8\xff\xe1\xff\xffExif\0\0II*\0\xff\xff\xff\xff"), Notes::default());
    }

    #[test]
    fn times_as_cameras_write_them() {
        let noon = "2026-10-27".parse::<Day>().unwrap().start().plus_ms(12 * 3_600_000);
        for (time, zone, expected) in [
            ("2026:10:27 12:00:00", None, Some(noon)),
            ("2026:10:27 12:00:00", Some("+08:00"), Some(noon)),
            ("2026:10:27 04:00:00", Some("+00:00"), Some(noon)),
            ("2026:10:26 23:00:00", Some("-05:00"), Some(noon)),
            ("2026:10:27 12:00:00", Some("   :  "), Some(noon)),
            ("2026:10:27 12:00:00", Some("+99:00"), Some(noon)),
            ("0000:00:00 00:00:00", None, None),
            ("    :  :     :  :  ", None, None),
            ("2026:02:30 12:00:00", None, None),
            ("2026:10:27 25:00:00", None, None),
            ("2026-10-27", None, None),
        ] {
            assert_eq!(moment(time, zone), expected, "{time} {zone:?}");
        }
    }
}
