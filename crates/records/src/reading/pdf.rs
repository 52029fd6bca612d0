//! PDF with a text layer, through `pdftotext` of poppler-utils when it is installed: the only free reader whose
//! Chinese is dependable.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use qipan_kernel::{Failure, FailureKind, Outcome};

use super::draft::Draft;
use super::{Limits, text, too_large};

/// Reads a PDF.
///
/// # Errors
/// `read-pdf-no-tool`, `read-pdf-encrypted`, `read-pdf-damaged`, `read-pdf-timeout`, `read-pdf-no-text`,
/// `read-text-too-large`.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Outcome<Draft> {
    let words = extract("pdftotext", bytes, limits)?;
    if words.chars().filter(|c| c.is_alphanumeric()).count() < 8 {
        return Err(Failure::invalid("read-pdf-no-text"));
    }
    Ok(text::read_printed(without_page_marks(&words)))
}

fn extract(tool: &str, bytes: &[u8], limits: &Limits) -> Outcome<String> {
    let spawned = Command::new(tool)
        .args(["-q", "-layout", "-enc", "UTF-8", "-eol", "unix", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => return Err(Failure::new(FailureKind::Unavailable, "read-pdf-no-tool").because(error)),
    };
    let (Some(mut input), Some(output), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Failure::internal("pipes of pdftotext"));
    };
    let deadline = Instant::now() + Duration::from_secs(limits.pdf_seconds);
    let (sender, receiver) = mpsc::channel();
    let room = limits.text_bytes as u64 + 1;
    let finished = std::thread::scope(|scope| {
        scope.spawn(move || {
            // The tool may stop reading early; what it says then is on the other pipe.
            let _ = input.write_all(bytes);
        });
        scope.spawn(move || {
            let mut text = Vec::new();
            let _ = output.take(room).read_to_end(&mut text);
            let _ = sender.send(text);
        });
        let complaints = scope.spawn(move || {
            let mut text = String::new();
            let _ = errors.take(4_096).read_to_string(&mut text);
            text
        });
        let left = deadline.saturating_duration_since(Instant::now());
        let text = receiver.recv_timeout(left).ok();
        if text.as_ref().is_none_or(|text| text.len() as u64 >= room) {
            let _ = child.kill();
        }
        let status = child.wait();
        (text, status, complaints.join().unwrap_or_default())
    });
    let (text, status, complaints) = finished;
    let Some(text) = text else {
        return Err(Failure::invalid("read-pdf-timeout").with("seconds", limits.pdf_seconds as i64));
    };
    if text.len() as u64 >= room {
        return Err(too_large("read-text-too-large", limits.text_bytes));
    }
    if !status.is_ok_and(|status| status.success()) {
        let key = if complaints.to_lowercase().contains("password") {
            "read-pdf-encrypted"
        } else {
            "read-pdf-damaged"
        };
        return Err(Failure::invalid(key).because(complaints));
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The text without page numbers, running heads and the blank lines beside them, so that a paragraph that goes over a
/// page break is whole.
fn without_page_marks(text: &str) -> String {
    let dropped = page_marks(text);
    let mut at = 0;
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive(['\n', '\u{c}']) {
        if !dropped.contains(&at) {
            kept.push_str(line);
        }
        at += line.len();
    }
    kept
}

/// The starts of the lines that belong to the paper and not to the text: page numbers, running heads, and the blank
/// lines beside them and beside page breaks.
fn page_marks(text: &str) -> HashSet<usize> {
    let mut pages: Vec<Vec<(usize, &str)>> = vec![Vec::new()];
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\u{c}']) {
        if let Some(page) = pages.last_mut() {
            page.push((at, line.trim()));
        }
        if line.ends_with('\u{c}') {
            pages.push(Vec::new());
        }
        at += line.len();
    }
    // Lines at the edge of pages that come back with other digits only.
    let bare =
        |line: &str| line.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect::<String>();
    let edges = |page: &[(usize, &str)]| {
        let full: Vec<(usize, String)> =
            page.iter().filter(|(_, line)| !line.is_empty()).map(|(at, line)| (*at, bare(line))).collect();
        let mut ends = full.first().cloned().into_iter().chain(full.last().cloned()).collect::<Vec<_>>();
        ends.dedup();
        ends
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in &pages {
        for (_, line) in edges(page) {
            *seen.entry(line).or_default() += 1;
        }
    }
    let printed = pages.iter().filter(|page| page.iter().any(|(_, line)| !line.is_empty())).count();
    let mut dropped = HashSet::new();
    for (number, page) in pages.iter().enumerate() {
        // The title on the first page often comes back as the running head.
        let title = page.iter().find(|(_, line)| !line.is_empty()).filter(|(_, line)| {
            number == 0 && !is_page_number(line) && line.chars().filter(|c| c.is_alphabetic()).count() >= 4
        });
        let running: HashSet<usize> = (edges(page).into_iter())
            .filter(|(_, line)| {
                !line.is_empty() && line.chars().count() <= 60 && seen[line] >= 3 && seen[line] * 2 > printed
            })
            .map(|(at, _)| at)
            .filter(|at| title.is_none_or(|(kept, _)| kept != at))
            .collect();
        let goes =
            |(at, line): &(usize, &str)| line.is_empty() || is_page_number(line) || running.contains(at);
        // From each end of the page inwards.
        dropped.extend(page.iter().take_while(|line| goes(line)).map(|(at, _)| *at));
        dropped.extend(page.iter().rev().take_while(|line| goes(line)).map(|(at, _)| *at));
    }
    dropped
}

/// `— 1 —`, `- 12 -`, `3`, `第 3 页 共 8 页`, `3 / 8`, `Page 3 of 8`.
pub(super) fn is_page_number(line: &str) -> bool {
    if line.chars().count() > 20 || !line.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let rest: String = (line.chars())
        .filter(|c| !c.is_ascii_digit() && !c.is_whitespace() && !"—–-－_·/|第页頁共,，.".contains(*c))
        .collect();
    rest.is_empty() && line.chars().filter(char::is_ascii_digit).count() <= 8
        || rest.eq_ignore_ascii_case("pageof")
        || rest.eq_ignore_ascii_case("page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_page_numbers() {
        for line in ["— 1 —", "- 12 -", "3", "第 3 页 共 8 页", "3 / 8", "Page 3 of 8"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["2024年", "一、", "3个项目", "第一条"] {
            assert!(!is_page_number(line), "{line}");
        }
    }

    #[test]
    fn says_when_the_tool_is_missing() {
        let failure = extract("no-such-tool-here", b"%PDF-1.4", &Limits::default()).unwrap_err();
        assert_eq!(failure.message.key, "read-pdf-no-tool");
        assert_eq!(failure.kind, FailureKind::Unavailable);
    }

    #[test]
    fn drops_page_numbers_and_running_heads() {
        let page = |number: usize| {
            format!(
                "区政府文件\n\n    第{number}页的文字从这里开始，一直写到\n这一行为止。\n\n                — {number} —\n\u{c}"
            )
        };
        let text: String = (1..=4).map(page).collect();
        let draft = text::read_printed(without_page_marks(&text));
        let all: Vec<&str> =
            draft.pieces.iter().map(|piece| &draft.original[piece.start..piece.end]).collect();
        // Once, on the first page, where it may be the title.
        assert_eq!(all.iter().filter(|piece| piece.contains("区政府文件")).count(), 1, "{all:?}");
        assert!(all.iter().all(|piece| !piece.contains('—')), "{all:?}");
        assert!(!all.is_empty());
    }
}
