//! A picture without what the camera wrote into it: place, device, owner, small copies, sounds. Only which way up it is
//! and its colours stay (Personal Information Protection Law, article 6: no more than the purpose needs). The pixels are
//! not touched.

use qipan_kernel::{Failure, Outcome};

use super::exif::{self, Notes};
use super::model::Media;

fn broken(cause: &str) -> Failure {
    Failure::invalid("photo-broken").because(cause)
}

/// The bytes of a picture, cleaned.
///
/// # Errors
/// `photo-broken`: it ends early, or its parts do not fit.
pub fn cleaned(media: Media, bytes: &[u8], turn: u16) -> Outcome<Vec<u8>> {
    match media {
        Media::Jpeg => jpeg(bytes, turn),
        Media::Png => png(bytes),
        Media::WebP => webp(bytes, turn),
        Media::Heic => heic(bytes),
    }
}

/// Segments up to the end of the picture: without those of applications, but for the head, colours, and Adobe's colour transform.
fn jpeg(bytes: &[u8], turn: u16) -> Outcome<Vec<u8>> {
    let mut out = bytes.get(..2).ok_or_else(|| broken("head"))?.to_vec();
    if turn > 1 {
        let notes = exif::written(&Notes { turn, ..Notes::default() });
        out.extend([0xff, 0xe1]);
        out.extend((notes.len() as u16 + 8).to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(notes);
    }
    let mut at = 2;
    loop {
        if bytes.get(at) != Some(&0xff) {
            return Err(broken("segment"));
        }
        let marker = *bytes.get(at + 1).ok_or_else(|| broken("end"))?;
        match marker {
            0xff => at += 1,
            0xd9 => {
                out.extend([0xff, 0xd9]);
                return Ok(out);
            }
            _ => {
                let length = bytes.get(at + 2..at + 4).ok_or_else(|| broken("length"))?;
                let end = at + 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
                let segment = bytes.get(at..end.max(at + 4)).ok_or_else(|| broken("segment"))?;
                // Colours are told by APP2, but small copies are listed there as well.
                let colours = marker == 0xe2 && segment[4..].starts_with(b"ICC_PROFILE\0");
                if colours || !matches!(marker, 0xe1..=0xed | 0xef | 0xfe) {
                    out.extend(segment);
                }
                at = end.max(at + 4);
                if marker == 0xda {
                    // Coded data: until a marker that is neither a stuffed zero nor a restart.
                    let next = bytes[at..]
                        .windows(2)
                        .position(|two| two[0] == 0xff && !matches!(two[1], 0x00 | 0xd0..=0xd7 | 0xff));
                    let next = at + next.ok_or_else(|| broken("ends early"))?;
                    out.extend(&bytes[at..next]);
                    at = next;
                }
            }
        }
    }
}

fn png(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut out = bytes.get(..8).ok_or_else(|| broken("head"))?.to_vec();
    let mut at = 8;
    loop {
        let head = bytes.get(at..at + 8).ok_or_else(|| broken("ends early"))?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = length.checked_add(at + 12).ok_or_else(|| broken("chunk"))?;
        let chunk = bytes.get(at..end).ok_or_else(|| broken("ends early"))?;
        let kind = &head[4..8];
        // What is needed to show it, with its colours; no text, no time, no notes, and none of what others invented.
        if kind[0].is_ascii_uppercase()
            || [b"tRNS", b"gAMA", b"sRGB", b"iCCP", b"cHRM"].iter().any(|keep| kind == *keep)
        {
            out.extend(chunk);
        }
        if kind == b"IEND" {
            return Ok(out);
        }
        at = end;
    }
}

fn webp(bytes: &[u8], turn: u16) -> Outcome<Vec<u8>> {
    let mut out = bytes.get(..12).ok_or_else(|| broken("head"))?.to_vec();
    let mut at = 12;
    let mut extended = None;
    while at + 8 <= bytes.len() {
        let length =
            u32::from_le_bytes([bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]]) as usize;
        let end = length.checked_add(at + 8).ok_or_else(|| broken("chunk"))?;
        let chunk = bytes.get(at..end).ok_or_else(|| broken("ends early"))?;
        if [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"ANIM", b"ANMF"]
            .iter()
            .any(|keep| chunk.starts_with(*keep))
        {
            if chunk.starts_with(b"VP8X") {
                extended = Some(out.len() + 8);
            }
            out.extend(chunk);
            out.extend(std::iter::repeat_n(0, length % 2));
        }
        at = end + length % 2;
    }
    if let Some(flags) = extended.and_then(|place| out.get_mut(place)) {
        // Neither notes nor a description.
        *flags &= !(0x08 | 0x04);
        if turn > 1 {
            *flags |= 0x08;
            let notes = exif::written(&Notes { turn, ..Notes::default() });
            out.extend(b"EXIF");
            out.extend((notes.len() as u32).to_le_bytes());
            out.extend(&notes);
            out.extend(std::iter::repeat_n(0, notes.len() % 2));
        }
    }
    let length = u32::try_from(out.len() - 8).map_err(|_| broken("length"))?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(out)
}

/// Its boxes are counted from the beginning of the file, so what is taken away is overwritten where it stands.
fn heic(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let (mut at, mut described, mut filled) = (0, false, false);
    while at < bytes.len() {
        let head = bytes.get(at..at + 8).ok_or_else(|| broken("ends early"))?;
        let short = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let length = match short {
            0 => bytes.len() - at,
            1 => {
                let long = bytes.get(at + 8..at + 16).and_then(|long| long.try_into().ok());
                long.map(u64::from_be_bytes).and_then(|long| usize::try_from(long).ok()).unwrap_or(0)
            }
            short => short,
        };
        at = Some(length)
            .filter(|length| *length >= 8)
            .and_then(|length| at.checked_add(length))
            .ok_or_else(|| broken("box"))?;
        described |= &head[4..] == b"meta";
        filled |= &head[4..] == b"mdat";
    }
    if at != bytes.len() || !described || !filled {
        return Err(broken("boxes"));
    }
    let mut out = bytes.to_vec();
    if let Some(notes) = exif::raw(bytes).filter(|notes| notes.len() > 8) {
        blank(&mut out, &notes);
    }
    while let Some(start) = find(&out, b"<x:xmpmeta") {
        let end = find(&out[start..], b"</x:xmpmeta>").map_or(out.len(), |end| start + end + 12);
        out[start..end].fill(b' ');
    }
    Ok(out)
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn blank(bytes: &mut [u8], part: &[u8]) {
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], part) {
        bytes[from + at..from + at + part.len()].fill(0);
        from += at + part.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photos::picture::{Pixels, small};

    fn picture() -> Pixels {
        let pixel = |n: u32| [(n % 251) as u8, (n / 200 % 256) as u8, 60];
        Pixels { width: 200, height: 180, rgb: (0..36_000).flat_map(pixel).collect() }
    }

    fn notes(turn: u16) -> Vec<u8> {
        let taken_at = Some("2026-10-27".parse::<qipan_kernel::Day>().unwrap().start());
        exif::written(&Notes { turn, taken_at, place: Some((117_700_000, 39_000_000)) })
    }

    fn png_file() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 200, 180);
        encoder.set_color(png::ColorType::Rgb);
        encoder.add_text_chunk("Author".into(), "somebody".into()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&picture().rgb).unwrap();
        writer.finish().unwrap();
        bytes
    }

    fn webp_file(turn: u16) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
        encoder.set_exif_metadata(notes(turn));
        encoder.encode(&picture().rgb, 200, 180, image_webp::ColorType::Rgb8).unwrap();
        bytes
    }

    #[test]
    fn time_and_place_go_and_the_picture_stays() {
        for turn in [1, 6] {
            for (media, bytes) in [
                (Media::Jpeg, picture().jpeg(80, Some(&notes(turn))).unwrap()),
                (Media::WebP, webp_file(turn)),
            ] {
                assert!(exif::read(&bytes).place.is_some());
                let clean = cleaned(media, &bytes, turn).unwrap();
                assert_eq!(Media::of(&clean), Some(media));
                assert_eq!(
                    exif::read(&clean),
                    if turn > 1 {
                        Notes { turn, ..Notes::default() }
                    } else {
                        Notes { turn: exif::read(&clean).turn, ..Notes::default() }
                    }
                );
                assert_eq!(small(media, &clean, turn).unwrap(), small(media, &bytes, turn).unwrap());
            }
        }
        let bytes = png_file();
        assert!(find(&bytes, b"somebody").is_some());
        let clean = cleaned(Media::Png, &bytes, 1).unwrap();
        assert_eq!(find(&clean, b"somebody"), None);
        assert_eq!(small(Media::Png, &clean, 1).unwrap(), small(Media::Png, &bytes, 1).unwrap());
    }

    #[test]
    fn what_follows_a_jpeg_goes_too() {
        let mut bytes = picture().jpeg(80, None).unwrap();
        let length = bytes.len();
        bytes.extend(b"a film with sound");
        assert_eq!(cleaned(Media::Jpeg, &bytes, 1).unwrap().len(), length);
    }

    #[test]
    fn a_file_that_ends_early_is_broken_wherever_it_ends() {
        for (media, bytes) in
            [(Media::Jpeg, picture().jpeg(80, Some(&notes(1))).unwrap()), (Media::Png, png_file())]
        {
            for end in 0..bytes.len() - 1 {
                let found = cleaned(media, &bytes[..end], 1);
                assert_eq!(found.unwrap_err().message.key, "photo-broken", "{media:?} {end}");
            }
        }
        let whole = webp_file(1);
        assert!(small(Media::WebP, &whole[..whole.len() / 2], 1).is_err());
    }

    #[test]
    fn a_heic_file_is_blanked_where_it_stands() {
        let mut file = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08meta\0\0\0\x35mdat".to_vec();
        file.extend(b"....<x:xmpmeta a='39.0'>place</x:xmpmeta>....");
        for end in [24, 32, file.len() - 1] {
            assert!(cleaned(Media::Heic, &file[..end], 1).is_err());
        }
        let clean = cleaned(Media::Heic, &file, 1).unwrap();
        assert_eq!((clean.len(), find(&clean, b"place")), (file.len(), None));
        assert!(clean.ends_with(b"...."));
    }
}
