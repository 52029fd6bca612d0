//! A paper, as values.

use qipan_kernel::{Id, Moment};

use qipan_kernel::worded;

worded! {
    /// What a paper belongs to.
    Of, "paper-of", {
        /// What is filed for approval: the proposal, the study, the design, the plan of an adjustment.
        Filing = "filing",
        /// The report of an estimate more than a tenth above (Government Investment Regulations, article 12).
        Report = "report",
        /// An opinion on what was filed.
        Opinion = "opinion",
        /// A decision on it.
        Decision = "decision",
        /// The result of a post-evaluation.
        Result = "result",
    }
}

/// A file that was looked at and stored, before an act takes it in.
#[derive(Clone, PartialEq, Debug)]
pub struct Taken {
    /// Its name as handed in.
    pub name: String,
    /// Media type, found by looking at the bytes.
    pub media: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the bytes, under which they are stored.
    pub digest: String,
}

/// A paper.
#[derive(Clone, PartialEq, Debug)]
pub struct Paper {
    /// Identifier.
    pub id: Id,
    /// Its project.
    pub project: Id,
    /// What it belongs to: an approval, an opinion, the project; nothing yet while no act has named it.
    pub of: Option<(Of, Id)>,
    /// The file.
    pub file: Taken,
    /// When it was handed in.
    pub handed_at: Moment,
    /// By whom.
    pub handed_by: Id,
    /// Their name.
    pub handed_name: String,
}
