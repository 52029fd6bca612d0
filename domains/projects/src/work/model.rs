//! Things that are linked, and steps, as values.

use qipan_kernel::{Id, Moment};

use qipan_kernel::worded;

worded! {
    /// What stands in a chain, in the order in which one leads to another.
    Sort, "work-sort", {
        /// 企业诉求
        Request = "request",
        /// 项目
        Project = "project",
        /// 走访
        Visit = "visit",
        /// 现场办公会
        Meeting = "meeting",
        /// 问题
        Problem = "problem",
        /// 事项: the commitment on the board.
        Commitment = "commitment",
    }
}

impl Sort {
    /// The address of a thing of this sort.
    pub fn address(self, id: Id) -> String {
        match self {
            Sort::Request => format!("/projects/requests/{id}"),
            Sort::Project => format!("/projects/{id}"),
            Sort::Visit => format!("/projects/visits/{id}"),
            Sort::Meeting => format!("/projects/meetings/{id}"),
            Sort::Problem => format!("/projects/problems/{id}"),
            Sort::Commitment => format!("/commitments/{id}"),
        }
    }
}

/// One thing of a chain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Thing {
    /// What it is.
    pub sort: Sort,
    /// Which.
    pub id: Id,
}

impl Thing {
    /// A thing.
    pub fn new(sort: Sort, id: Id) -> Thing {
        Thing { sort, id }
    }
}

/// Something that happened to a problem or a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What, as the end of a locale key.
    pub word: String,
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// The unit of whoever did it, or that it was done with.
    pub unit: Option<Id>,
    /// What was said.
    pub note: String,
}
