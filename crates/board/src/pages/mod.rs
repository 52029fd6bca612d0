//! The pages of the board. Loading (`board`, `list`, `detail`, …) and drawing (`…_view`) are apart: what is drawn
//! depends on values alone and is tested without a server.

mod acts;
mod board;
mod board_view;
mod decide;
mod deeds;
mod deeds_view;
mod detail;
mod detail_view;
mod edit;
mod edit_view;
mod history;
mod lines;
mod list;
mod list_view;
mod my_work;
mod my_work_view;
mod reading;
mod reading_view;
mod rows;
pub mod setting;

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes};

pub use board::{Comparisons, Days, Offer};
use deeds::Deed;

use crate::evidence;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    routes.page("/", May(Act::BoardView), board::page);
    routes.page("/commitments", May(Act::BoardView), list::page);
    routes.page("/commitments/new", May(Act::Register), edit::new);
    routes.form("/commitments/new", May(Act::Register), edit::register);
    routes.form("/commitments/issue", May(Act::Issue), acts::issue_many);
    routes.page("/commitments/{id}", May(Act::BoardView), detail::page);
    routes.page("/commitments/{id}/edit", May(Act::Amend), edit::edit);
    routes.form("/commitments/{id}/edit", May(Act::Amend), edit::amend);
    routes.page("/commitments/{id}/reading", May(Act::Amend), reading::page);
    routes.form("/commitments/{id}/reading", May(Act::Amend), reading::post);
    routes.page("/commitments/{id}/evidence/{evidence}", May(Act::BoardView), evidence::give);
    routes
        .upload("/commitments/{id}/evidence", May(Act::AddEvidence), |call| acts::deed(call, Deed::Evidence));
    let deeds: [(&'static str, Deed); 12] = [
        ("/commitments/{id}/issue", Deed::Issue),
        ("/commitments/{id}/sign-for", Deed::SignFor),
        ("/commitments/{id}/report", Deed::Report),
        ("/commitments/{id}/verify", Deed::Verify),
        ("/commitments/{id}/return", Deed::Return),
        ("/commitments/{id}/submit", Deed::Submit),
        ("/commitments/{id}/close", Deed::Close),
        ("/commitments/{id}/strike-off", Deed::StrikeOff),
        ("/commitments/{id}/suspend", Deed::Suspend),
        ("/commitments/{id}/resume", Deed::Resume),
        ("/commitments/{id}/withdraw", Deed::Withdraw),
        ("/commitments/{id}/opinion", Deed::Opinion),
    ];
    for (path, deed) in deeds {
        routes.form(path, May(deed.act()), move |call| acts::deed(call, deed));
    }
    routes.page("/my-work", May(Act::BoardView), my_work::page);
    routes.page("/lines", May(Act::LineManage), lines::page);
    routes.form("/lines", May(Act::LineManage), lines::put);
    routes.page("/wall", May(Act::BoardView), board::wall);
}

#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod tests;
