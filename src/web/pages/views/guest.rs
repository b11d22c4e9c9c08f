//! The page of a ceremony's guest: a contributor, or a custodian of a contributor's secret.

use askama::Template;

use crate::web::pages::say;

use super::{Banner, Chrome, Fact, FormErrors, Link};

/// How it stands for a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestState {
    /// A contributor makes a secret and commits to it.
    Commit,
    /// Committed; the time of opening is waited for.
    Committed,
    /// It is the time of opening, but the beacon is not entered yet.
    Beacon,
    /// A contributor opens the secret.
    Open,
    /// It is open.
    Opened,
    /// Left out for want of receipts.
    Excluded,
    /// A custodian waits for the contributor's commitment.
    Wait,
    /// A custodian checks the sealed secret and gives a receipt.
    Keep,
    /// The receipt is there.
    Kept,
    /// The time for it is over.
    Late,
    /// The ceremony can't be carried on.
    Stuck,
    /// The session was called off.
    Cancelled,
}

impl GuestState {
    /// Every state.
    pub const ALL: [Self; 12] = [
        Self::Commit,
        Self::Committed,
        Self::Beacon,
        Self::Open,
        Self::Opened,
        Self::Excluded,
        Self::Wait,
        Self::Keep,
        Self::Kept,
        Self::Late,
        Self::Stuck,
        Self::Cancelled,
    ];

    /// Its name in the texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Committed => "committed",
            Self::Beacon => "beacon",
            Self::Open => "open",
            Self::Opened => "opened",
            Self::Excluded => "excluded",
            Self::Wait => "wait",
            Self::Keep => "keep",
            Self::Kept => "kept",
            Self::Late => "late",
            Self::Stuck => "stuck",
            Self::Cancelled => "cancelled",
        }
    }

    /// The form that is filled in now: `commit`, `receive` or `open`.
    #[must_use]
    pub fn form(self) -> Option<&'static str> {
        match self {
            Self::Commit => Some("commit"),
            Self::Keep => Some("receive"),
            Self::Open => Some("open"),
            _ => None,
        }
    }

    /// Whether nothing is done by this guest any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Opened | Self::Excluded | Self::Kept | Self::Late | Self::Stuck | Self::Cancelled)
    }
}

/// What a guest does now.
#[derive(Clone, Debug)]
pub struct GuestWork {
    /// `commit`, `receive` or `open`.
    pub form: &'static str,
    /// Where it posts to.
    pub action: String,
    /// The exam's id.
    pub exam: String,
    /// The session's id.
    pub session: String,
    /// The contributor's id.
    pub contributor: String,
    /// The commitment as it is published, in hex; empty before.
    pub commitment: String,
}

/// `/ceremony/{token}`; its forms post to `/ceremony/{token}/{form}`.
#[derive(Template)]
#[template(path = "pages/guest.html")]
pub struct GuestPage {
    /// Head, foot, texts.
    pub chrome: Chrome,
    /// `电工（五级）理论考试抽题`.
    pub title: String,
    /// Whether it is a plan's: a draw of seats and supervisors, days before the exam.
    pub is_plan: bool,
    /// In which part the reader is here.
    pub role: String,
    /// What is so now, and what to do, in a few words.
    pub now: String,
    /// The same in sentences.
    pub text: String,
    /// Session, times, who, commitment, receipts.
    pub facts: Vec<Fact>,
    /// The public page of the draw, once there is one.
    pub draw: Option<Link>,
    /// Whether there is nothing more to do.
    pub over: bool,
    /// What is to be done now.
    pub work: Option<GuestWork>,
    /// What is wrong with what was posted.
    pub errors: FormErrors,
    /// What has just been done, or was refused.
    pub banner: Option<Banner>,
}

impl GuestPage {
    /// A text of the page: the plan's own, where it is a plan's and there is one.
    fn told(&self, key: &str) -> String {
        self.chrome.t(&say::of_draw(self.chrome.locale, self.is_plan, key))
    }
}
