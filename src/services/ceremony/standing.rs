//! Where a ceremony stands: what is stored, as the domain judges it.

use jiff::Timestamp;

use crate::domain::ceremony::{Calendar, Ceremony, Entry, Kind, Party, Receipt, Refused, Stage};
use crate::services::{Context, ServiceError};
use crate::store::sessions::{self, Session};
use crate::store::{AnyConnection, StoreError, ceremony, custody, instant};

/// The ceremony of a session, as it is now.
pub(in crate::services) fn standing(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
) -> Result<Ceremony, ServiceError> {
    let mut parties: Vec<Party> = ceremony::contributors(connection, session.id)?
        .into_iter()
        .map(|one| Party {
            code: one.code,
            name: one.name,
            outside: one.outside,
            receipts: Vec::new(),
            opened: one.opened_at.is_some(),
        })
        .collect();
    for row in custody::receipts(connection, session.id)? {
        if let Some(party) = parties.iter_mut().find(|party| party.code == row.contributor) {
            let at = instant(row.received_at);
            party.receipts.push(Receipt { body: row.body, custodian: row.custodian, at });
        }
    }
    let entries = custody::entries(connection, session.id)?;
    let (kind, opens) = match session.plan_of {
        Some(of) => (Kind::Plan, instant(sessions::find(connection, of)?.opens_at)),
        None => {
            let plan = sessions::plan_of(connection, session.id)?.map(|plan| stage_of(&plan.state));
            (Kind::Session { plan }, instant(session.opens_at))
        }
    };
    Ok(Ceremony {
        kind,
        stage: stage_of(&session.state),
        calendar: calendar_of(context, session, kind, opens),
        parties,
        entries: entries
            .into_iter()
            .map(|(account_id, _, event, value, _)| Entry { account_id, event, value })
            .collect(),
        outside_wanted: usize::try_from(context.policy.draw.outside_contributors).unwrap_or(usize::MAX),
        published: is_published(connection, session)?,
    })
}

/// When the steps of a ceremony can be done; `opens` is when the session itself opens.
fn calendar_of(context: &Context, session: &Session, kind: Kind, opens: Timestamp) -> Calendar {
    let events = (session.beacon_named.clone(), session.beacon_fallback.clone());
    let events = Some(events).filter(|(named, _)| !named.is_empty());
    match kind {
        Kind::Session { .. } => Calendar::of(opens, &context.policy, events),
        Kind::Plan => Calendar::of_plan(opens, &context.policy, events),
    }
}

/// Whether what was drawn is public: the theory test is over, of every session of the exam; or the session was called
/// off, then what was opened of it is public at once.
pub(in crate::services) fn is_published(connection: &mut AnyConnection, session: &Session) -> Result<bool, StoreError> {
    if session.evidence.is_empty() {
        return Ok(false);
    }
    Ok(session.state == "cancelled" || !ceremony::exam_goes_on(connection, &session.exam)?)
}

/// The domain's refusal as ours.
pub(super) fn out_of_turn(refused: Refused) -> ServiceError {
    ServiceError::refused_by("DRAW", refused.code(), refused.to_string())
}

fn stage_of(state: &str) -> Stage {
    match state {
        "planned" => Stage::Gathering,
        "roster_closed" => Stage::Closed,
        "opened" => Stage::Opened,
        "cancelled" => Stage::Cancelled,
        _ => Stage::Sat,
    }
}
