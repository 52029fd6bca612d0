//! Taking a file in: told by its content, opened within limits, cleaned, stored; nothing is decided about it here.

use qipan_kernel::{Failure, Moment, Outcome};
use qipan_records::files::{Files, digest};

use super::model::{Media, Taken};
use super::{clean, exif, picture};

/// Largest photograph, in bytes.
pub const SIZE_MAX: usize = 20 * 1024 * 1024;
/// Most photographs of one form.
pub const MOST: usize = 20;

/// Opens, cleans and stores a file. Takes as long as opening a picture takes: not for the threads of the server.
///
/// # Errors
/// At `files`, with the name of the file: it is empty, too large, of another kind, broken, or of a size that no
/// photograph has; what storing may refuse.
pub fn take(files: &Files, name: &str, bytes: &[u8], device_at: Option<Moment>) -> Outcome<Taken> {
    taken(files, name, bytes, device_at).map_err(|mut failure| {
        failure.message = failure.message.with("name", name);
        failure.at("files")
    })
}

fn taken(files: &Files, name: &str, bytes: &[u8], device_at: Option<Moment>) -> Outcome<Taken> {
    if bytes.len() > SIZE_MAX {
        let mib = SIZE_MAX / (1024 * 1024);
        return Err(Failure::invalid("photo-too-large").with("mib", mib));
    }
    let media = Media::of(bytes).ok_or_else(|| Failure::invalid("photo-kind"))?;
    let notes = exif::read(bytes);
    let kept = clean::cleaned(media, bytes, notes.turn)?;
    let seen = match media {
        Media::Heic => None,
        _ => Some(picture::small(media, &kept, notes.turn)?),
    };
    let thumb = match &seen {
        Some((small, _)) => Some(files.put(&small.thumbnail()?)?),
        None => None,
    };
    Ok(Taken {
        name: name.to_owned(),
        media,
        size: bytes.len() as i64,
        extent: seen.as_ref().map_or((0, 0), |(_, extent)| *extent),
        digest: digest(bytes),
        kept: files.put(&kept)?,
        thumb,
        look: seen.and_then(|(small, _)| small.look()),
        taken_at: notes.taken_at,
        place: notes.place,
        device_at,
    })
}
