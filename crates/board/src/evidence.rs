//! Taking evidence (佐证材料) from a request: checked by its bytes, stored by its digest, then the act.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, FailureKind, Id, Moment, Outcome};
use qipan_records::files::{Files, media_type, named_so};

use crate::board::act;
use crate::commitments::commands::{self, target};
use crate::commitments::model::Evidence;
use crate::commitments::store;

/// Largest piece of evidence, in bytes.
pub const SIZE_MAX: usize = 50 * 1024 * 1024;

/// Takes the first file of a form as evidence of a commitment.
///
/// # Errors
/// `evidence-missing`, `evidence-empty`, `evidence-too-large`, `evidence-kind`, `evidence-named-otherwise`; what adding evidence may refuse.
pub async fn take(call: &Call, commitment: Id) -> Outcome<Id> {
    let evidence = checked(call, commitment).await?;
    act(call, move |acting| commands::add_evidence(acting, commitment, evidence.clone())).await
}

/// The first file of a form, checked and stored, ready to be handed in.
///
/// # Errors
/// As [`take`].
pub async fn checked(call: &Call, commitment: Id) -> Outcome<Evidence> {
    let upload = call.uploads.first().ok_or_else(|| Failure::invalid("evidence-missing").at("file"))?;
    if upload.bytes.is_empty() {
        return Err(Failure::invalid("evidence-empty").with("name", upload.name.as_str()).at("file"));
    }
    if upload.bytes.len() > SIZE_MAX {
        let mib = SIZE_MAX / (1024 * 1024);
        return Err(Failure::new(FailureKind::TooLarge, "evidence-too-large").with("mib", mib).at("file"));
    }
    let kind = media_type(&upload.bytes)
        .ok_or_else(|| Failure::invalid("evidence-kind").with("name", upload.name.as_str()).at("file"))?;
    if !named_so(&upload.name, kind) {
        return Err(Failure::invalid("evidence-named-otherwise")
            .with("name", upload.name.as_str())
            .at("file"));
    }
    // Access is decided before anything is stored; the act decides it again in its own transaction.
    let actor = call.actor()?.clone();
    call.read(move |tx| {
        let found = store::as_of(tx, commitment, Moment(i64::MAX - 1))?.ok_or_else(Failure::not_found)?;
        access::require_for(&actor, Act::AddEvidence, &target(&found))
    })
    .await?;
    let (files, bytes) = (call.site.part::<Files>().clone(), upload.bytes.clone());
    let digest =
        tokio::task::spawn_blocking(move || files.put(&bytes)).await.map_err(Failure::internal)??;
    Ok(Evidence {
        id: Id(0),
        report: None,
        at: Moment(0),
        actor_name: String::new(),
        name: upload.name.clone(),
        media_type: kind.to_owned(),
        size: upload.bytes.len() as i64,
        digest,
        note: call.form.value("note").chars().take(500).collect(),
    })
}

/// Gives a piece of evidence back, as a download: never shown by the browser as a page of ours.
pub async fn give(call: Call) -> Outcome<Response> {
    let (commitment, wanted) = (call.id("id")?, call.id("evidence")?);
    let actor = call.actor()?.clone();
    let found = call
        .read(move |tx| {
            let found = store::as_of(tx, commitment, Moment(i64::MAX - 1))?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::BoardView, &target(&found))?;
            store::evidence(tx, commitment)
        })
        .await?;
    let piece = found.into_iter().find(|piece| piece.id == wanted).ok_or_else(Failure::not_found)?;
    let files = call.site.part::<Files>().clone();
    let bytes =
        tokio::task::spawn_blocking(move || files.get(&piece.digest)).await.map_err(Failure::internal)??;
    call.file(&piece.name, "application/octet-stream", bytes)
}
