//! Numbers of the grid.

use std::collections::HashMap;
use std::ops::AddAssign;

use qipan_kernel::{Id, Moment};
use serde::Serialize;

use crate::commitments::model::{State, Version};
use crate::lights::Light;

/// The code of a version's base light in the database: what its light is while no instant has come.
pub fn base_code(version: &Version) -> u8 {
    match version.state {
        State::Withdrawn => WITHDRAWN,
        State::Closed | State::StruckOff => code(Light::Done),
        _ => code(version.lights.base),
    }
}

/// The code of a withdrawn commitment, which is on no board.
pub const WITHDRAWN: u8 = 6;

/// The code of a light in the database.
pub fn code(light: Light) -> u8 {
    match light {
        Light::Grey => 0,
        Light::Green => 1,
        Light::Blue => 2,
        Light::Yellow => 3,
        Light::Red => 4,
        Light::Done => 5,
    }
}

/// The light of a code; `None` for what is on no board.
pub fn light_of(code: u8) -> Option<Light> {
    [Light::Grey, Light::Green, Light::Blue, Light::Yellow, Light::Red, Light::Done]
        .get(usize::from(code))
        .copied()
}

/// Commitments of one crossing (or of any set of crossings), by light.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// All that are on the board: open and done, not withdrawn.
    pub total: u32,
    /// Overdue.
    pub red: u32,
    /// Behind.
    pub yellow: u32,
    /// Due soon.
    pub blue: u32,
    /// On time, with data.
    pub green: u32,
    /// No data yet.
    pub grey: u32,
    /// Closed or struck off.
    pub done: u32,
    /// Open, with a claim that nobody has verified.
    pub unverified: u32,
    /// Done, and they had a limit: what the rate of closing in time (按期办结率) is a share of.
    pub timed: u32,
    /// Of those, closed on or before the first limit: a later limit that was granted does not count.
    pub on_time: u32,
}

impl Counts {
    /// Counts one commitment.
    pub fn add(&mut self, light: Light, unverified: bool) {
        let slot = match light {
            Light::Red => &mut self.red,
            Light::Yellow => &mut self.yellow,
            Light::Blue => &mut self.blue,
            Light::Green => &mut self.green,
            Light::Grey => &mut self.grey,
            Light::Done => &mut self.done,
        };
        *slot += 1;
        self.total += 1;
        self.unverified += u32::from(unverified);
    }

    /// Counts, for the rate of closing in time, one that is done and had a limit.
    pub fn add_timed(&mut self, on_time: bool) {
        self.timed += 1;
        self.on_time += u32::from(on_time);
    }

    /// Commitments that are not done.
    pub fn open(&self) -> u32 {
        self.total - self.done
    }

    /// Share of commitments that are done, in percent.
    pub fn share_done(&self) -> u32 {
        if self.total == 0 { 0 } else { (self.done * 100).div_euclid(self.total) }
    }

    /// The worst light among them: the colour of the stone.
    pub fn worst(&self) -> Light {
        match self {
            c if c.red > 0 => Light::Red,
            c if c.yellow > 0 => Light::Yellow,
            c if c.blue > 0 => Light::Blue,
            c if c.green > 0 => Light::Green,
            c if c.grey > 0 => Light::Grey,
            _ => Light::Done,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.total += other.total;
        self.red += other.red;
        self.yellow += other.yellow;
        self.blue += other.blue;
        self.green += other.green;
        self.grey += other.grey;
        self.done += other.done;
        self.unverified += other.unverified;
        self.timed += other.timed;
        self.on_time += other.on_time;
    }
}

/// The whole board at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    /// The moment.
    pub at: Moment,
    /// Counts by (unit, line); crossings without commitments are absent.
    pub cells: HashMap<(Id, Id), Counts>,
}

impl Grid {
    /// The sum over all crossings that `wanted` accepts.
    pub fn sum(&self, wanted: impl Fn(Id, Id) -> bool) -> Counts {
        let mut sum = Counts::default();
        for ((unit, line), counts) in &self.cells {
            if wanted(*unit, *line) {
                sum += *counts;
            }
        }
        sum
    }
}
