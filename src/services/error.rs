//! What a use case can answer besides its result.

use serde::Serialize;
use serde_json::Value;

use crate::crypto::random::NoEntropy;
use crate::domain::account::Permission;
use crate::store::StoreError;

/// A field of a form that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name as the API and the form have it.
    pub field: &'static str,
    /// A stable code; the text of `error-<code>` in `locales/` is shown to people.
    pub code: &'static str,
    /// What is wrong and what to do, in English, for logs and the API.
    pub message: String,
}

/// The rules, or the state of things, say no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// A stable code; the text of `refusal-<code>` in `locales/` is shown to people.
    pub code: &'static str,
    /// What was refused, why, and what to do.
    pub message: String,
    /// The rule that says no, if it is one of the domain's (D1, N1 …).
    pub rule: Option<String>,
    /// The whole verdict, with clauses and figures, if there is one.
    pub verdict: Option<Value>,
}

/// Why a use case did not happen. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Nobody is signed in, or the session is over.
    #[error("sign in first")]
    NotSignedIn,
    /// The actor's roles do not allow this.
    #[error("not permitted: {permission:?}")]
    NotPermitted {
        /// What was asked for.
        permission: Permission,
    },
    /// What was named does not exist, or is a secret to this actor.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Fields are wrong.
    #[error("{}", .0.iter().map(|one| format!("{}: {}", one.field, one.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<FieldError>),
    /// The rules or the state say no.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The exam is sat in Safe Exam Browser, and this is not it.
    #[error("this exam is sat in Safe Exam Browser")]
    LockedDown,
    /// Too much at once; try again after so many seconds.
    #[error("busy; try again in {retry_after} s")]
    Busy {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The store does not work just now, and nothing of this was kept; try again.
    #[error("the store does not answer: {0}")]
    Unavailable(String),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// Something that must not happen did.
    #[error("{0}")]
    Internal(String),
}

impl ServiceError {
    /// One wrong field.
    #[must_use]
    pub fn invalid(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field, code, message: message.into() }])
    }

    /// A refusal by the state of things.
    #[must_use]
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Refusal { code, message: message.into(), rule: None, verdict: None }))
    }

    /// A refusal by a rule of the domain.
    #[must_use]
    pub fn refused_by(rule: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Refusal { code, message: message.into(), rule: Some(rule.to_owned()), verdict: None }))
    }

    /// As [`ServiceError::refused_by`], with the figures it was decided by.
    pub fn refused_by_figures(rule: &str, code: &'static str, message: impl Into<String>, figures: Value) -> Self {
        let (rule, verdict) = (Some(rule.to_owned()), Some(figures));
        Self::Refused(Box::new(Refusal { code, message: message.into(), rule, verdict }))
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("record"),
            other if other.is_outage() => Self::Unavailable(other.to_string()),
            other => Self::Store(other),
        }
    }
}

impl From<NoEntropy> for ServiceError {
    fn from(error: NoEntropy) -> Self {
        Self::Internal(error.to_string())
    }
}
