//! The one mapping from what a use case answers to HTTP: RFC 9457 `application/problem+json` for the API, a page for
//! people. An internal error shows an incident number and no detail.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::Value;

use crate::crypto::random;
use crate::domain::account::Permission;
use crate::services::{FieldError, ServiceError};

/// What went wrong, ready to be rendered as JSON or as a page.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// Always `about:blank`: the status says the kind, `code` the exact reason.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind, in English.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// A stable code; `refusal-<code>` in `locales/` is its text for people.
    pub code: String,
    /// The rule that says no (D1, N1 …).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The whole verdict with clauses and figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Value>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// The number under which the log has the detail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// What whoever asked may not do.
    #[serde(skip)]
    pub permission: Option<Permission>,
    /// Seconds to wait before trying again.
    #[serde(skip)]
    pub retry_after: Option<u32>,
    /// The methods that the address takes instead.
    #[serde(skip)]
    pub allow: Option<String>,
    /// What was typed into a form that came after its session had ended.
    #[serde(skip)]
    pub kept: Vec<(String, String)>,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            rule: None,
            verdict: None,
            fields: Vec::new(),
            incident: None,
            permission: None,
            retry_after: None,
            allow: None,
            kept: Vec::new(),
        }
    }

    /// A request that can't be read.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "The request can't be read", "bad-request", detail)
    }

    /// A request that is refused before any use case sees it: its size, its media type, its form.
    #[must_use]
    pub fn unreadable(status: StatusCode, detail: impl Into<String>) -> Self {
        let (title, code) = match status {
            StatusCode::PAYLOAD_TOO_LARGE => ("Too large", "too-large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("Unsupported media type", "unsupported-media-type"),
            StatusCode::METHOD_NOT_ALLOWED => {
                let detail = format!("This address takes {} only.", detail.into());
                return Self::new(status, "Method not allowed", "method-not-allowed", detail);
            }
            _ => return Self::bad_request(detail),
        };
        Self::new(status, title, code, detail)
    }

    /// Nothing under this address.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", "not-found", "There is nothing under this address.")
    }

    /// The store does not work just now; the detail goes to the log.
    #[must_use]
    pub fn unavailable(detail: &dyn fmt::Display) -> Self {
        tracing::error!(%detail, "the store does not answer");
        Self {
            retry_after: Some(2),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The store does not answer",
                "unavailable",
                "The store does not answer just now, and nothing of this call was kept. What was saved before is safe. Try \
                 again in 2 s.",
            )
        }
    }

    /// An error that says nothing but its number; the detail goes to the log.
    #[must_use]
    pub fn internal(detail: &dyn fmt::Display) -> Self {
        let incident = random::bytes::<3>().map_or_else(|_| "000000".to_owned(), hex::encode_upper);
        let (left, right) = incident.split_at(4);
        let incident = format!("{left}-{right}");
        tracing::error!(%incident, %detail, "internal error");
        Self {
            incident: Some(incident),
            ..Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something broke",
                "internal",
                "Something broke here. What was saved is safe. Give the administrator the incident number.",
            )
        }
    }
}

/// The code of a refusal because of the browser.
pub const LOCKED_DOWN: &str = "lockdown-required";

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotSignedIn => {
                Self::new(StatusCode::UNAUTHORIZED, "Not signed in", "not-signed-in", "Sign in first.")
            }
            ServiceError::NotPermitted { permission } => Self {
                permission: Some(permission),
                ..Self::new(
                    StatusCode::FORBIDDEN,
                    "Not permitted",
                    "not-permitted",
                    format!("Your roles do not allow this ({permission:?}). Ask the bureau's administrator."),
                )
            },
            ServiceError::NotFound(what) => Self { detail: format!("There is no such {what}."), ..Self::not_found() },
            ServiceError::Invalid(fields) => Self {
                detail: fields
                    .iter()
                    .map(|one| format!("{}: {}", one.field, one.message))
                    .collect::<Vec<_>>()
                    .join("; "),
                fields,
                ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Fields are wrong", "invalid", "")
            },
            ServiceError::Refused(refusal) => Self {
                rule: refusal.rule,
                verdict: refusal.verdict,
                ..Self::new(StatusCode::CONFLICT, "Refused", refusal.code, refusal.message)
            },
            ServiceError::LockedDown => Self::new(
                StatusCode::FORBIDDEN,
                "Locked down",
                LOCKED_DOWN,
                "This exam is sat in Safe Exam Browser, opened by the exam's own settings file.",
            ),
            ServiceError::Busy { retry_after } => Self {
                retry_after: Some(retry_after),
                ..Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Busy",
                    "busy",
                    format!("Too much at once. Try again in {retry_after} s; nothing was lost."),
                )
            },
            ServiceError::Unavailable(detail) => Self::unavailable(&detail),
            ServiceError::Store(error) => Self::internal(&error),
            ServiceError::Internal(detail) => Self::internal(&detail),
        }
    }
}

/// An error on its way out of a handler.
#[derive(Debug)]
pub struct WebError(pub Box<Problem>);

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl From<Problem> for WebError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<ServiceError> for WebError {
    fn from(error: ServiceError) -> Self {
        Problem::from(error).into()
    }
}

impl From<actix_web::error::BlockingError> for WebError {
    fn from(error: actix_web::error::BlockingError) -> Self {
        Problem::internal(&error).into()
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut builder = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.0.retry_after {
            builder.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.0.allow {
            builder.insert_header((header::ALLOW, methods.as_str()));
        }
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = builder.insert_header((header::CONTENT_TYPE, "application/problem+json")).body(body);
        response.extensions_mut().insert((*self.0).clone());
        response
    }
}
