//! Which subscription is delivered to by which thread. The subscriptions of one place (scheme, host and port) share a
//! lane; a lane takes a few threads, one only while its place is dead, so that the others keep theirs.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Threads that deliver at most.
const THREADS: usize = 48;
/// A thread without work for so long ends.
const IDLE: Duration = Duration::from_secs(10);
/// More lanes than this are not remembered when they have no work.
const LANES: usize = 1_000;

/// What is known of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Health {
    #[default]
    Unknown,
    Well,
    Dead,
}

impl Health {
    /// How many threads it may take.
    fn limit(self) -> usize {
        match self {
            Health::Unknown => 2,
            Health::Well => 8,
            Health::Dead => 1,
        }
    }
}

#[derive(Default)]
struct Lane {
    waiting: VecDeque<i64>,
    running: usize,
    health: Health,
}

#[derive(Clone, Copy, Default)]
struct Sub {
    /// Something new came while it was worked on.
    again: bool,
    /// Tries that failed, one after the other.
    failures: u32,
}

#[derive(Default)]
struct State {
    lanes: HashMap<String, Lane>,
    /// Lanes with work and room for a thread.
    ready: VecDeque<String>,
    /// Subscriptions that wait, are worked on or rest.
    subs: HashMap<i64, Sub>,
    /// Until when (milliseconds) which subscription rests.
    resting: BTreeSet<(i64, i64)>,
    threads: usize,
    idle: usize,
    stopping: bool,
}

/// The lanes.
#[derive(Default)]
pub struct Lanes {
    state: Mutex<State>,
    work: Condvar,
}

/// How a piece of work ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// Nothing waits any more, as far as was seen.
    Done,
    /// More waits.
    More,
    /// To be tried again after so many milliseconds; the receiver refused.
    Refused,
    /// The same; the place could not be reached.
    Unreachable,
    /// Another process has it: look again then (milliseconds).
    Elsewhere,
}

impl Lanes {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something waits for a subscription. `true`: a thread more is wanted ([`Lanes::hired`]).
    pub fn add(&self, place: &str, sub: i64) -> bool {
        let mut state = self.state();
        if let Some(known) = state.subs.get_mut(&sub) {
            known.again = true;
            return false;
        }
        state.subs.insert(sub, Sub::default());
        state.wait(place, sub);
        self.call(&mut state)
    }

    /// Wakes a thread, or says that one more is wanted.
    fn call(&self, state: &mut State) -> bool {
        self.work.notify_one();
        state.hire()
    }

    /// A thread that was wanted could not be started.
    pub fn lost(&self) {
        self.state().threads -= 1;
    }

    /// Waits for work. `None`: the thread is not needed any more. With `true`, one more thread is wanted.
    pub fn take(&self) -> Option<(String, i64, bool)> {
        let mut state = self.state();
        loop {
            if state.stopping {
                break;
            }
            if let Some((place, sub)) = state.next() {
                let more = state.hire();
                return Some((place, sub, more));
            }
            state.idle += 1;
            let (waited, timeout) =
                self.work.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = waited;
            state.idle -= 1;
            if timeout.timed_out() && state.ready.is_empty() {
                break;
            }
        }
        state.threads -= 1;
        None
    }

    /// A piece of work is over. `rest`: from the number of failures in a row, until when (milliseconds) to rest.
    pub fn finish(&self, place: &str, sub: i64, next: Next, rest: impl FnOnce(u32) -> i64) {
        let mut state = self.state();
        if let Some(lane) = state.lanes.get_mut(place) {
            lane.running -= 1;
            match next {
                Next::Unreachable => lane.health = Health::Dead,
                Next::Refused | Next::More | Next::Done => lane.health = Health::Well,
                Next::Elsewhere => {}
            }
        }
        let known = state.subs.get(&sub).copied().unwrap_or_default();
        match next {
            Next::More => {
                state.subs.insert(sub, Sub::default());
                state.wait(place, sub);
            }
            Next::Done if known.again => {
                state.subs.insert(sub, Sub::default());
                state.wait(place, sub);
            }
            Next::Done => drop(state.subs.remove(&sub)),
            Next::Refused | Next::Unreachable => {
                let failures = known.failures.saturating_add(1);
                state.subs.insert(sub, Sub { again: false, failures });
                state.resting.insert((rest(failures), sub));
            }
            Next::Elsewhere => drop(state.resting.insert((rest(known.failures), sub))),
        }
        state.ready(place);
        if state.lanes.len() > LANES {
            state.lanes.retain(|_, lane| lane.running > 0 || !lane.waiting.is_empty());
        }
        if !state.ready.is_empty() {
            self.work.notify_one();
        }
    }

    /// Subscriptions whose rest is over.
    pub fn rested(&self, now: i64) -> Vec<i64> {
        let mut state = self.state();
        let later = state.resting.split_off(&(now + 1, i64::MIN));
        std::mem::replace(&mut state.resting, later).into_iter().map(|(_, sub)| sub).collect()
    }

    /// A rested subscription goes to its lane again; `true` as of [`Lanes::add`].
    pub fn resume(&self, place: &str, sub: i64) -> bool {
        let mut state = self.state();
        state.wait(place, sub);
        self.call(&mut state)
    }

    /// A subscription is gone.
    pub fn forget(&self, sub: i64) {
        self.state().subs.remove(&sub);
    }

    /// When the next rest is over.
    pub fn next_rested(&self) -> Option<i64> {
        self.state().resting.first().map(|(at, _)| *at)
    }

    /// Whether a subscription waits, is worked on or rests.
    pub fn knows(&self, sub: i64) -> bool {
        self.state().subs.contains_key(&sub)
    }

    /// Threads end after what they do now.
    pub fn stop(&self) {
        self.state().stopping = true;
        self.work.notify_all();
    }
}

impl State {
    fn wait(&mut self, place: &str, sub: i64) {
        if !self.lanes.contains_key(place) {
            self.lanes.insert(place.to_owned(), Lane::default());
        }
        if let Some(lane) = self.lanes.get_mut(place) {
            lane.waiting.push_back(sub);
        }
        self.ready(place);
    }

    /// Whether there is more work than threads that wait for some; then one more is counted.
    fn hire(&mut self) -> bool {
        let wanted = self.ready.len() > self.idle && self.threads < THREADS;
        self.threads += usize::from(wanted);
        wanted
    }

    /// Puts a lane among those with work, if it has some and room for a thread.
    fn ready(&mut self, place: &str) {
        let Some(lane) = self.lanes.get(place) else { return };
        let room = !lane.waiting.is_empty() && lane.running < lane.health.limit();
        if room && !self.ready.iter().any(|known| known == place) {
            self.ready.push_back(place.to_owned());
        }
    }

    fn next(&mut self) -> Option<(String, i64)> {
        while let Some(place) = self.ready.pop_front() {
            let Some(lane) = self.lanes.get_mut(&place) else { continue };
            if lane.running >= lane.health.limit() {
                continue;
            }
            let Some(sub) = lane.waiting.pop_front() else { continue };
            lane.running += 1;
            self.ready(&place);
            return Some((place, sub));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lanes: &Lanes) -> Option<(String, i64)> {
        lanes.state().next()
    }

    #[test]
    fn a_dead_place_takes_one_thread_and_leaves_the_others() {
        let lanes = Lanes::default();
        for sub in 0..10 {
            lanes.add("dead", sub);
        }
        lanes.add("well", 100);
        let first: Vec<_> = std::iter::from_fn(|| taken(&lanes)).collect();
        assert_eq!(first.iter().filter(|(place, _)| place == "dead").count(), 2, "unknown: two at once");
        assert!(first.iter().any(|(place, _)| place == "well"));
        for (place, sub) in first {
            let next = if place == "dead" { Next::Unreachable } else { Next::Done };
            lanes.finish(&place, sub, next, |failures| i64::from(failures) * 1_000);
        }
        let second: Vec<_> = std::iter::from_fn(|| taken(&lanes)).collect();
        assert_eq!(second.len(), 1, "dead: one");
        assert_eq!(lanes.next_rested(), Some(1_000));
        assert_eq!(lanes.rested(1_000).len(), 2);
    }

    #[test]
    fn what_comes_while_one_is_worked_on_is_not_lost_and_not_done_twice_at_once() {
        let lanes = Lanes::default();
        lanes.add("a", 1);
        let (place, sub) = taken(&lanes).expect("work");
        lanes.add("a", 1);
        assert_eq!(taken(&lanes), None, "in order: not by two threads");
        lanes.finish(&place, sub, Next::Done, |_| 0);
        let again = taken(&lanes).expect("again");
        lanes.finish(&again.0, again.1, Next::Done, |_| 0);
        assert_eq!(taken(&lanes), None);
        assert!(!lanes.knows(1));
    }
}
