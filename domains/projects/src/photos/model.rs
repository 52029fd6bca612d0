//! A photograph, as values.

use qipan_kernel::{Day, Id, Message, Moment};
use serde::{Deserialize, Serialize};

use qipan_kernel::worded;

/// The kinds of picture that are taken, told by their content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// JPEG
    Jpeg,
    /// PNG
    Png,
    /// WebP
    WebP,
    /// HEIC: kept and compared by its bytes, time and place; it cannot be opened here, so there is no small picture.
    Heic,
}

impl Media {
    /// Its media type.
    pub fn as_str(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::WebP => "image/webp",
            Media::Heic => "image/heic",
        }
    }

    /// The kind of some bytes.
    pub fn of(bytes: &[u8]) -> Option<Media> {
        let brand = |at: usize| bytes.get(at..at + 4).unwrap_or_default();
        match bytes {
            _ if bytes.starts_with(b"\xff\xd8\xff") => Some(Media::Jpeg),
            _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(Media::Png),
            _ if bytes.starts_with(b"RIFF") && brand(8) == b"WEBP" => Some(Media::WebP),
            _ if brand(4) == b"ftyp" && [8, 16, 20, 24].iter().any(|at| heif(brand(*at))) => {
                Some(Media::Heic)
            }
            _ => None,
        }
    }
}

fn heif(brand: &[u8]) -> bool {
    matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"mif1")
}

impl std::str::FromStr for Media {
    type Err = String;
    fn from_str(text: &str) -> Result<Media, String> {
        let all = [Media::Jpeg, Media::Png, Media::WebP, Media::Heic];
        all.into_iter().find(|one| one.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// Cells of a look.
pub const CELLS: usize = 256;

/// What a picture looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Its lower frequencies in 64 bits, by which what may be the same is found.
    pub coarse: u64,
    /// The greys of 16 × 16 cells, 0 to 15, which tell whether it is.
    pub cells: [u8; CELLS],
}

impl Look {
    /// Bits of 64 in which two looks differ, and cells of 256 that differ by more than a step.
    pub fn apart(&self, other: &Look) -> (u32, usize) {
        let cells = self.cells.iter().zip(other.cells).filter(|(a, b)| a.abs_diff(*b) > 1).count();
        ((self.coarse ^ other.coarse).count_ones(), cells)
    }

    /// Whether they are looks of the same picture, perhaps saved anew or made smaller.
    pub fn is_like(&self, other: &Look) -> bool {
        let (bits, cells) = self.apart(other);
        bits <= super::rules::LIKE_BITS && cells <= super::rules::LIKE_CELLS
    }

    /// The cells as text, a digit each.
    pub fn cells_text(&self) -> String {
        self.cells.iter().map(|cell| char::from(b"0123456789abcdef"[usize::from(cell & 15)])).collect()
    }

    /// From what is stored.
    pub fn stored(coarse: i64, text: &str) -> Option<Look> {
        let mut cells = [0; CELLS];
        if text.len() != CELLS {
            return None;
        }
        for (cell, digit) in cells.iter_mut().zip(text.chars()) {
            *cell = digit.to_digit(16)? as u8;
        }
        Some(Look { coarse: coarse as u64, cells })
    }
}

/// A month or ten-day that a photograph shows: year, month, part (0: the whole month).
pub type Period = (i32, u32, u32);

/// What was read from a file before anything is decided about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Taken {
    /// The name that it was sent with.
    pub name: String,
    /// Its kind.
    pub media: Media,
    /// Bytes as sent.
    pub size: i64,
    /// Width and height as the eye sees them, in pixels; zero where it cannot be opened.
    pub extent: (u32, u32),
    /// Digest of the bytes as sent.
    pub digest: String,
    /// Digest of what is stored.
    pub kept: String,
    /// Digest of the small picture.
    pub thumb: Option<String>,
    /// What it looks like.
    pub look: Option<Look>,
    /// When the camera says that it was taken.
    pub taken_at: Option<Moment>,
    /// Where the camera says that it was taken: used to measure, and then forgotten.
    pub place: Option<(i32, i32)>,
    /// When the device says that the file was last changed.
    pub device_at: Option<Moment>,
}

/// What a comparison found. A flag asks for a look by a person; the rest is said and held against nobody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// The same file was handed in before.
    SameFile {
        /// The earlier photograph.
        photo: Id,
        /// Its project.
        project: Id,
        /// When it was handed in.
        day: Day,
    },
    /// A photograph that looks the same was handed in before.
    SameLook {
        /// The earlier photograph.
        photo: Id,
        /// Its project.
        project: Id,
        /// When it was handed in.
        day: Day,
        /// In how many of 256 cells the two differ.
        cells: i64,
    },
    /// Taken far from the site.
    Misplaced {
        /// How far, in metres.
        metres: i64,
    },
    /// Taken before the month or ten-day that it is to show.
    BeforePeriod {
        /// By how many days.
        days: i32,
        /// When it was taken.
        day: Day,
    },
    /// Taken after the month or ten-day that it is to show.
    AfterPeriod {
        /// By how many days.
        days: i32,
        /// When it was taken.
        day: Day,
    },
    /// Handed in by itself long after it was taken.
    Old {
        /// How many days.
        days: i32,
        /// When it was taken.
        day: Day,
    },
    /// Said to be taken after it was received.
    FromTheFuture {
        /// By how many minutes.
        minutes: i64,
    },
    /// The file is older than what it says it shows.
    FileOlder {
        /// By how many minutes.
        minutes: i64,
    },
    /// The camera wrote no time.
    NoTime,
    /// The camera wrote no place.
    NoPlace,
    /// The project has no point to measure from.
    NoSite,
    /// It cannot be opened here, so that what it looks like was not compared.
    NotOpened,
    /// Taken so far from the site: near enough.
    Near {
        /// How far, in metres.
        metres: i64,
    },
}

worded! {
    /// What a person should look at.
    Flag, "photo-flag", {
        /// 旧照复用: it was handed in before.
        Recycled = "recycled",
        /// 地点不符: taken far from the site.
        Misplaced = "misplaced",
        /// 时间不符: taken at another time than it is to show.
        Time = "time",
    }
}

/// A time between two clocks, in minutes; from two days on in days.
fn apart(minutes: i64, days: &'static str, short: &'static str) -> Message {
    const DAY: i64 = 24 * 60;
    if minutes >= 2 * DAY {
        Message::new(days).with("days", minutes / DAY)
    } else {
        Message::new(short).with("minutes", minutes)
    }
}

/// A distance from a site in metres; from ten kilometres on in kilometres.
pub(crate) fn far(metres: i64, kilometres: &'static str, near: &'static str) -> Message {
    if metres >= 10_000 {
        Message::new(kilometres).with("km", metres / 1_000)
    } else {
        Message::new(near).with("metres", metres)
    }
}

impl Finding {
    /// What a person should look at, if anything.
    pub fn flag(&self) -> Option<Flag> {
        use Finding::*;
        match self {
            SameFile { .. } | SameLook { .. } => Some(Flag::Recycled),
            Misplaced { .. } => Some(Flag::Misplaced),
            BeforePeriod { .. }
            | AfterPeriod { .. }
            | Old { .. }
            | FromTheFuture { .. }
            | FileOlder { .. } => Some(Flag::Time),
            NoTime | NoPlace | NoSite | NotOpened | Near { .. } => None,
        }
    }

    /// A person should look.
    pub fn is_flag(&self) -> bool {
        self.flag().is_some()
    }

    /// Its sentence, with its numbers. What it says of another project is in the drawing, which knows who looks.
    pub fn message(&self) -> Message {
        match self {
            Finding::SameFile { day, .. } => Message::new("photo-same-file").with("day", *day),
            Finding::SameLook { day, cells, .. } => {
                Message::new("photo-same-look").with("day", *day).with("cells", *cells)
            }
            Finding::Misplaced { metres } => {
                far(*metres, "photo-misplaced-km", "photo-misplaced").with("limit", super::rules::RADIUS)
            }
            Finding::BeforePeriod { days, day } => {
                Message::new("photo-before-period").with("day", *day).with("days", *days)
            }
            Finding::AfterPeriod { days, day } => {
                Message::new("photo-after-period").with("day", *day).with("days", *days)
            }
            Finding::Old { days, day } => Message::new("photo-old").with("day", *day).with("days", *days),
            Finding::FromTheFuture { minutes } => apart(*minutes, "photo-future-days", "photo-future"),
            Finding::FileOlder { minutes } => apart(*minutes, "photo-file-older-days", "photo-file-older"),
            Finding::NoTime => Message::new("photo-no-time"),
            Finding::NoPlace => Message::new("photo-no-place"),
            Finding::NoSite => Message::new("photo-no-site"),
            Finding::NotOpened => Message::new("photo-not-opened"),
            Finding::Near { metres } => Message::new("photo-near").with("metres", *metres),
        }
    }

    /// The photograph and project that it names.
    pub fn earlier(&self) -> Option<(Id, Id)> {
        match self {
            Finding::SameFile { photo, project, .. } | Finding::SameLook { photo, project, .. } => {
                Some((*photo, *project))
            }
            _ => None,
        }
    }
}

/// As much of a photograph as a row of small pictures needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Brief {
    /// Identifier.
    pub id: Id,
    /// The entry it was handed in with.
    pub period: Option<Period>,
    /// The day under which it stands.
    pub shown_on: Day,
    /// What can be seen.
    pub caption: String,
    /// Somebody should look at it.
    pub flagged: bool,
    /// There is a small picture.
    pub small: bool,
}

impl Brief {
    /// The year and month that it shows: of its entry, or else of its day.
    pub fn month(&self) -> (i32, u32) {
        let (year, month, _) = self.shown_on.ymd();
        self.period.map_or((year, month), |(year, month, _)| (year, month))
    }
}

/// A photograph of a project.
#[derive(Clone, PartialEq, Debug)]
pub struct Photo {
    /// Identifier.
    pub id: Id,
    /// Its project.
    pub project: Id,
    /// The entry it was handed in with.
    pub period: Option<Period>,
    /// The day under which it stands: when it was taken, or else the period's end or the day of receipt.
    pub shown_on: Day,
    /// What can be seen.
    pub caption: String,
    /// What was read from the file; its place is never kept.
    pub file: Taken,
    /// When the server received it.
    pub received_at: Moment,
    /// From whom.
    pub received_from: String,
    /// Metres from the site.
    pub distance: Option<i64>,
    /// What comparing found.
    pub findings: Vec<Finding>,
    /// When it was withdrawn, and why.
    pub withdrawn: Option<(Moment, String)>,
}

impl Photo {
    /// The flags among what was found.
    pub fn flags(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_flag()).count()
    }
}

impl Photo {
    /// Neither its time nor its place could be compared: nothing speaks for it, nothing against it.
    pub fn unchecked(&self) -> bool {
        let no_place = |one: &Finding| matches!(one, Finding::NoPlace | Finding::NoSite);
        self.findings.contains(&Finding::NoTime) && self.findings.iter().any(no_place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_distances_are_said_as_people_say_them() {
        for (finding, key) in [
            (Finding::FromTheFuture { minutes: 2_879 }, "photo-future"),
            (Finding::FromTheFuture { minutes: 218_748 }, "photo-future-days"),
            (Finding::FileOlder { minutes: 90 }, "photo-file-older"),
            (Finding::Misplaced { metres: 9_999 }, "photo-misplaced"),
            (Finding::Misplaced { metres: 145_180 }, "photo-misplaced-km"),
        ] {
            assert_eq!(finding.message().key, key, "{finding:?}");
        }
    }
}
