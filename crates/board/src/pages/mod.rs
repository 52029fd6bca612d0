//! The pages of the board. Loading (`board`, `list`, `detail`, …) and drawing (`…_view`) are apart: what is drawn
//! depends on values alone and is tested without a server.

mod board;
mod board_view;
mod decide;
mod list;
mod list_view;
mod rows;
mod setting;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};

pub use board::Comparisons;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    routes.page("/", May(Act::BoardView), board::page);
    routes.page("/commitments", May(Act::BoardView), list::page);
    routes.page("/wall", May(Act::BoardView), board::wall);
}
