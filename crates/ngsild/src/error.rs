//! What can be wrong with an NGSI-LD document or query (clause 5.5.2), and where.

use std::borrow::Cow;

use qipan_kernel::{Arg, Message};

/// The error types of clause 5.5.2 and table 6.3.2-1, each with the HTTP status that goes with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// Not JSON, or a parameter that does not exist or that cannot be read: 400.
    InvalidRequest,
    /// It can be read but does not mean anything that is allowed: 400.
    BadRequestData,
    /// Exists already: 409.
    AlreadyExists,
    /// It conflicts with what is there: 409.
    Conflict,
    /// Allowed by the standard, not offered here: 422.
    OperationNotSupported,
    /// There is no such thing: 404.
    ResourceNotFound,
    /// The answer would be too large: 403.
    TooManyResults,
    /// The query would cost too much: 403.
    TooComplexQuery,
    /// A document that a context refers to cannot be had: 504.
    LdContextNotAvailable,
    /// There is no such tenant: 404.
    NonexistentTenant,
    /// The caller may not: 403.
    Forbidden,
    /// Our fault: 500.
    InternalError,
}

impl ErrorKind {
    /// The status code of the answer.
    pub fn status(self) -> u16 {
        match self {
            ErrorKind::InvalidRequest | ErrorKind::BadRequestData => 400,
            ErrorKind::TooManyResults | ErrorKind::TooComplexQuery | ErrorKind::Forbidden => 403,
            ErrorKind::ResourceNotFound | ErrorKind::NonexistentTenant => 404,
            ErrorKind::AlreadyExists | ErrorKind::Conflict => 409,
            ErrorKind::OperationNotSupported => 422,
            ErrorKind::InternalError => 500,
            ErrorKind::LdContextNotAvailable => 504,
        }
    }

    /// The URI of the error type, as `ProblemDetails.type` names it.
    pub fn uri(self) -> &'static str {
        match self {
            ErrorKind::InvalidRequest => "https://uri.etsi.org/ngsi-ld/errors/InvalidRequest",
            ErrorKind::BadRequestData => "https://uri.etsi.org/ngsi-ld/errors/BadRequestData",
            ErrorKind::AlreadyExists => "https://uri.etsi.org/ngsi-ld/errors/AlreadyExists",
            ErrorKind::Conflict => "https://uri.etsi.org/ngsi-ld/errors/Conflict",
            ErrorKind::OperationNotSupported => "https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported",
            ErrorKind::ResourceNotFound => "https://uri.etsi.org/ngsi-ld/errors/ResourceNotFound",
            ErrorKind::TooManyResults => "https://uri.etsi.org/ngsi-ld/errors/TooManyResults",
            ErrorKind::TooComplexQuery => "https://uri.etsi.org/ngsi-ld/errors/TooComplexQuery",
            ErrorKind::LdContextNotAvailable => "https://uri.etsi.org/ngsi-ld/errors/LdContextNotAvailable",
            ErrorKind::NonexistentTenant => "https://uri.etsi.org/ngsi-ld/errors/NonexistentTenant",
            ErrorKind::Forbidden => "https://uri.etsi.org/ngsi-ld/errors/AccessDenied",
            ErrorKind::InternalError => "https://uri.etsi.org/ngsi-ld/errors/InternalError",
        }
    }
}

/// Something wrong: its kind, the sentence about it, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// Decides the status code and the error type.
    pub kind: ErrorKind,
    /// The sentence; its words are in `locales/`.
    pub message: Message,
    /// The member (as a path, `speed.value`) or the parameter (`q`).
    pub field: Option<String>,
    /// For query languages: how many characters stand before the fault.
    pub position: Option<usize>,
}

/// A result of this crate.
pub type Fallible<T> = Result<T, Error>;

impl Error {
    /// An error whose sentence is `key` (kebab-case, beginning with `ngsild-`).
    pub fn new(kind: ErrorKind, key: &'static str) -> Error {
        Error {
            kind,
            message: Message { key: Cow::Borrowed(key), args: Vec::new() },
            field: None,
            position: None,
        }
    }

    /// [`ErrorKind::BadRequestData`].
    pub fn bad(key: &'static str) -> Error {
        Error::new(ErrorKind::BadRequestData, key)
    }

    /// [`ErrorKind::InvalidRequest`].
    pub fn invalid(key: &'static str) -> Error {
        Error::new(ErrorKind::InvalidRequest, key)
    }

    /// Adds an argument of the sentence.
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Error {
        self.message = self.message.with(name, value);
        self
    }

    /// Names the member or parameter.
    pub fn at(mut self, field: impl Into<String>) -> Error {
        self.field = Some(field.into());
        self
    }

    /// Says after how many characters.
    pub fn position(mut self, position: usize) -> Error {
        self.position = Some(position);
        self
    }
}
