//! Keyset paging: a page starts after (or before) a row that is named by its sort key and id, so that rows that
//! come and go never shift what follows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qipan_kernel::{Failure, Id, Outcome};

/// Rows on one page of a list, unless a page has its own reason.
pub const PAGE_ROWS: usize = 50;

/// Where a page starts: the sort key and id of the row next to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key as text; the list decides what it means. At most 500 bytes.
    pub key: String,
    /// The row's id, which makes the order total.
    pub id: Id,
}

impl Cursor {
    /// A cursor at a row.
    pub fn new(key: impl ToString, id: Id) -> Cursor {
        Cursor { key: key.to_string(), id }
    }

    /// Opaque text for links.
    pub fn encode(&self) -> String {
        let mut bytes = self.id.0.to_be_bytes().to_vec();
        bytes.extend_from_slice(self.key.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Cursor::encode`] wrote; anything else is the failure `paging-bad-cursor`.
    pub fn decode(text: &str) -> Outcome<Cursor> {
        let bad = || Failure::invalid("paging-bad-cursor").at("after");
        if text.len() > 700 {
            return Err(bad());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let (id, key) = bytes.split_first_chunk::<8>().ok_or_else(bad)?;
        let key = String::from_utf8(key.to_vec()).map_err(|_| bad())?;
        Ok(Cursor { key, id: Id(i64::from_be_bytes(*id)) })
    }
}

/// Which page a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Place {
    /// The first page.
    #[default]
    First,
    /// The rows after this one.
    After(Cursor),
    /// The rows before this one.
    Before(Cursor),
}

impl Place {
    /// Reads the query parameters `after` and `before`.
    pub fn of(after: Option<&str>, before: Option<&str>) -> Outcome<Place> {
        match (after.filter(|text| !text.is_empty()), before.filter(|text| !text.is_empty())) {
            (Some(after), _) => Cursor::decode(after).map(Place::After),
            (None, Some(before)) => Cursor::decode(before).map(Place::Before),
            (None, None) => Ok(Place::First),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip() {
        for (key, id) in [("", 0), ("2026-11-22", 5), ("经开区", i64::MAX), ("a&b=c", -1)] {
            let cursor = Cursor::new(key, Id(id));
            assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
        }
    }

    #[test]
    fn other_texts_are_refused_by_name() {
        for bad in ["", "x", "!!!", "AAAA", &"A".repeat(800), "______________w"] {
            let failure = Cursor::decode(bad).unwrap_err();
            assert_eq!(failure.message.key, "paging-bad-cursor", "{bad}");
        }
        assert_eq!(Place::of(None, Some("")).unwrap(), Place::First);
        assert!(Place::of(Some("zz"), None).is_err());
    }
}
