//! Public money: approvals, funds, contracts, the ledger in fen and results evaluation.

use qipan_accounts::http::Routes;

/// The routes of this part.
pub fn routes(_routes: &mut Routes) {}
