//! A small city with two sites.

#[path = "../ground/mod.rs"]
mod ground;

use std::ops::Deref;

use qipan_kernel::{Context, Role};
use qipan_projects::book::commands;
use qipan_projects::book::model::ProjectData;
use qipan_store::Db;
use qipan_testkit::{acting, acting_for};

pub use ground::{Ground, MIGRATIONS, day};
use qipan_kernel::Id;

/// The point of the first site; the second is some 12 km to the east.
pub const SITE: (i32, i32) = (117_700_000, 39_000_000);

pub struct Field {
    ground: Ground,
    /// A plant of the first unit, and a station of the second.
    pub projects: Vec<Id>,
}

impl Deref for Field {
    type Target = Ground;
    fn deref(&self) -> &Ground {
        &self.ground
    }
}

impl Field {
    pub fn new(db: &Db) -> Field {
        let names = &[("发改委", "Planning bureau"), ("交通局", "Transport bureau")];
        let mut field = Field { ground: Ground::new(db, names), projects: Vec::new() };
        for (name, unit, point) in [("整车厂", 0, SITE), ("车站", 1, (SITE.0 + 140_000, SITE.1))] {
            let data = field.data(name, unit, Some(point));
            let made = field.act(&field.office("2026-01-06"), move |a| commands::create(a, &data)).unwrap();
            field.projects.push(made.id);
        }
        field
    }

    pub fn data(&self, name: &str, unit: usize, point: Option<(i32, i32)>) -> ProjectData {
        ProjectData { industry: "汽车".into(), lead_unit: self.units[unit], point, ..self.bare(name) }
    }

    pub fn office(&self, day: &str) -> Context {
        acting(Role::Supervision, day)
    }

    pub fn handler(&self, unit: usize, day: &str) -> Context {
        acting_for(Role::UnitHandler, self.units[unit], day)
    }
}
