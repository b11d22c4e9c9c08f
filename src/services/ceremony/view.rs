//! What pages show of a ceremony: to staff, to whoever holds a link, and to everybody.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::account::Permission;
use crate::domain::ceremony::{Calendar, Next, Receipt, Stage};
use crate::services::sessions::session_or_plan;
use crate::services::{Actor, Context, ServiceError, notices};
use crate::store::custody::{self, Guest};
use crate::store::sessions::{self as rows, Session};
use crate::store::{AnyConnection, ceremony, instant, panels, plans};

use super::hands::guest_of;
use super::standing::standing;

/// A ceremony as it stands now.
#[derive(Debug, Clone)]
pub struct CeremonyView {
    /// The session, or the plan.
    pub session: Session,
    /// Its plan, if it has one, whatever became of it.
    pub plan: Option<Session>,
    /// Of a plan: the session it is of.
    pub planned: Option<Session>,
    /// Who was drawn to supervise and does: account and name.
    pub supervisors: Vec<(i64, String)>,
    /// Whose sheets count on the panel: account and name, in the order drawn; who fell ill may be recused afterwards.
    pub panel: Vec<(i64, String)>,
    /// How far it has come.
    pub stage: Stage,
    /// From when and until when each step can be done.
    pub calendar: Calendar,
    /// What comes next.
    pub next: Next,
    /// By when, or until when is waited.
    pub by: Option<Timestamp>,
    /// Who committed, by code.
    pub parties: Vec<PartyView>,
    /// What people read off the beacon, as it was entered.
    pub readings: Vec<Reading>,
    /// The event and value that two of them agree on.
    pub beacon: Option<(String, String)>,
    /// Whether the evidence is public.
    pub published: bool,
    /// Why it was called off.
    pub cancelled: Option<String>,
}

/// A contributor.
#[derive(Debug, Clone)]
pub struct PartyView {
    /// Its id in exam-seed/v1.
    pub code: String,
    /// The body's name.
    pub name: String,
    /// Whether it is outside the bureau.
    pub outside: bool,
    /// The commitment in hex.
    pub commitment: String,
    /// The custodians' receipts.
    pub receipts: Vec<Receipt>,
    /// When its secret was opened.
    pub opened_at: Option<Timestamp>,
    /// Whether it is left out.
    pub excluded: bool,
}

/// What somebody read off the beacon.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Whose account.
    pub account_id: i64,
    /// Who, by name.
    pub by: String,
    /// The event.
    pub event: String,
    /// The value; empty while it is hidden: until two people agree, it is for those alone who have entered theirs.
    pub value: String,
    /// When.
    pub at: Timestamp,
}

/// The ceremony of a session, for staff who see the session; and the links that were made for it.
///
/// # Errors
/// When there is no such session, or not for this account.
pub fn view(context: &Context, actor: &Actor, session_id: i64) -> Result<(CeremonyView, Vec<Guest>), ServiceError> {
    context.store.read(|connection| {
        let session = session_or_plan(connection, session_id)?;
        if !session.places().into_iter().any(|place| actor.may(Permission::ViewSessions, place)) {
            return Err(ServiceError::NotFound("session"));
        }
        let guests = custody::guests(connection, session_id)?;
        let mut view = of(context, connection, session)?;
        let entries = custody::entries(connection, session_id)?;
        if entries.iter().any(|(account_id, ..)| *account_id == actor.account_id) {
            for (reading, (_, _, _, value, _)) in view.readings.iter_mut().zip(entries) {
                reading.value = value;
            }
        }
        Ok((view, guests))
    })
}

/// The ceremony that a link is for, and whose link it is.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is nobody's.
pub fn view_by_link(context: &Context, token: &str) -> Result<(CeremonyView, Guest), ServiceError> {
    context.store.read(|connection| {
        let guest = guest_of(connection, token)?;
        let session = session_or_plan(connection, guest.session_id)?;
        Ok((of(context, connection, session)?, guest))
    })
}

/// What is assessed, in Chinese and in English.
#[must_use]
pub fn titles(context: &Context, view: &CeremonyView) -> (String, String) {
    let (occupation, level) = (&view.session.occupation, view.session.level);
    (notices::title(context, occupation, level), notices::title_en(context, occupation, level))
}

/// The ceremony of a session, whoever looks.
pub(in crate::services) fn of(
    context: &Context,
    connection: &mut AnyConnection,
    session: Session,
) -> Result<CeremonyView, ServiceError> {
    let now = context.now();
    let ceremony = standing(context, connection, &session)?;
    let contributors = ceremony::contributors(connection, session.id)?;
    let parties = ceremony.parties.iter().zip(contributors).map(|(party, row)| PartyView {
        code: party.code.clone(),
        name: party.name.clone(),
        outside: party.outside,
        commitment: row.commitment,
        receipts: party.receipts.clone(),
        opened_at: row.opened_at.map(instant),
        excluded: ceremony.is_excluded(party, now),
    });
    let reason = |text: &str| {
        let read: serde_json::Value = serde_json::from_str(text).ok()?;
        Some(read.get("reason")?.as_str()?.to_owned())
    };
    let planned = session.plan_of.map(|of| rows::find(connection, of)).transpose()?;
    let about = planned.as_ref().map_or(session.id, |planned| planned.id);
    let supervisors = plans::supervising(connection, about)?;
    let members = panels::members(connection, session.id)?;
    let accounts: Vec<i64> = members.iter().filter(|one| one.counts()).map(|one| one.account_id).collect();
    let names: BTreeMap<i64, String> = plans::names(connection, &accounts)?.into_iter().collect();
    let settled = ceremony.beacon().is_some();
    let shown = |value: String| if settled { value } else { String::new() };
    Ok(CeremonyView {
        stage: ceremony.stage,
        next: ceremony.next(now),
        by: ceremony.next_by(now),
        parties: parties.collect(),
        readings: custody::entries(connection, session.id)?
            .into_iter()
            .map(|(account_id, by, event, value, at)| Reading {
                account_id,
                by,
                event,
                value: shown(value),
                at: instant(at),
            })
            .collect(),
        beacon: ceremony.beacon().map(|entry| (entry.event.clone(), entry.value.clone())),
        published: ceremony.published,
        cancelled: reason(&session.cancellation),
        plan: rows::plan_of(connection, session.id)?,
        planned,
        panel: accounts.iter().filter_map(|id| Some((*id, names.get(id)?.clone()))).collect(),
        supervisors,
        calendar: ceremony.calendar,
        session,
    })
}
