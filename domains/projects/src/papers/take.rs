//! Taking papers from a request: told by their bytes, stored under their digest; nothing is decided about them here.

use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Call, Upload};
use qipan_board::evidence::SIZE_MAX;
use qipan_kernel::{Failure, FailureKind, Outcome};
use qipan_records::files::{self, Files, media_type};

use super::model::Taken;
use super::rules;
use crate::book::store as projects;

/// What the field of a form offers to choose.
pub const ACCEPT: &str = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.txt,.zip";

/// The files of a field of the form (of any field, where none is named), looked at and stored, when the caller may do `act` to the
/// project.
///
/// # Errors
/// Not found, forbidden; at the field: too many, empty, too large, of a kind that is no paper.
pub async fn taken(call: &Call, named: Option<&'static str>, act: Act) -> Outcome<Vec<Taken>> {
    let (project, actor) = (call.id("id")?, call.actor()?.clone());
    call.read(move |tx| {
        let found = projects::find(tx, project)?.ok_or_else(Failure::not_found)?;
        access::require_for(&actor, act, &found.target())
    })
    .await?;
    let field = named.unwrap_or("papers");
    let wanted = |upload: &&Upload| named.is_none_or(|named| upload.field == named);
    let uploads: Vec<Upload> = call.uploads.iter().filter(wanted).cloned().collect();
    if uploads.len() > rules::MOST {
        return Err(Failure::invalid("paper-too-many").with("most", rules::MOST).at(field));
    }
    let mut wrong = Vec::new();
    for upload in &uploads {
        let name = upload.name.as_str();
        if upload.bytes.is_empty() {
            wrong.push(Failure::invalid("evidence-empty").with("name", name).at(field));
        } else if upload.bytes.len() > SIZE_MAX {
            let mib = SIZE_MAX / (1024 * 1024);
            wrong.push(Failure::new(FailureKind::TooLarge, "evidence-too-large").with("mib", mib).at(field));
        } else if let Some(kind) = kind(&upload.bytes).filter(|_| ends_as_a_paper(name)) {
            if !files::named_so(name, kind) {
                wrong.push(Failure::invalid("evidence-named-otherwise").with("name", name).at(field));
            }
        } else {
            wrong.push(Failure::invalid("paper-kind").with("name", name).at(field));
        }
    }
    Failure::collect(wrong)?;
    let store = call.site.part::<Files>().clone();
    let all = tokio::task::spawn_blocking(move || {
        let each = uploads.iter().map(|upload| {
            Ok(Taken {
                name: upload.name.clone(),
                media: kind(&upload.bytes).unwrap_or_default().to_owned(),
                size: upload.bytes.len() as i64,
                digest: store.put(&upload.bytes)?,
            })
        });
        each.collect::<Outcome<Vec<Taken>>>()
    });
    all.await.map_err(Failure::internal)?
}

/// The name ends as that of a paper does: what is opened later is opened by its name.
fn ends_as_a_paper(name: &str) -> bool {
    let name = name.to_lowercase();
    ACCEPT.split(',').any(|ending| name.ends_with(ending))
}

/// The kind of a paper; moving pictures are none.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    media_type(bytes).filter(|kind| !kind.starts_with("video/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_named_as_one() {
        for (name, fine) in [
            ("建议书.pdf", true),
            ("A.DOCX", true),
            ("说明.txt", true),
            ("a.exe", false),
            ("a", false),
            ("a.pdf.js", false),
        ] {
            assert_eq!(ends_as_a_paper(name), fine, "{name}");
        }
    }
}
