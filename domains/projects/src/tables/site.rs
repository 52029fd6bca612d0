//! The ledger of projects under construction (在建、新开工项目台账): a page for each project.

use qipan_accounts::table::Sheet;
use qipan_kernel::Outcome;

use super::model::{At, Held};
use super::reading::TableIn;
use super::values::Names;

/// Reads one page.
pub fn read(_sheet: &Sheet) -> Option<TableIn> {
    None
}

/// The pages as a workbook.
pub fn xlsx(_at: At, _all: &[Held], _names: &Names<'_>) -> Outcome<Vec<u8>> {
    Ok(Vec::new())
}

/// The pages one below the other.
pub fn csv(_at: At, _all: &[Held], _names: &Names<'_>) -> Vec<u8> {
    Vec::new()
}

/// The pages one below the other, as a page of the browser.
pub(super) fn draw(_setting: &crate::pages::setting::Setting, _at: At, _held: &[Held]) -> qipan_web::Markup {
    qipan_web::html! {}
}
