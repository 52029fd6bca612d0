//! Paragraphs that hold several matters: each has its own duty bracket behind it.

use super::super::numbering;
use super::super::rules;
use super::super::text::{closing, trim};
use super::super::types::{Found, Span};
use super::items::{Leaf, Node, Rank, Tree};

impl Tree<'_, '_> {
    /// 一、强化保护。建成…（甲）；推进…（乙）: the short first sentence names an item of several matters.
    pub(super) fn named(&self, node: &Node) -> Option<Span> {
        let head = node.lines[0].span;
        let words = head.of(self.reader.folded);
        let name = &words[..words.find('。')? + '。'.len_utf8()];
        let plain = numbering::strip(name);
        let short = plain.chars().count() <= 16 && !plain.contains(['，', '（', '；']);
        (plain.len() < name.len() && short && name.len() < words.len())
            .then(|| Span { start: head.start, end: head.start + name.len() })
    }

    /// True for an item whose sub-items are its measures: one bracket of fields stands behind them all.
    pub(super) fn sums(&self, node: usize) -> bool {
        let plain = |child: &usize| {
            let child = &self.nodes[*child];
            child.children.is_empty() && !child.fields.labelled
        };
        let numbered = matches!(self.nodes[node].rank, Rank::Number(_));
        numbered && self.nodes[node].summed && self.nodes[node].children.iter().all(plain)
    }

    /// The one matter of an item and its measures, which are its detail.
    pub(super) fn summed(&self, node: usize, path: &[String]) -> Leaf {
        let whole = &self.nodes[node];
        let head = whole.lines[0];
        let lines = || whole.children.iter().flat_map(|child| &self.nodes[*child].lines);
        let below = Span {
            start: lines().map(|line| line.span.start).min().unwrap_or(head.span.end),
            end: lines().map(|line| line.span.end).max().unwrap_or(head.span.end),
        };
        let alone = Node {
            rank: whole.rank,
            lines: vec![head],
            parent: whole.parent,
            children: Vec::new(),
            fields: whole.fields.clone(),
            numbered: whole.numbered,
            summed: true,
        };
        let mut leaf = self.leaf_of(head.span, path, &self.own_or_inherited(node), &alone);
        leaf.draft.detail.get_or_insert_with(|| {
            Found::new(below.of(self.reader.text).to_owned(), below, self.reader.text, rules::CLASS_ITEM)
        });
        leaf.span.end = whole.lines.iter().map(|line| line.span.end).fold(below.end, usize::max);
        leaf
    }

    /// An item whose paragraph holds several duty brackets is several matters: 。（甲牵头）…。（乙牵头）.
    pub(super) fn segments(&self, node: &Node) -> Vec<Span> {
        let whole = Span {
            start: node.lines[0].span.start,
            end: node.lines.iter().map(|line| line.span.end).max().unwrap_or(node.lines[0].span.end),
        };
        let text = self.reader.folded;
        let mut brackets: Vec<Span> = Vec::new();
        for cut in &node.fields.cut {
            let opens = cut.of(text).starts_with(['（', '(', '【', '[', '〔', '［']);
            let first_label = brackets.last().is_none_or(|last: &Span| last.end <= cut.start);
            if opens && first_label {
                // The bracket ends where its last label's value ends.
                let end = closing(&text[cut.start..]).map_or(cut.end, |len| {
                    let close = cut.start + len;
                    close + text[close..].chars().next().map_or(1, char::len_utf8)
                });
                // 【责任单位】 closes around the label alone: its value goes with it.
                let bracket = Span { start: cut.start, end: end.max(cut.end) };
                if bracket.overlap(whole) > 0 {
                    brackets.push(bracket);
                }
            }
        }
        brackets.sort();
        let mut segments = Vec::new();
        let mut start = whole.start;
        for (index, bracket) in brackets.iter().enumerate() {
            let follows = brackets.get(index + 1).map(|next| &text[bracket.end..next.start]);
            // Neighbouring brackets （牵头单位：…）（完成时限：…） are one duty.
            if follows.is_none_or(|between| between.chars().filter(|c| c.is_alphanumeric()).count() < 4) {
                continue;
            }
            let end = bracket.end
                + text[bracket.end..whole.end]
                    .chars()
                    .next()
                    .filter(|c| matches!(c, '。' | '；' | ';' | '.'))
                    .map_or(0, char::len_utf8);
            segments.push(Span { start, end });
            start = end;
        }
        segments.push(Span { start, end: whole.end });
        segments
            .into_iter()
            .map(|span| {
                let r = trim(text, span.start..span.end);
                Span { start: r.start, end: r.end }
            })
            .collect()
    }
}
