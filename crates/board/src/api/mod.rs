//! The JSON API of the board, `/api/v1/…`.

mod acts;
mod dto;
mod readings;
mod reads;

use axum::http::Method;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Doc, Param, Routes};

use crate::commitments::suspension::{Resumption, SuspensionInput};

const LIST_PARAMS: &[Param] = &[
    Param { name: "unit", about: "Lead unit, with all units below it" },
    Param { name: "own", about: "1: of the unit that asks" },
    Param { name: "leader", about: "Who answers for it: post:<id>, person:<id>, a post's title or a name" },
    Param { name: "line", about: "Line of work" },
    Param { name: "light", about: "grey, green, blue, yellow, red or done" },
    Param { name: "state", about: "State of the commitment" },
    Param { name: "q", about: "Words that must be there" },
    Param { name: "unverified", about: "1: only claims that nobody has verified" },
    Param { name: "done", about: "1: also those that are done" },
    Param { name: "document", about: "Only those that come from this document" },
    Param { name: "at", about: "As of the end of this day" },
    Param { name: "sort", about: "due, newest or changed" },
    Param { name: "limit", about: "Rows a page, 1 to 200" },
    Param { name: "after", about: "Cursor of the page after" },
    Param { name: "before", about: "Cursor of the page before" },
];

const AT: &[Param] = &[Param { name: "at", about: "As of the end of this day; today when it is absent" }];

const FROM: &[Param] = &[
    Param { name: "from", about: "The day compared with" },
    Param { name: "at", about: "As of the end of this day; today when it is absent" },
];

const SEEN: &[Param] = &[Param { name: "version", about: "The version of the binding that the editor saw" }];

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    use Access::May;
    let board = "Board";
    let list = "Commitments";
    let get = Method::GET;
    let post = Method::POST;

    routes.api(
        get.clone(),
        "/api/v1/board",
        May(Act::BoardView),
        Doc::new("getBoard", board, "The grid of units and lines on a day").gives::<dto::GridOut>().asks(AT),
        reads::grid,
    );
    routes.api(
        get.clone(),
        "/api/v1/board/changes",
        May(Act::BoardView),
        Doc::new("getChanges", board, "What was closed, turned red, is new or slipped between two days")
            .gives::<dto::ChangesOut>()
            .asks(FROM),
        reads::changes,
    );
    routes.api(
        get.clone(),
        "/api/v1/lines",
        May(Act::BoardView),
        Doc::new("listLines", board, "The lines of work").gives::<Vec<crate::lines::model::Line>>(),
        reads::lines,
    );
    routes.api(
        post.clone(),
        "/api/v1/lines",
        May(Act::LineManage),
        Doc::new("putLine", board, "Adds a line, or changes the one with this id")
            .takes::<crate::lines::model::Line>()
            .gives::<dto::Made>(),
        acts::put_line,
    );
    routes.api(
        get.clone(),
        "/api/v1/commitments",
        May(Act::BoardView),
        Doc::new("listCommitments", list, "Commitments by filter, a page at a time")
            .gives::<dto::PageOut>()
            .asks(LIST_PARAMS),
        reads::list,
    );
    routes.api(
        post.clone(),
        "/api/v1/commitments",
        May(Act::Register),
        Doc::new("registerCommitments", list, "Registers commitments, all or none")
            .takes::<Vec<dto::RegistrationIn>>()
            .gives::<Vec<dto::CommitmentOut>>()
            .status(201),
        acts::register,
    );
    routes.api(
        get.clone(),
        "/api/v1/commitments/{id}",
        May(Act::BoardView),
        Doc::new("getCommitment", list, "One commitment, as it is or as it was")
            .gives::<dto::CommitmentOut>()
            .asks(AT),
        reads::one,
    );
    routes.api(
        Method::PUT,
        "/api/v1/commitments/{id}",
        May(Act::Amend),
        Doc::new("amendCommitment", list, "Changes the terms; refused when somebody was faster")
            .takes::<dto::AmendIn>()
            .gives::<dto::CommitmentOut>(),
        acts::amend,
    );
    routes.api(
        get.clone(),
        "/api/v1/commitments/{id}/history",
        May(Act::BoardView),
        Doc::new("getHistory", list, "Every version, oldest first").gives::<Vec<dto::CommitmentOut>>(),
        reads::history,
    );
    routes.api(
        get.clone(),
        "/api/v1/commitments/{id}/chain",
        May(Act::BoardView),
        Doc::new(
            "getCommitmentChain",
            list,
            "What it hangs together with: project, request, visit, meeting, problem, as they are now",
        )
        .gives::<Vec<dto::LinkOut>>(),
        reads::chain,
    );
    routes.api(
        get,
        "/api/v1/commitments/{id}/reports",
        May(Act::BoardView),
        Doc::new("listReports", list, "Its reports, newest first").gives::<Vec<dto::ReportOut>>(),
        reads::reports,
    );
    routes.api(
        post.clone(),
        "/api/v1/commitments/{id}/reports",
        May(Act::Report),
        Doc::new("reportOnCommitment", list, "Reports progress: a claim, until it is reviewed")
            .takes::<crate::commitments::commands::ReportInput>()
            .gives::<dto::Reported>()
            .status(201),
        acts::report,
    );
    routes.api(
        post.clone(),
        "/api/v1/commitments/{id}/evidence",
        May(Act::AddEvidence),
        Doc::new("addEvidence", list, "Hands in evidence: multipart/form-data with a file and a note")
            .gives::<dto::Made>()
            .status(201),
        acts::evidence,
    );
    routes.api(
        post.clone(),
        "/api/v1/commitments/{id}/verification",
        May(Act::ReviewReport),
        Doc::new("verifyReport", list, "Verifies some of the progress that was claimed")
            .takes::<dto::VerifyIn>()
            .gives::<dto::CommitmentOut>(),
        acts::verify,
    );
    let path = "/api/v1/commitments/{id}/reading";
    let about = "What its measure is bound to in the hub, and what was read";
    let doc = Doc::new("getReading", list, about).gives::<readings::BindingOut>();
    routes.api(Method::GET, path, May(Act::BoardView), doc, readings::one);
    let about = "Binds its measure to a query over the hub; refused when somebody was faster";
    let doc =
        Doc::new("bindReading", list, about).takes::<readings::BindIn>().gives::<readings::BindingOut>();
    routes.api(Method::PUT, path, May(Act::Amend), doc, readings::bind);
    let doc = Doc::new("unbindReading", list, "Takes the binding off").gives::<readings::BindingOut>();
    routes.api(Method::DELETE, path, May(Act::Amend), doc.asks(SEEN), readings::unbind);
    let doc = Doc::new("tryReading", list, "What a binding would say now; nothing is written");
    let doc = doc.takes::<crate::readings::Binding>().gives::<readings::TrialOut>();
    routes.api(post.clone(), "/api/v1/commitments/{id}/reading/trial", May(Act::Amend), doc, readings::trial);
    let doc =
        Doc::new("suspendCommitment", list, "Suspends it: its limit does not run until it is taken up again")
            .takes::<SuspensionInput>()
            .gives::<dto::CommitmentOut>();
    routes.api(post.clone(), "/api/v1/commitments/{id}/suspension", May(Act::Suspend), doc, acts::suspend);
    let doc = Doc::new(
        "resumeCommitment",
        list,
        "Takes it up again; its limit moves by the days of the suspension",
    )
    .takes::<Resumption>()
    .gives::<dto::CommitmentOut>();
    routes.api(post.clone(), "/api/v1/commitments/{id}/resumption", May(Act::Suspend), doc, acts::resume);
    let steps: [(&'static str, &'static str, Act, &'static str, acts::Step); 7] = [
        (
            "/api/v1/commitments/{id}/issue",
            "issueCommitment",
            Act::Issue,
            "Gives it to its unit",
            acts::Step::Issue,
        ),
        (
            "/api/v1/commitments/{id}/receipt",
            "signForCommitment",
            Act::SignFor,
            "Signs for it",
            acts::Step::SignFor,
        ),
        (
            "/api/v1/commitments/{id}/return",
            "returnCommitment",
            Act::ReturnForRework,
            "Sends a report or a submission back",
            acts::Step::Return,
        ),
        (
            "/api/v1/commitments/{id}/submission",
            "submitCommitment",
            Act::SubmitForClosing,
            "Submits it for closing",
            acts::Step::Submit,
        ),
        ("/api/v1/commitments/{id}/closing", "closeCommitment", Act::Close, "Closes it", acts::Step::Close),
        (
            "/api/v1/commitments/{id}/striking-off",
            "strikeOffCommitment",
            Act::StrikeOff,
            "Strikes it off; not by the person who closed it",
            acts::Step::StrikeOff,
        ),
        (
            "/api/v1/commitments/{id}/withdrawal",
            "withdrawCommitment",
            Act::Withdraw,
            "Withdraws it, with the reason",
            acts::Step::Withdraw,
        ),
    ];
    for (path, id, act, summary, step) in steps {
        let doc = Doc::new(id, list, summary).takes::<dto::NoteIn>().gives::<dto::CommitmentOut>();
        routes.api(post.clone(), path, May(act), doc, move |call| acts::step(call, step));
    }
    routes.api(
        post,
        "/api/v1/commitments/{id}/opinions",
        May(Act::Opinion),
        Doc::new("addOpinion", list, "Puts an opinion beside the light").takes::<dto::NoteIn>().status(201),
        acts::opinion,
    );
}
