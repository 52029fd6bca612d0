//! Bodies of requests: forms, files, JSON.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use qipan_kernel::{Failure, FailureKind, Outcome};
use qipan_web::Form;

/// A file that was sent with a form.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Name of the form field.
    pub field: String,
    /// Name of the file, without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Most fields and files of one form.
const PARTS_LIMIT: usize = 1_000;

/// Reads a body of at most `limit` bytes: (fields, files, raw body).
///
/// # Errors
/// `request-too-large`; `request-broken` when it ends early or is no proper form.
pub async fn read_input(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Outcome<(Form, Vec<Upload>, Bytes)> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bytes = match Limited::new(body, limit).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            let mib = (limit / (1024 * 1024)).max(1);
            return Err(Failure::new(FailureKind::TooLarge, "request-too-large").with("mib", mib));
        }
        Err(error) => return Err(Failure::invalid("request-broken").because(error)),
    };
    if kind.starts_with("application/x-www-form-urlencoded") {
        return Ok((Form::parse(&bytes)?, Vec::new(), Bytes::new()));
    }
    match multer::parse_boundary(kind) {
        Ok(boundary) => multipart(bytes, &boundary).await,
        Err(_) => Ok((Form::default(), Vec::new(), bytes)),
    }
}

async fn multipart(bytes: Bytes, boundary: &str) -> Outcome<(Form, Vec<Upload>, Bytes)> {
    let broken = |error: multer::Error| Failure::invalid("request-broken").because(error);
    let stream = futures_util::stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    let mut parts = multer::Multipart::new(stream, boundary);
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if fields.len() + files.len() >= PARTS_LIMIT {
            return Err(Failure::invalid("request-broken"));
        }
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(base_name) {
            // A file field left empty is sent as a file without a name.
            Some(name) if name.is_empty() => {}
            Some(name) => files.push(Upload { field, name, bytes: part.bytes().await.map_err(broken)? }),
            None => fields.push((field, part.text().await.map_err(broken)?)),
        }
    }
    Ok((Form::from_pairs(fields), files, Bytes::new()))
}

/// The file's own name: some browsers send the path on the user's machine.
fn base_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}
