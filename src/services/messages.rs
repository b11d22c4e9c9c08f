//! The letters that use cases queue: what each says, without how it is written. `mail/` writes and sends them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Context, ServiceError};
use crate::store::outbox::{self, NewMessage};
use crate::store::{AnyConnection, StoreError};

/// What a letter says. Its fields are shown to people as they are: times local, marks with two decimals.
pub trait Letter: Serialize {
    /// The name under which it lies in the outbox; the template's name.
    const KIND: &'static str;
}

/// Whoever carries queued letters to their recipients: `mail/` does, and jobs ask it to.
pub trait Courier: Send + Sync {
    /// Carries what is due, letter by letter as long as `go_on` says yes.
    ///
    /// # Errors
    /// When the store fails; a letter that doesn't go is no error.
    fn carry(&self, context: &Context, go_on: &dyn Fn() -> bool) -> Result<(), ServiceError>;
}

/// 准考证: when, where, and what to bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdmissionTicket {
    /// The candidate's name.
    pub name: String,
    /// 准考证号.
    pub admission_number: String,
    /// Occupation and level, such as `电工 五级（初级工）`.
    pub exam_title: String,
    /// The session, such as `2026 年 12 月第 1 场`.
    pub session: String,
    /// When it opens, local, such as `2026-12-12 09:00`.
    pub opens_at: String,
    /// The latest time to be let in, local.
    pub latest_start: String,
    /// The centre's name.
    pub centre: String,
    /// The room's name.
    pub room: String,
    /// The seat's number.
    pub seat: i64,
    /// What to bring, such as `身份证原件`.
    pub bring: String,
}

impl Letter for AdmissionTicket {
    const KIND: &'static str = "admission_ticket";
}

/// 成绩: both marks and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultLetter {
    /// The candidate's name.
    pub name: String,
    /// Occupation and level.
    pub exam_title: String,
    /// The theory mark, such as `86.50`.
    pub theory: String,
    /// The practical mark, such as `72.00`.
    pub practical: String,
    /// Whether both parts are passed.
    pub passed: bool,
    /// The verdict in one sentence, in the letter's language.
    pub sentence: String,
    /// The last day on which a re-check can be asked for, `YYYY-MM-DD`.
    pub recheck_until: String,
}

impl Letter for ResultLetter {
    const KIND: &'static str = "result";
}

/// 证书: that it is made, and where it can be seen and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateLetter {
    /// The holder's name.
    pub name: String,
    /// 证书编号.
    pub serial: String,
    /// Occupation and level.
    pub project: String,
    /// The certificate's page.
    pub url: String,
}

impl Letter for CertificateLetter {
    const KIND: &'static str = "certificate";
}

/// 取消: that a session is called off, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelledLetter {
    /// The candidate's name.
    pub name: String,
    /// 准考证号.
    pub admission_number: String,
    /// Occupation and level.
    pub exam_title: String,
    /// When it would have opened, local.
    pub opens_at: String,
    /// Why, in the bureau's words.
    pub reason: String,
}

impl Letter for CancelledLetter {
    const KIND: &'static str = "cancelled";
}

/// Queues a letter in the transaction that causes it; `false` when it is queued already, or when there is no address
/// to send it to: mail is optional for candidates.
///
/// `locale` is `zh-CN` or `en`. `dedup_key` says what happened, once: `ticket/17`, `result/17/1`, `certificate/S0001…`.
///
/// # Errors
/// When the database fails.
pub fn queue<T: Letter>(
    connection: &mut AnyConnection,
    recipient: &str,
    locale: &str,
    dedup_key: &str,
    letter: &T,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if recipient.trim().is_empty() {
        return Ok(false);
    }
    let payload = serde_json::to_string(letter).map_err(|error| StoreError::Malformed(error.to_string()))?;
    let message = NewMessage { kind: T::KIND, dedup_key: dedup_key.to_owned(), recipient, locale, payload };
    outbox::enqueue(connection, &message, now)
}
