//! What staff do in a ceremony: by whom, when, and what it calls.

use jiff::Timestamp;

use crate::domain::account::Permission;
use crate::domain::ceremony::{Next, Stage};
use crate::services::ceremony::{
    self, BeaconReading, Cancellation, CeremonyView, Invitation, NewCommitment, NewReceipt, OpenedSecret, Opening,
    Relief,
};
use crate::services::{Actor, Context, ServiceError};

use crate::web::pages::say;
use crate::web::pages::views::{Chrome, Link};

use super::typed::Typed;
use super::{Desk, shown};

/// What staff do on a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Make a link for a contributor.
    Contributor,
    /// Make a link for a custodian.
    Custodian,
    /// Enter a commitment given on paper.
    Commitment,
    /// Enter a receipt given on paper.
    Receipt,
    /// Enter what was read off the beacon.
    Beacon,
    /// Open a secret brought to the hall.
    Secret,
    /// Plan the draw of seats and supervisors.
    Plan,
    /// Replace a drawn supervisor who can't come.
    Relief,
    /// Replace a drawn examiner who can't go on.
    Substitute,
    /// Call the session, or the plan, off.
    CallOff,
}

impl Deed {
    /// In the order they come.
    pub(super) const ALL: [Self; 10] = [
        Self::Contributor,
        Self::Commitment,
        Self::Custodian,
        Self::Receipt,
        Self::Beacon,
        Self::Secret,
        Self::Plan,
        Self::Relief,
        Self::Substitute,
        Self::CallOff,
    ];

    /// Its name in addresses and texts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Custodian => "custodian",
            Self::Commitment => "commitment",
            Self::Receipt => "receipt",
            Self::Beacon => "beacon",
            Self::Secret => "secret",
            Self::Plan => "plan",
            Self::Relief => "relief",
            Self::Substitute => "substitute",
            Self::CallOff => "call-off",
        }
    }

    /// The way to its form.
    pub(super) fn link(self, chrome: &Chrome, view: &CeremonyView) -> Link {
        let label = say::of_draw(chrome.locale, view.planned.is_some(), &format!("rite-{}", self.name()));
        Link::new(chrome.t(&label), format!("{}/{}", shown::address(view.session.id), self.name()))
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.name() == name)
    }

    /// Whether an account may do this at all.
    pub(super) fn is_allowed(self, actor: &Actor, view: &CeremonyView) -> bool {
        self.require(actor, view).is_ok()
    }

    /// # Errors
    /// Without the permission.
    pub(super) fn require(self, actor: &Actor, view: &CeremonyView) -> Result<(), ServiceError> {
        let session = &view.session;
        match self {
            Self::Beacon => {
                let enters = |place| actor.may(Permission::EnterBeacon, place);
                if session.places().into_iter().any(enters) {
                    return Ok(());
                }
                actor.require_among(Permission::EnterBeacon, session.bureau_id, session.places())
            }
            _ => actor.require_among(Permission::RunCeremony, session.bureau_id, session.places()),
        }
    }

    /// Whether it is its time, and somebody may do it.
    pub(super) fn is_due(self, actor: &Actor, desk: &Desk, now: Timestamp) -> bool {
        let (view, calendar) = (&desk.view, &desk.view.calendar);
        let gathering = view.stage == Stage::Gathering && now < calendar.roster_until;
        let keeping = view.stage <= Stage::Closed && calendar.beacon.is_none_or(|drawn| now < drawn);
        let due = match self {
            Self::Contributor | Self::Commitment => gathering,
            Self::Custodian => keeping && (!view.parties.is_empty() || !desk.guests.is_empty()),
            Self::Receipt => keeping && !view.parties.is_empty(),
            Self::Beacon => {
                let drawn = calendar.beacon.is_some_and(|drawn| now >= drawn) && now < calendar.open_until;
                view.stage == Stage::Closed && drawn && view.beacon.is_none()
            }
            Self::Secret => matches!(&view.next, Next::Open(waiting) if !waiting.is_empty()),
            Self::Plan => gathering && view.plan.is_none() && view.planned.is_none(),
            Self::Relief => {
                let drawn = |state: &str| matches!(state, "opened" | "published");
                let drawn = view.plan.as_ref().is_some_and(|plan| drawn(&plan.state));
                let open = matches!(view.session.state.as_str(), "roster_closed" | "opened" | "sat");
                drawn && open && !view.supervisors.is_empty()
            }
            Self::Substitute => matches!(view.session.state.as_str(), "opened" | "sat") && !view.panel.is_empty(),
            Self::CallOff if view.planned.is_some() => view.stage < Stage::Opened,
            Self::CallOff => view.stage < Stage::Sat,
        };
        due && self.is_allowed(actor, view)
    }

    /// Does it; the end of the address to go on to, after the ceremony's own.
    ///
    /// # Errors
    /// Whatever the service refuses.
    pub(super) fn perform(
        self,
        context: &Context,
        actor: &Actor,
        id: i64,
        typed: &Typed,
    ) -> Result<String, ServiceError> {
        match self {
            Self::Contributor | Self::Custodian => {
                let new = self.invitation(typed);
                let link = ceremony::invite(context, actor, id, &new)?;
                let name = ceremony::keep_link(context, actor, id, (link, new))?;
                return Ok(format!("/links/{name}"));
            }
            Self::Commitment => {
                let new = NewCommitment {
                    code: trimmed(&typed.contributor),
                    name: trimmed(&typed.body),
                    outside: typed.side != "inside",
                    commitment: unspaced(&typed.commitment).to_ascii_lowercase(),
                };
                ceremony::commit(context, actor, id, new)?;
            }
            Self::Receipt => {
                let new = NewReceipt {
                    contributor: trimmed(&typed.contributor),
                    body: trimmed(&typed.body),
                    custodian: trimmed(&typed.person),
                    commitment: unspaced(&typed.commitment).to_ascii_lowercase(),
                };
                ceremony::receive(context, actor, id, &new)?;
            }
            Self::Beacon => {
                let reading = BeaconReading { event: trimmed(&typed.event), numbers: trimmed(&typed.numbers) };
                ceremony::enter_beacon(context, actor, id, &reading)?;
            }
            Self::Secret => {
                let secret = OpenedSecret { code: trimmed(&typed.contributor), secret: secret_in(&typed.secret) };
                ceremony::open(context, actor, id, &Opening { secrets: vec![secret] })?;
            }
            Self::Plan => {
                ceremony::make_plan(context, actor, id)?;
            }
            Self::Relief => {
                let account_id = trimmed(&typed.supervisor).parse().unwrap_or_default();
                let relief = Relief { account_id, reason: typed.reason.clone() };
                ceremony::relieve_supervisor(context, actor, id, &relief)?;
            }
            Self::Substitute => {
                let account_id = trimmed(&typed.examiner).parse().unwrap_or_default();
                let relief = Relief { account_id, reason: typed.reason.clone() };
                ceremony::relieve_examiner(context, actor, id, &relief)?;
            }
            Self::CallOff => {
                ceremony::cancel(context, actor, id, &Cancellation { reason: typed.reason.clone() })?;
            }
        }
        Ok(format!("?done={}", self.name()))
    }

    fn invitation(self, typed: &Typed) -> Invitation {
        Invitation {
            role: self.name().to_owned(),
            contributor: trimmed(&typed.contributor),
            body: trimmed(&typed.body),
            name: trimmed(&typed.person),
            outside: self == Self::Contributor && typed.side != "inside",
        }
    }

    /// The form's field that a service's field is.
    pub(super) fn field_of(self, field: &'static str) -> &'static str {
        match (self, field) {
            (Self::Commitment, "name") => "body",
            (_, "code") => "contributor",
            (_, "name" | "custodian") => "person",
            (_, "secrets") => "secret",
            (Self::Substitute, "account_id") => "examiner",
            (_, "account_id") => "supervisor",
            (_, other) => other,
        }
    }

    /// The field that a refusal is about; `None` where it is about the ceremony.
    pub(super) fn field_to_blame(self, code: &str) -> Option<&'static str> {
        match (self, code) {
            (Self::Contributor | Self::Commitment, "contributor-known") => Some("contributor"),
            (Self::Receipt, "contributor-unknown") => Some("contributor"),
            (Self::Secret, "contributor-unknown" | "contributor-excluded" | "secret-opened") => Some("contributor"),
            (Self::Commitment, "commitment-known") => Some("commitment"),
            (Self::Receipt, "custodian-own" | "custodian-same-body") => Some("body"),
            (Self::Receipt, "custodian-holds-all") => Some("person"),
            (Self::Beacon, "other-event" | "beacon-too-early") => Some("event"),
            _ => None,
        }
    }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The secret in what was typed or read off its code: 64 hex digits, in groups or with words around them.
pub(in crate::web::pages) fn secret_in(text: &str) -> String {
    let runs = || text.split(|character: char| !character.is_ascii_hexdigit());
    match runs().find(|run| run.len() == 64) {
        Some(run) => run.to_owned(),
        None => unspaced(text),
    }
}

#[cfg(test)]
mod tests {
    use super::secret_in;

    #[test]
    fn a_secret_is_found_in_groups_and_in_what_its_code_says() {
        let secret = "0f".repeat(32);
        let groups: Vec<String> = (0..16).map(|_| "0f0f".to_owned()).collect();
        for written in [secret.clone(), groups.join(" "), format!("exam-seed-secret/v1 union {secret}\n")] {
            assert_eq!(secret_in(&written), secret, "{written}");
        }
        assert_eq!(secret_in(" 12 3x "), "123x");
    }
}
