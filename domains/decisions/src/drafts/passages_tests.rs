use qipan_kernel::{Id, Moment};

use super::*;
use crate::extract::rules as extract_rules;

fn draft(start: usize, end: usize, status: Status) -> Draft {
    Draft {
        id: Id(1),
        document: Id(1),
        span: Span { start, end },
        class: Class::Commitment,
        status,
        touched: false,
        version: 1,
        data: Data::default(),
        commitment: None,
        changed_at: Moment(0),
        changed_by: String::new(),
    }
}

fn passage(start: usize, end: usize, class: Class) -> Passage {
    Passage {
        span: Span { start, end },
        class,
        confidence: 50,
        rule: extract_rules::CLASS_ACT,
        triggers: Vec::new(),
        cue: false,
        heading_path: Vec::new(),
        speaker: None,
        draft: None,
    }
}

#[test]
fn pieces_cover_the_text_once_and_know_their_draft() {
    let text = "abcdefghij";
    let passages = [passage(0, 4, Class::Commitment), passage(4, 10, Class::Exhortation)];
    let drafts = [draft(0, 4, Status::Accepted), draft(2, 4, Status::Proposed)];
    let cover = Cover::new(&passages, &drafts, Some(Span { start: 5, end: 7 }));
    let pieces = cover.pieces(text, 0, 10);
    let joined: String = pieces.iter().map(|piece| piece.span.of(text)).collect();
    assert_eq!(joined, text);
    let drafts: Vec<_> = pieces.iter().map(|piece| piece.draft).collect();
    assert_eq!(drafts, [Some(0), Some(1), None, None, None]);
    assert_eq!(
        pieces.iter().map(|piece| piece.asked).collect::<Vec<_>>(),
        [false, false, false, true, false]
    );
    assert!(pieces[0].first && pieces[1].first);
}

#[test]
fn a_border_inside_a_character_is_left_out() {
    let text = "安全发展";
    let drafts = [draft(1, 6, Status::Proposed)];
    let pieces = Cover::new(&[], &drafts, None).pieces(text, 0, text.len());
    assert_eq!(pieces.iter().map(|piece| piece.span.of(text)).collect::<Vec<_>>(), ["安全", "发展"]);
}
