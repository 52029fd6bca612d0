//! A chain as a drawing: upstream, midstream and downstream beside each other, and below each other on a telephone. Every link
//! leads to its row in the table, which says the same in words.

use qipan_web::{Markup, html};

use super::model::{State, Tier};

/// A link as it is drawn.
pub(super) struct Drawn {
    /// Its number in the table.
    pub number: usize,
    pub name: String,
    pub tier: Tier,
    pub state: State,
    /// How it stands, in words.
    pub said: String,
    /// Who and what is on it.
    pub on: String,
    /// Nothing under way would change it.
    pub open: bool,
}

/// Size of a link, and room around it.
const WIDE: i32 = 300;
const HIGH: i32 = 66;
const GAP: i32 = 16;
const HEAD: i32 = 40;
/// Room between columns, with an arrow.
const BETWEEN: i32 = 70;
/// Characters of a name that have room.
const NAME: usize = 15;

fn short(text: &str, most: usize) -> String {
    // A Latin letter takes half the room of a Chinese one.
    let (mut room, mut out) = (most * 2, String::new());
    for c in text.chars() {
        let need = if c.is_ascii() { 1 } else { 2 };
        if room < need + 1 {
            out.push('…');
            return out;
        }
        room -= need;
        out.push(c);
    }
    out
}

fn one(link: &Drawn, x: i32, y: i32) -> Markup {
    let state = match (link.state, link.open) {
        (State::Present, _) => "present",
        (State::Weak, _) => "weak",
        (State::Missing, _) => "missing",
    };
    html! {
        a class={ "chain-link " (state) @if link.open { " open" } } href={ "#link-" (link.number) } aria-label={ (link.name) "：" (link.said) "，" (link.on) } {
            title { (link.name) "：" (link.said) "，" (link.on) }
            rect x=(x) y=(y) width=(WIDE) height=(HIGH) rx="8" {}
            text class="chain-name" x=(x + 14) y=(y + 27) { (short(&link.name, NAME)) }
            text class="chain-on" x=(x + 14) y=(y + 50) { (short(&link.on, 17)) }
            text class="chain-said" x=(x + WIDE - 12) y=(y + 27) text-anchor="end" { (link.said) }
        }
    }
}

fn arrow(x: i32, y: i32, dx: i32, dy: i32) -> Markup {
    let (tip_x, tip_y) = (x + dx, y + dy);
    let head = if dx > 0 {
        format!("M{} {}l-10-6v12z", tip_x, tip_y)
    } else {
        format!("M{} {}l-6-10h12z", tip_x, tip_y)
    };
    html! { path class="chain-arrow" d=(format!("M{x} {y}L{tip_x} {tip_y}")) {} path class="chain-tip" d=(head) {} }
}

/// The drawing, once wide and once tall. `names` are those of the tiers.
pub(super) fn chain(title: &str, names: [&str; 3], links: &[Drawn]) -> Markup {
    let of = |tier: Tier| links.iter().filter(move |link| link.tier == tier);
    let most = Tier::ALL.iter().map(|tier| of(*tier).count()).max().unwrap_or(0).max(1) as i32;
    let column = |at: usize| at as i32 * (WIDE + BETWEEN) + 1;
    let stack = |count: i32| count * (HIGH + GAP) - GAP;
    let (width, height) = (column(2) + WIDE + 1, HEAD + stack(most) + 6);
    let shown: Vec<(Tier, &str)> =
        Tier::ALL.iter().copied().zip(names).filter(|(tier, _)| of(*tier).next().is_some()).collect();
    let tall = shown.iter().map(|(tier, _)| HEAD + stack(of(*tier).count() as i32) + 30).sum::<i32>();
    let tops: Vec<i32> = shown
        .iter()
        .scan(0, |y, (tier, _)| {
            let top = *y;
            *y += HEAD + stack(of(*tier).count() as i32) + 30;
            Some(top)
        })
        .collect();
    html! {
        svg class="chain chain-wide" viewBox=(format!("0 0 {width} {height}")) role="group" aria-label=(title) {
            @for (at, tier) in Tier::ALL.iter().enumerate() {
                text class="chain-tier" x=(column(at) + WIDE / 2) y="24" text-anchor="middle" { (names[at]) }
                @let count = of(*tier).count() as i32;
                @let top = HEAD + (stack(most) - stack(count.max(1))) / 2;
                @for (row, link) in of(*tier).enumerate() { (one(link, column(at), top + row as i32 * (HIGH + GAP))) }
                @if at < 2 { (arrow(column(at) + WIDE + 12, HEAD + stack(most) / 2, BETWEEN - 24, 0)) }
            }
        }
        svg class="chain chain-tall" viewBox=(format!("0 0 {} {tall}", WIDE + 2)) role="group" aria-label=(title) {
            @for ((at, (tier, name)), top) in shown.iter().enumerate().zip(&tops) {
                text class="chain-tier" x=(WIDE / 2) y=(top + 26) text-anchor="middle" { (name) }
                @for (row, link) in of(*tier).enumerate() { (one(link, 1, top + HEAD + row as i32 * (HIGH + GAP))) }
                @if at + 1 < shown.len() { (arrow(WIDE / 2, top + HEAD + stack(of(*tier).count() as i32) + 6, 0, 24)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_by_the_room_they_take() {
        for (text, most, expected) in [
            ("动力电池", 4, "动力电…"),
            ("动力电池", 5, "动力电池"),
            ("battery", 4, "battery"),
            ("batteries!", 4, "batteri…"),
            ("", 4, ""),
        ] {
            assert_eq!(short(text, most), expected, "{text}");
        }
    }

    #[test]
    fn every_link_is_drawn_twice_and_leads_to_its_row() {
        let link = |number, tier| Drawn {
            number,
            name: format!("<环节{number}>"),
            tier,
            state: State::Missing,
            said: "缺失".into(),
            on: String::new(),
            open: true,
        };
        let all = [link(1, Tier::Upstream), link(2, Tier::Upstream), link(3, Tier::Downstream)];
        let drawn = chain("链", ["上游", "中游", "下游"], &all).into_string();
        for number in 1..=3 {
            assert_eq!(drawn.matches(&format!("href=\"#link-{number}\"")).count(), 2);
        }
        assert!(!drawn.contains("<环节"), "names are text");
        assert!(chain("链", ["上游", "中游", "下游"], &[]).into_string().contains("chain-tier"));
    }
}
