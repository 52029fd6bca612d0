//! The JSON API of capabilities.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Doc, Routes};
use qipan_board::board::once;
use qipan_kernel::Outcome;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Lesson, standing};
use super::{commands, store};
use crate::proposals::register::Register;

/// Undoing a lesson.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UndoIn {
    /// The lesson.
    version: i64,
    /// Why.
    reason: String,
}

/// A capability.
#[derive(Serialize, JsonSchema)]
struct CapabilityOut {
    id: String,
    domain: String,
    zh: String,
    en: String,
    /// Phrases that mean it.
    phrases: Vec<String>,
}

/// A lesson.
#[derive(Serialize, JsonSchema)]
struct LessonOut {
    version: i64,
    lesson: Option<Lesson>,
    undoes: Option<i64>,
    /// It was not undone.
    stands: bool,
    by: String,
    at: String,
}

/// The taxonomy.
#[derive(Serialize, JsonSchema)]
struct TaxonomyOut {
    version: String,
    capabilities: Vec<CapabilityOut>,
    lessons: Vec<LessonOut>,
}

/// The number of the last lesson.
#[derive(Serialize, JsonSchema)]
struct VersionOut {
    version: i64,
}

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let decide = Access::May(Act::SystemDecide);
    let doc = |id, about| Doc::new(id, "Systems", about);
    routes.api(
        Method::GET,
        "/api/v1/capabilities",
        Access::May(Act::ProjectView),
        doc("listCapabilities", "Capabilities with their phrases, and the lessons that were given")
            .gives::<TaxonomyOut>(),
        list,
    );
    routes.api(
        Method::POST,
        "/api/v1/capabilities/lessons",
        decide,
        doc(
            "teachCapability",
            "Gives a lesson: a phrase, a capability, a common function, a ruling on two functions",
        )
        .takes::<Lesson>()
        .gives::<VersionOut>()
        .status(201),
        teach,
    );
    routes.api(
        Method::POST,
        "/api/v1/capabilities/lessons/undo",
        decide,
        doc("undoLesson", "Undoes a lesson").takes::<UndoIn>().gives::<VersionOut>(),
        undo,
    );
}

async fn list(call: Call) -> Outcome<Response> {
    let register = call.site.part::<Arc<Register>>().clone();
    let (lessons, taxonomy) = call.read(move |tx| Ok((store::all(tx)?, register.taxonomy(tx)?))).await?;
    let capabilities = taxonomy.capabilities().iter().map(|one| CapabilityOut {
        id: one.id.clone(),
        domain: one.domain.clone(),
        zh: one.zh.clone(),
        en: one.en.clone(),
        phrases: one.phrases.clone(),
    });
    let out = lessons.iter().map(|given| LessonOut {
        version: given.version,
        lesson: given.lesson.clone(),
        undoes: given.undoes,
        stands: standing(&lessons).any(|(one, _)| one.version == given.version),
        by: given.by.clone(),
        at: given.at.rfc3339(),
    });
    call.answer(&TaxonomyOut {
        version: taxonomy.version().to_owned(),
        capabilities: capabilities.collect(),
        lessons: out.collect(),
    })
}

async fn teach(call: Call) -> Outcome<Response> {
    let lesson = call.json::<Lesson>()?;
    let register = call.site.part::<Arc<Register>>().clone();
    once(&call, StatusCode::CREATED, move |acting| {
        Ok(VersionOut { version: commands::teach(acting, register.built_in(), &lesson)? })
    })
    .await
}

async fn undo(call: Call) -> Outcome<Response> {
    let input = call.json::<UndoIn>()?;
    once(&call, StatusCode::OK, move |acting| {
        Ok(VersionOut { version: commands::undo(acting, input.version, &input.reason)? })
    })
    .await
}
