//! The record of a room.

use askama::Template;

use super::{Banner, Chrome, Fact, FormErrors, Link};

/// `/staff/sessions/{id}/room-record`: what happened in a room, and the form in which an invigilator signs it. Field:
/// `password`. Posts to itself.
#[derive(Template)]
#[template(path = "pages/room_record.html")]
pub struct RoomRecordPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// What was done, or why it can't be.
    pub banner: Option<Banner>,
    /// The session's page.
    pub back: Link,
    /// Centre, room, time, how many.
    pub facts: Vec<Fact>,
    /// Who was absent: 准考证号 and name.
    pub absent: Vec<String>,
    /// Who sat without having been checked.
    pub unverified: Vec<String>,
    /// What was done to sittings, in order.
    pub incidents: Vec<RecordedLine>,
    /// Breaches, in order.
    pub breaches: Vec<RecordedLine>,
    /// Who signed it, when, and the signature.
    pub signatures: Vec<RecordSignature>,
    /// Where the form posts to; nothing where it can't be signed, or this person has.
    pub sign: Option<String>,
    /// What is said instead of the form.
    pub why_not: String,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct RecordedLine {
    /// When.
    pub when: String,
    /// Whom it is about.
    pub who: String,
    /// What it was.
    pub what: String,
    /// Why, in the words of whoever did it.
    pub reason: String,
    /// Who did it.
    pub by: String,
}

/// A record as somebody signed it.
#[derive(Clone, Debug)]
pub struct RecordSignature {
    /// Who, and when.
    pub who: String,
    /// The server's signature over it.
    pub signature: String,
}
