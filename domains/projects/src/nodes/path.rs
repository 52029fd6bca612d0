//! The critical path: which nodes let the whole come later when they come later. Pure.
//!
//! A node that is done took as long as it took. One that is not takes from its beginning to its limit, and cannot begin
//! before those that it waits for are done. Working forward gives the earliest end of each, working back from the last
//! end gives the latest; where both are the same there is no room (Kelley and Walker, 1959).

use std::collections::HashMap;

use qipan_kernel::{Day, Id};

/// What the path needs to know of a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The node.
    pub id: Id,
    /// When it is to begin.
    pub start: Day,
    /// Its limit.
    pub due: Day,
    /// When it was done.
    pub done: Option<Day>,
    /// What it waits for; nodes that are not among the steps are ignored.
    pub after: Vec<Id>,
}

/// What the path says of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// The earliest day on which it can end, as things are.
    pub end: Day,
    /// Days by which it may end later than that without anything after it ending later.
    pub days: i32,
}

/// The room of each node on `today`. Nodes in a circle have none of these.
pub fn rooms(steps: &[Step], today: Day) -> HashMap<Id, Room> {
    let index: HashMap<Id, usize> = steps.iter().enumerate().map(|(at, step)| (step.id, at)).collect();
    let before: Vec<Vec<usize>> = steps
        .iter()
        .map(|step| step.after.iter().filter_map(|id| index.get(id).copied()).collect())
        .collect();
    // In an order in which everything comes after what it waits for.
    let mut waits: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (at, all) in before.iter().enumerate() {
        all.iter().for_each(|earlier| next[*earlier].push(at));
    }
    let mut order: Vec<usize> = (0..steps.len()).filter(|at| waits[*at] == 0).collect();
    let mut at = 0;
    while let Some(now) = order.get(at).copied() {
        at += 1;
        for later in &next[now] {
            waits[*later] -= 1;
            if waits[*later] == 0 {
                order.push(*later);
            }
        }
    }
    let mut ends = vec![Day(0); steps.len()];
    for now in &order {
        let step = &steps[*now];
        ends[*now] = step.done.unwrap_or_else(|| {
            let free = before[*now].iter().map(|earlier| ends[*earlier] + 1).max();
            let start = free.map_or(step.start, |free| free.max(step.start));
            // What should have been done and is not cannot end before today.
            (start + (step.due - step.start)).max(today)
        });
    }
    let Some(last) = order.iter().map(|now| ends[*now]).max() else { return HashMap::new() };
    let mut latest = vec![last; steps.len()];
    for now in order.iter().rev() {
        let length = |later: usize| steps[later].due - steps[later].start;
        let limit = next[*now].iter().map(|later| {
            let start = latest[*later] - length(*later);
            start - 1
        });
        latest[*now] = limit.min().unwrap_or(last).min(last);
    }
    let room = |now: &usize| Room { end: ends[*now], days: (latest[*now] - ends[*now]).max(0) };
    order.iter().map(|now| (steps[*now].id, room(now))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: i64, start: i32, due: i32, after: &[i64]) -> Step {
        Step {
            id: Id(id),
            start: Day(start),
            due: Day(due),
            done: None,
            after: after.iter().map(|id| Id(*id)).collect(),
        }
    }

    fn found(steps: &[Step], today: i32) -> Vec<(i64, i32, i32)> {
        let rooms = rooms(steps, Day(today));
        let mut all: Vec<_> = rooms.iter().map(|(id, room)| (id.0, room.end.0, room.days)).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn what_waits_begins_later_and_what_has_room_is_not_critical() {
        // 1 (10 days) before 2 (20 days) before 4; 3 (5 days) beside 2.
        let steps =
            [step(1, 0, 9, &[]), step(2, 10, 29, &[1]), step(3, 10, 14, &[1]), step(4, 30, 39, &[2, 3])];
        assert_eq!(found(&steps, 0), [(1, 9, 0), (2, 29, 0), (3, 14, 15), (4, 39, 0)]);
        // The first is done five days late: everything after it comes later.
        let mut late = steps.clone();
        late[0].done = Some(Day(14));
        assert_eq!(found(&late, 0), [(1, 14, 0), (2, 34, 0), (3, 19, 15), (4, 44, 0)]);
        // Nothing is done and today is day 50.
        assert_eq!(found(&steps, 50), [(1, 50, 0), (2, 70, 0), (3, 55, 15), (4, 80, 0)]);
    }

    #[test]
    fn circles_and_strangers_do_no_harm() {
        assert_eq!(found(&[step(1, 0, 4, &[2]), step(2, 0, 4, &[1]), step(3, 0, 6, &[9])], 0), [(3, 6, 0)]);
        assert_eq!(found(&[], 0), []);
    }
}
