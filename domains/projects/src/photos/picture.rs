//! Opening a picture: its pixels, within limits that a hostile file cannot pass; a small one to show; what it looks like.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use jpeg_encoder::{ColorType, Encoder};
use qipan_kernel::{Failure, Outcome};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::model::{CELLS, Look, Media};

/// Most pixels of a picture: more than a telephone takes (50 million), and 200 MB when opened.
pub const PIXELS_MAX: u64 = 64_000_000;
/// Fewest pixels of a side: what is smaller shows no site.
pub const SIDE_MIN: u32 = 160;
/// Longest side of a small picture.
const THUMB: u32 = 480;
/// Quality of a small picture.
const QUALITY: u8 = 78;

/// Side of the picture of which frequencies are taken, and how many of them along a side.
const SIDE: usize = 32;
const WAVES: usize = 8;

/// One picture is opened at a time, so that many uploads at once do not take the memory of the machine.
static ONE: Mutex<()> = Mutex::new(());

/// Rows of red, green, blue, from the top left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Three bytes a pixel.
    pub rgb: Vec<u8>,
}

fn broken(cause: impl std::fmt::Display) -> Failure {
    Failure::invalid("photo-broken").because(cause)
}

fn within(width: u32, height: u32) -> Outcome<()> {
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Failure::invalid("photo-many-pixels").with("most", (PIXELS_MAX / 1_000_000) as i64));
    }
    if width.min(height) < SIDE_MIN {
        return Err(Failure::invalid("photo-few-pixels").with("least", i64::from(SIDE_MIN)));
    }
    Ok(())
}

/// The small picture of a file, as the eye sees it, with width and height of the whole. `turn` is the orientation that the
/// camera noted.
///
/// # Errors
/// `photo-broken`, `photo-many-pixels`, `photo-few-pixels`.
pub fn small(media: Media, bytes: &[u8], turn: u16) -> Outcome<(Pixels, (u32, u32))> {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let whole = match media {
        Media::Jpeg => jpeg_pixels(bytes),
        Media::Png => png_pixels(bytes),
        Media::WebP => webp_pixels(bytes),
        Media::Heic => Err(broken("not opened here")),
    }?;
    let longest = whole.width.max(whole.height);
    let side =
        |side: u32| (u64::from(side) * u64::from(THUMB.min(longest)) / u64::from(longest)).max(1) as u32;
    let (width, height) = (side(whole.width), side(whole.height));
    let extent = if turn >= 5 { (whole.height, whole.width) } else { (whole.width, whole.height) };
    Ok((turned(whole.scaled(width, height), turn), extent))
}

fn jpeg_pixels(bytes: &[u8]) -> Outcome<Pixels> {
    let options = DecoderOptions::default()
        .set_max_width(65_535)
        .set_max_height(65_535)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|e| broken(format!("{e:?}")))?;
    let info = decoder.info().ok_or_else(|| broken("no size"))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    within(width, height)?;
    let rgb = decoder.decode().map_err(|e| broken(format!("{e:?}")))?;
    Pixels::of(width, height, 3, rgb)
}

fn png_pixels(bytes: &[u8]) -> Outcome<Pixels> {
    let limits = png::Limits { bytes: PIXELS_MAX as usize * 4 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let head = decoder.read_header_info().map_err(broken)?;
    let (width, height) = (head.width, head.height);
    within(width, height)?;
    let mut reader = decoder.read_info().map_err(broken)?;
    let channels = reader.output_color_type().0.samples();
    let mut rows = vec![0; reader.output_buffer_size().ok_or_else(|| broken("no size"))?];
    reader.next_frame(&mut rows).map_err(broken)?;
    Pixels::of(width, height, channels, rows)
}

fn webp_pixels(bytes: &[u8]) -> Outcome<Pixels> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    let (width, height) = decoder.dimensions();
    within(width, height)?;
    decoder.set_memory_limit(PIXELS_MAX as usize * 8);
    let mut rows = vec![0; decoder.output_buffer_size().ok_or_else(|| broken("no size"))?];
    decoder.read_image(&mut rows).map_err(broken)?;
    Pixels::of(width, height, if decoder.has_alpha() { 4 } else { 3 }, rows)
}

impl Pixels {
    /// Rows of one (grey), two (grey, alpha), three or four (red, green, blue, alpha) bytes a pixel.
    fn of(width: u32, height: u32, channels: usize, bytes: Vec<u8>) -> Outcome<Pixels> {
        let count = width as usize * height as usize;
        if bytes.len() < count * channels {
            return Err(broken("fewer pixels than announced"));
        }
        let rgb = match channels {
            3 => bytes,
            4 => bytes.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(),
            1 | 2 => bytes.chunks_exact(channels).flat_map(|pixel| [pixel[0]; 3]).collect(),
            _ => return Err(broken("channels")),
        };
        Ok(Pixels { width, height, rgb })
    }

    fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let place = (y as usize * self.width as usize + x as usize) * 3;
        [self.rgb[place], self.rgb[place + 1], self.rgb[place + 2]]
    }

    /// Made smaller: each pixel is the mean of those that it stands for.
    pub fn scaled(&self, width: u32, height: u32) -> Pixels {
        let edge = |n: u32, of: u32, whole: u32| (u64::from(n) * u64::from(whole) / u64::from(of)) as u32;
        let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
        for y in 0..height {
            let top = edge(y, height, self.height);
            let bottom = edge(y + 1, height, self.height).max(top + 1).min(self.height);
            for x in 0..width {
                let left = edge(x, width, self.width);
                let right = edge(x + 1, width, self.width).max(left + 1).min(self.width);
                let mut sums = [0_u64; 3];
                for row in top..bottom {
                    let start = (row as usize * self.width as usize + left as usize) * 3;
                    let end = start + (right - left) as usize * 3;
                    for pixel in self.rgb[start..end].chunks_exact(3) {
                        sums.iter_mut().zip(pixel).for_each(|(sum, byte)| *sum += u64::from(*byte));
                    }
                }
                let count = u64::from(bottom - top) * u64::from(right - left);
                rgb.extend(sums.map(|sum| (sum / count.max(1)) as u8));
            }
        }
        Pixels { width, height, rgb }
    }

    /// What it looks like: which of the 8 × 8 lowest frequencies of its greys are stronger than the middle one (pHash; Zauner,
    /// Implementation and Benchmarking of Perceptual Image Hash Functions, 2010), by which what may be the same is found; and
    /// the greys of 16 × 16 cells, which tell whether it is. `None` for a picture in which next to nothing can be told apart.
    pub fn look(&self) -> Option<Look> {
        let (grey, mean, spread) = self.scaled(SIDE as u32, SIDE as u32).greys();
        if spread < 6.0 {
            return None;
        }
        let wave: Vec<f64> = (0..SIDE * WAVES)
            .map(|place| {
                let (at, n) = (place / WAVES, place % WAVES);
                ((2 * at + 1) as f64 * n as f64 * std::f64::consts::PI / (2 * SIDE) as f64).cos()
            })
            .collect();
        // Along the rows first, then along the columns.
        let along = |at: usize, n: usize| (0..SIDE).map(|x| grey[at * SIDE + x] * wave[x * WAVES + n]).sum();
        let rows: Vec<f64> = (0..SIDE * WAVES).map(|place| along(place / WAVES, place % WAVES)).collect();
        let down = |n: usize, across: usize| -> f64 {
            (0..SIDE).map(|y| rows[y * WAVES + across] * wave[y * WAVES + n]).sum()
        };
        let strength: Vec<f64> = (0..WAVES * WAVES).map(|place| down(place / WAVES, place % WAVES)).collect();
        // The first is the brightness of the whole, which says nothing of what is seen.
        let mut sorted = strength[1..].to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted[sorted.len() / 2];
        let coarse = strength.iter().fold(0, |bits, one| bits << 1 | u64::from(*one > middle));
        // In thirds of the spread around the mean, so that a lighter or darker copy has the same.
        let mut cells = [0; CELLS];
        for (cell, grey) in cells.iter_mut().zip(self.scaled(16, 16).greys().0) {
            *cell = ((grey - mean) * 3.0 / spread + 8.0).clamp(0.0, 15.0) as u8;
        }
        Some(Look { coarse, cells })
    }

    /// Its greys, with their mean and spread.
    fn greys(&self) -> (Vec<f64>, f64, f64) {
        let grey = |pixel: &[u8]| {
            0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2])
        };
        let all: Vec<f64> = self.rgb.chunks_exact(3).map(grey).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let spread = all.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / all.len() as f64;
        (all, mean, spread.sqrt())
    }

    /// As a JPEG, with what `exif` gives as its notes.
    ///
    /// # Errors
    /// Internal: the encoder refuses (an empty picture).
    pub fn jpeg(&self, quality: u8, exif: Option<&[u8]>) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, quality);
        if let Some(exif) = exif {
            encoder.add_exif_metadata(exif).map_err(Failure::internal)?;
        }
        let side = |side: u32| u16::try_from(side).map_err(Failure::internal);
        encoder
            .encode(&self.rgb, side(self.width)?, side(self.height)?, ColorType::Rgb)
            .map_err(Failure::internal)?;
        Ok(bytes)
    }

    /// As a small picture to be stored.
    ///
    /// # Errors
    /// As [`Pixels::jpeg`].
    pub fn thumbnail(&self) -> Outcome<Vec<u8>> {
        self.jpeg(QUALITY, None)
    }
}

/// As the eye sees it, by the orientation that the camera noted (Exif 2.32, 4.6.4: 1 to 8).
fn turned(picture: Pixels, turn: u16) -> Pixels {
    if !(2..=8).contains(&turn) {
        return picture;
    }
    let (w, h) = (picture.width, picture.height);
    let (width, height) = if turn >= 5 { (h, w) } else { (w, h) };
    let mut rgb = Vec::with_capacity(picture.rgb.len());
    for y in 0..height {
        for x in 0..width {
            let (from_x, from_y) = match turn {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                _ => (w - 1 - y, x),
            };
            rgb.extend(picture.at(from_x, from_y));
        }
    }
    Pixels { width, height, rgb }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something like a site: sky, ground, a block.
    fn scene(width: u32, height: u32, floors: u32) -> Pixels {
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let (fx, fy) = (x * 100 / width, y * 100 / height);
                let built = (30..70).contains(&fx) && fy > 80 - floors * 10 && fy < 80;
                let shade = (fx * 2) as u8;
                rgb.extend(match (built, fy > 80) {
                    (true, _) if fx % 10 < 5 => [90, 90, 100],
                    (true, _) => [200, 190, 180],
                    (_, true) => [120, 100_u8.saturating_sub(shade / 4), 60],
                    _ => [150 + shade / 4, 190, 250 - shade],
                });
            }
        }
        Pixels { width, height, rgb }
    }

    #[test]
    fn saving_anew_and_making_smaller_keeps_the_look() {
        let whole = scene(800, 600, 4);
        let look = whole.look().unwrap();
        for other in [
            small(Media::Jpeg, &whole.jpeg(90, None).unwrap(), 1).unwrap().0,
            small(Media::Jpeg, &whole.jpeg(35, None).unwrap(), 1).unwrap().0,
            small(Media::Jpeg, &whole.scaled(320, 240).jpeg(60, None).unwrap(), 1).unwrap().0,
        ] {
            assert!(look.is_like(&other.look().unwrap()), "{:?}", look.apart(&other.look().unwrap()));
        }
        for floors in [1, 3, 5] {
            let other = scene(800, 600, floors).look().unwrap();
            assert!(!look.is_like(&other), "another month of building: {:?}", look.apart(&other));
        }
        let blank = Pixels { width: 300, height: 300, rgb: vec![128; 270_000] };
        assert_eq!(blank.look(), None, "a wall of grey looks like every other");
    }

    #[test]
    fn a_picture_is_turned_as_the_camera_noted() {
        let corner = |turn: u16| {
            let mut picture = Pixels { width: 3, height: 2, rgb: vec![0; 18] };
            picture.rgb[..3].copy_from_slice(&[255, 0, 0]);
            let turned = turned(picture, turn);
            let place = turned.rgb.chunks(3).position(|pixel| pixel[0] == 255).unwrap() as u32;
            (turned.width, turned.height, place % turned.width, place / turned.width)
        };
        // Where the first pixel stands afterwards: the table of Exif 2.32.
        for (turn, expected) in [
            (1, (3, 2, 0, 0)),
            (2, (3, 2, 2, 0)),
            (3, (3, 2, 2, 1)),
            (4, (3, 2, 0, 1)),
            (5, (2, 3, 0, 0)),
            (6, (2, 3, 1, 0)),
            (7, (2, 3, 1, 2)),
            (8, (2, 3, 0, 2)),
            (9, (3, 2, 0, 0)),
        ] {
            assert_eq!(corner(turn), expected, "{turn}");
        }
    }

    #[test]
    fn what_is_broken_too_large_or_too_small_is_refused() {
        let fine = scene(400, 300, 2).jpeg(80, None).unwrap();
        let mut huge = fine.clone();
        // The frame's header announces 65 535 by 65 535.
        let frame = huge.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
        huge[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        let tiny = scene(90, 300, 2).jpeg(80, None).unwrap();
        for (bytes, key) in [
            (&b"\xff\xd8\xff\xe0 no picture"[..], "photo-broken"),
            (&fine[..60], "photo-broken"),
            (&huge, "photo-many-pixels"),
            (&tiny, "photo-few-pixels"),
        ] {
            assert_eq!(small(Media::Jpeg, bytes, 1).unwrap_err().message.key, key);
        }
        assert_eq!(small(Media::Png, b"\x89PNG\r\n\x1a\n....", 1).unwrap_err().message.key, "photo-broken");
        assert_eq!(small(Media::WebP, b"RIFF....WEBPVP8 ", 1).unwrap_err().message.key, "photo-broken");
    }
}
