//! Writing JSON straight into bytes.

use std::fmt::Display;
use std::io::Write;

use serde_json::Value;

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

/// A string without characters to escape, such as a time.
pub(super) fn plain(out: &mut Vec<u8>, text: impl Display) {
    let _ = write!(out, "\"{text}\"");
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

    pub(super) fn plain(&mut self, out: &mut Vec<u8>, key: &str, text: Option<impl Display>) {
        if let Some(text) = text {
            self.key(out, key);
            plain(out, text);
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
