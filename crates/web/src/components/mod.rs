//! The parts pages are made of. Each is a function from values to markup; none knows a domain.

pub mod actions;
pub mod blocks;
pub mod chain;
pub mod chart;
pub mod fields;
pub mod goban;
pub mod icon;
pub mod navigation;
pub mod status;
pub mod stone;
pub mod table;

pub use actions::{Button, button_form, form, upload_form};
pub use blocks::{Definitions, TimelineEntry, callout, empty_state, flash, kbd, timeline};
pub use chain::{Bead, chain};
pub use fields::{Field, choices, error_summary, error_summary_of, select};
pub use navigation::{Crumb, Tab, breadcrumb, filter_bar, pager, tabs};
pub use status::{Light, light, light_as, light_small, progress_bar};
pub use table::{Cell, Head, Table};
