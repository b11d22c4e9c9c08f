//! Pages of a session's ceremony for staff: where it stands, its forms, a link that was made.

use askama::Template;

use super::{Banner, Chip, Choice, Chrome, Fact, FormErrors, Link, NextStep, Step};

/// `/staff/sessions/{id}/ceremony`.
#[derive(Template)]
#[template(path = "pages/staff_ceremony.html")]
pub struct StaffCeremony {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// What has just been done.
    pub banner: Option<Banner>,
    /// `抽题仪式：电工（五级）`.
    pub title: String,
    /// The session's page, saying exam and session.
    pub session: Link,
    /// Of a session: how its seats and supervisors come about.
    pub plan: Option<CeremonyPlan>,
    /// Day and place in one sentence.
    pub lede: String,
    /// From [`super::ceremony_steps`].
    pub steps: Vec<Step>,
    /// What comes next, for whom, by when.
    pub next: NextStep,
    /// What else the reader can do now.
    pub deeds: Vec<Link>,
    /// Calling the session off, where the reader may.
    pub call_off: Option<Link>,
    /// Who committed.
    pub parties: Vec<CeremonyParty>,
    /// For whom links were made.
    pub guests: Vec<CeremonyGuest>,
    /// What was read off the beacon.
    pub readings: Vec<CeremonyReading>,
    /// How the readings stand: awaited, one alone, they differ, settled.
    pub beacon: Chip,
    /// What is said of hidden readings; may be empty.
    pub hidden: String,
    /// Each step's deadline.
    pub deadlines: Vec<Fact>,
    /// Digests, as far as they are out.
    pub data: Vec<Fact>,
    /// The public page of the draw, once there is one.
    pub draw: Option<Link>,
}

/// How a session's seats and supervisors come about.
#[derive(Clone, Debug)]
pub struct CeremonyPlan {
    /// What is so, in sentences.
    pub lines: Vec<String>,
    /// The plan's own page, and what the reader can do now.
    pub links: Vec<Link>,
}

/// A contributor on the page of a ceremony.
#[derive(Clone, Debug)]
pub struct CeremonyParty {
    /// The body.
    pub name: String,
    /// Its id in exam-seed/v1.
    pub code: String,
    /// Of the bureau or outside it.
    pub side: String,
    /// The commitment in hex.
    pub commitment: String,
    /// `2 / 2`.
    pub receipts: String,
    /// Who keeps its secret: body and name.
    pub custodians: Vec<String>,
    /// Committed, opened, left out.
    pub state: Chip,
    /// When it was opened; may be empty.
    pub when: String,
    /// Whether it is waited for now.
    pub now: bool,
}

impl CeremonyParty {
    /// The commitment's beginning and end.
    #[must_use]
    pub fn short(&self) -> String {
        match (self.commitment.get(..8), self.commitment.get(56..)) {
            (Some(start), Some(end)) => format!("{start}…{end}"),
            _ => self.commitment.clone(),
        }
    }
}

/// Somebody with a link on the page of a ceremony.
#[derive(Clone, Debug)]
pub struct CeremonyGuest {
    /// Body and person.
    pub name: String,
    /// Contributor, or custodian of whose secret.
    pub role: String,
    /// Whether they have done their part.
    pub state: Chip,
    /// When the link was made.
    pub made: String,
}

/// What somebody read off the beacon.
#[derive(Clone, Debug)]
pub struct CeremonyReading {
    /// Who.
    pub by: String,
    /// When.
    pub when: String,
    /// Which drawing.
    pub event: String,
    /// The numbers for people; empty while hidden.
    pub numbers: String,
}

/// A form of the ceremony: posts its fields to `action`.
#[derive(Template)]
#[template(path = "pages/staff_ceremony_form.html")]
pub struct StaffCeremonyForm {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Errors at the fields.
    pub errors: FormErrors,
    /// Why it can't be done, where no field is to blame.
    pub banner: Option<Banner>,
    /// What it does.
    pub title: String,
    /// How to fill it in.
    pub text: String,
    /// What has to be known before: a sentence each.
    pub lines: Vec<String>,
    /// Back to the ceremony.
    pub back: Link,
    /// Where it posts to.
    pub action: String,
    /// Its fields.
    pub fields: Vec<CeremonyField>,
    /// The button's verb.
    pub submit: String,
    /// Whether it can't be undone: a red button, and the way back is the main one.
    pub stop: bool,
}

/// A field of a form of the ceremony.
#[derive(Clone, Debug)]
pub struct CeremonyField {
    /// Its name and id.
    pub name: &'static str,
    /// The text of its label.
    pub key: &'static str,
    /// What was typed.
    pub value: String,
    /// The choices, where it is a select.
    pub choices: Vec<Choice>,
    /// Whether it has several lines.
    pub area: bool,
}

/// A link that was made, shown this once.
#[derive(Template)]
#[template(path = "pages/staff_ceremony_link.html")]
pub struct StaffCeremonyLink {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// Back to the ceremony.
    pub back: Link,
    /// The link; none when it was shown before.
    pub link: Option<CeremonyLink>,
}

/// A link with its code.
#[derive(Clone, Debug)]
pub struct CeremonyLink {
    /// Whose: role, body, person.
    pub whose: String,
    /// What they do with it.
    pub text: String,
    /// The address.
    pub url: String,
    /// The address as inline SVG from `formats::qr`; put in as it is.
    pub qr_svg: String,
}
