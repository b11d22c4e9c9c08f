//! Recusal (回避, E6): what examiners and supervisors declare, and who is left out of a session's draws.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::{Permission, Role};
use crate::domain::double_random::{Declaration, Ground, Pool, SessionSide, Someone, Tie, pool};
use crate::store::recusals::{self as rows, NewRecusal, Recusal};
use crate::store::sessions::Session;
use crate::store::supervision::institutions as institutions_of;
use crate::store::{AnyConnection, StoreError, micros, organisations, panels, plans};

use super::ceremony::who_marks;
use super::sessions::session;
use super::{Actor, Context, ServiceError, audit};

pub use crate::store::recusals::Declared;

/// What is declared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDeclaration {
    /// Who is tied; whoever declares, if it is left out.
    #[serde(default)]
    pub account_id: Option<i64>,
    /// `kin`, `employer` or `taught`.
    pub ground: String,
    /// The organisation: a former employer, or one whose class was taught.
    #[serde(default)]
    pub organisation_id: Option<i64>,
    /// The candidate, by an admission number.
    #[serde(default)]
    pub admission_number: Option<String>,
    /// In words, 1 to 200 characters.
    pub reason: String,
}

/// Why a declaration is taken back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// In words, 1 to 200 characters.
    pub reason: String,
}

/// Who may be drawn for a session's panel, and who is left out.
#[derive(Debug, Clone, Serialize)]
pub struct PanelPool {
    /// Those who may, by their public ids.
    pub from: Vec<String>,
    /// The convened by name, in the order of accounts.
    pub convened: Vec<Convened>,
    /// Those who may not. No candidate is named.
    pub recused: Vec<LeftOut>,
    /// Who is on the panel, in the order drawn; nobody before the secrets are opened.
    pub panel: Vec<i64>,
}

/// Somebody convened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Convened {
    /// The account.
    pub account_id: i64,
    /// Its name.
    pub name: String,
}

/// Somebody who is left out.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOut {
    /// The account.
    pub account_id: i64,
    /// Its name.
    pub name: String,
    /// Why.
    pub ground: Ground,
    /// The declaration it rests on, if one was made.
    pub declaration: Option<i64>,
    /// The reason declared.
    pub reason: String,
    /// The rule.
    pub rule: &'static str,
    /// What it rests on.
    pub clause: String,
}

/// Declares a tie: one's own, or somebody's whose organisation one plans sessions for. Its id.
///
/// # Errors
/// Without the permission; an unknown ground, organisation or candidate; both or neither named; kin of an organisation.
pub fn declare(context: &Context, actor: &Actor, new: &NewDeclaration) -> Result<i64, ServiceError> {
    let reason = reason_of(&new.reason)?;
    let Ok(ground) = new.ground.parse::<Ground>() else {
        return Err(ServiceError::invalid("ground", "recusal-ground", "a ground is kin, employer or taught"));
    };
    context.store.write(|connection| {
        let account_id = new.account_id.unwrap_or(actor.account_id);
        may_declare(connection, actor, account_id)?;
        let tie = tie_of(connection, actor, account_id, ground, new)?;
        let (organisation_id, person_id) = match tie {
            Tie::Organisation(id) => (Some(id), None),
            Tie::Person(id) => (None, Some(id)),
        };
        let row = NewRecusal {
            account_id,
            ground: ground.as_str(),
            organisation_id,
            person_id,
            reason,
            withdraws: None,
            declared_by: actor.account_id,
            declared_at: micros(context.now()),
        };
        let id = rows::insert(connection, &row)?;
        let detail = json!({"account_id": account_id, "ground": ground, "organisation_id": organisation_id,
            "reason": reason});
        audit::record(connection, actor, context.now(), "recusal.declare", &format!("recusal/{id}"), &detail)?;
        Ok(id)
    })
}

/// Takes a declaration back, with the reason: never by whom it is about.
///
/// # Errors
/// Without the permission to plan sessions there; one's own; withdrawn already.
pub fn withdraw(context: &Context, actor: &Actor, id: i64, why: &Withdrawal) -> Result<(), ServiceError> {
    let reason = reason_of(&why.reason)?;
    context.store.write(|connection| {
        let none = || ServiceError::NotFound("recusal");
        if !actor.may_anywhere(Permission::PlanSessions) {
            return Err(ServiceError::NotPermitted { permission: Permission::PlanSessions });
        }
        let there = rows::find(connection, id).map_err(|error| match error {
            StoreError::NotFound => none(),
            other => other.into(),
        })?;
        if there.withdraws.is_some() {
            return Err(none());
        }
        let place = rows::organisation_of(connection, there.account_id)?.unwrap_or(actor.organisation_id);
        actor.require(Permission::PlanSessions, place)?;
        if there.account_id == actor.account_id {
            return Err(ServiceError::refused_by(
                "E6",
                "recusal-own",
                "nobody takes back what is about themselves; ask somebody else of the bureau",
            ));
        }
        let row = NewRecusal {
            account_id: there.account_id,
            ground: &there.ground,
            organisation_id: there.organisation_id,
            person_id: there.person_id,
            reason,
            withdraws: Some(id),
            declared_by: actor.account_id,
            declared_at: micros(context.now()),
        };
        rows::insert(connection, &row).map_err(|error| match error {
            StoreError::Duplicate(_) => ServiceError::refused("recusal-withdrawn", "this was taken back already"),
            other => other.into(),
        })?;
        let detail = json!({"account_id": there.account_id, "reason": reason});
        Ok(audit::record(connection, actor, context.now(), "recusal.withdraw", &format!("recusal/{id}"), &detail)?)
    })
}

/// What was declared of oneself, by whomever, the newest first.
///
/// # Errors
/// For an account that is never drawn.
pub fn own(context: &Context, actor: &Actor) -> Result<Vec<Declared>, ServiceError> {
    if !actor.roles().iter().any(is_drawn) {
        return Err(ServiceError::NotFound("recusals"));
    }
    Ok(context.store.read(|connection| rows::of_account(connection, actor.account_id))?)
}

/// The centres and awarding bodies that a tie may be to.
///
/// # Errors
/// When the database fails.
pub fn institutions(context: &Context) -> Result<Vec<(i64, String)>, ServiceError> {
    let all = context.store.read(institutions_of)?;
    Ok(all.into_iter().map(|one| (one.id, one.name)).collect())
}

/// Who may be drawn for a session's panel as things stand, and who is left out.
///
/// # Errors
/// Without the permission to plan this session.
pub fn of_session(context: &Context, actor: &Actor, session_id: i64) -> Result<PanelPool, ServiceError> {
    context.store.read(|connection| {
        let session = session(connection, session_id)?;
        actor.require_among(Permission::PlanSessions, session.bureau_id, session.places())?;
        let parted = panel_pool(connection, session_id, session.body_id, session.centre_id)?;
        let people = rows::on_duty(connection, session_id, "examiner")?;
        let name = |id| people.iter().find(|(account, ..)| *account == id).map(|(.., name)| name.clone());
        let recused = parted.recused.into_iter().map(|one| LeftOut {
            name: name(one.account_id).unwrap_or_default(),
            account_id: one.account_id,
            ground: one.ground,
            declaration: one.declaration,
            reason: one.reason,
            rule: "E6",
            clause: context.policy.recusal.clause.to_string(),
        });
        let recused = recused.collect();
        let convened = people.iter().map(|(id, _, name)| Convened { account_id: *id, name: name.clone() });
        Ok(PanelPool {
            recused,
            from: parted.from,
            convened: convened.collect(),
            panel: who_marks(&panels::members(connection, session_id)?).map(|one| one.account_id).collect(),
        })
    })
}

/// The convened examiners of a session, parted by what is declared now. The body's own examiners are who it assesses by;
/// the centre's own people, now or before, are left out (decision 0030).
pub(super) fn panel_pool(
    connection: &mut AnyConnection,
    session_id: i64,
    body_id: i64,
    centre_id: i64,
) -> Result<Pool, ServiceError> {
    let convened = rows::on_duty(connection, session_id, "examiner")?;
    parted(connection, &convened, (session_id, body_id, centre_id), &[centre_id])
}

/// The supervisors of a session's bureau, parted by what is declared now. Neither the centre's nor the body's own people,
/// now or before, supervise what both of them do (decision 0031).
pub(super) fn supervision_pool(connection: &mut AnyConnection, session: &Session) -> Result<Pool, ServiceError> {
    let supervisors = plans::supervisors(connection, session.bureau_id)?;
    let apart = [session.centre_id, session.body_id];
    parted(connection, &supervisors, (session.id, session.body_id, session.centre_id), &apart)
}

/// Which of a session's panel are recused by what is declared now, whether or not their accounts are still active.
pub(super) fn recused_of_panel(
    connection: &mut AnyConnection,
    (session_id, body_id, centre_id): (i64, i64, i64),
    accounts: &[i64],
) -> Result<Vec<i64>, ServiceError> {
    let people = plans::people(connection, accounts)?;
    let parted = parted(connection, &people, (session_id, body_id, centre_id), &[centre_id])?;
    Ok(parted.recused.into_iter().map(|one| one.account_id).collect())
}

/// Why an account may not supervise a session, if anything says so.
pub(super) fn against_supervising(
    connection: &mut AnyConnection,
    session: &Session,
    account_id: i64,
) -> Result<Option<Ground>, ServiceError> {
    let people = plans::people(connection, &[account_id])?;
    let apart = [session.centre_id, session.body_id];
    let parted = parted(connection, &people, (session.id, session.body_id, session.centre_id), &apart)?;
    Ok(parted.recused.first().map(|one| one.ground))
}

/// People, each with account, organisation and name, parted by the ties that touch a session.
fn parted(
    connection: &mut AnyConnection,
    people: &[(i64, i64, String)],
    (session_id, body_id, centre_id): (i64, i64, i64),
    apart: &[i64],
) -> Result<Pool, ServiceError> {
    let someone = |one: &(i64, i64, String)| Someone { account_id: one.0, organisation_id: one.1 };
    let people: Vec<Someone> = people.iter().map(someone).collect();
    let accounts: Vec<i64> = people.iter().map(|one| one.account_id).collect();
    let declared = rows::in_force(connection, &accounts)?;
    let declared = declared.into_iter().map(declaration).collect::<Result<Vec<_>, _>>()?;
    let candidates = rows::people(connection, session_id)?;
    let side = SessionSide { apart, organisations: &[body_id, centre_id], people: &candidates };
    Ok(pool(&people, &side, &declared))
}

fn declaration(row: Recusal) -> Result<Declaration, ServiceError> {
    let wrong = || ServiceError::Internal(format!("recusal {}: ground {:?}", row.id, row.ground));
    let tie = match (row.organisation_id, row.person_id) {
        (Some(id), None) => Tie::Organisation(id),
        (None, Some(id)) => Tie::Person(id),
        _ => return Err(wrong()),
    };
    let ground = row.ground.parse().map_err(|()| wrong())?;
    Ok(Declaration { id: row.id, account_id: row.account_id, ground, tie, reason: row.reason })
}

/// Whether whoever holds a role is drawn for something.
fn is_drawn(role: &Role) -> bool {
    matches!(role, Role::Examiner | Role::Supervisor)
}

/// Oneself as an examiner or supervisor, or whoever plans sessions for the account's organisation.
fn may_declare(connection: &mut AnyConnection, actor: &Actor, account_id: i64) -> Result<(), ServiceError> {
    if account_id == actor.account_id && actor.roles().iter().any(is_drawn) {
        return Ok(());
    }
    if !actor.may_anywhere(Permission::PlanSessions) {
        return Err(ServiceError::NotPermitted { permission: Permission::PlanSessions });
    }
    let Some(place) = rows::organisation_of(connection, account_id)? else {
        return Err(ServiceError::invalid("account_id", "recusal-account", "there is no such active account"));
    };
    actor.require(Permission::PlanSessions, place)
}

/// Whom the tie is to. A candidate is named only by whoever knows of the session: on duty there, or planning it.
fn tie_of(
    connection: &mut AnyConnection,
    actor: &Actor,
    account_id: i64,
    ground: Ground,
    new: &NewDeclaration,
) -> Result<Tie, ServiceError> {
    match (new.organisation_id, new.admission_number.as_deref().map(str::trim).filter(|text| !text.is_empty())) {
        (Some(_), None) if ground == Ground::Kin => {
            Err(ServiceError::invalid("ground", "recusal-kin", "kin is of a candidate; name one by admission number"))
        }
        (Some(id), None) => match organisations::find(connection, id) {
            Ok(_) => Ok(Tie::Organisation(id)),
            Err(StoreError::NotFound) => {
                Err(ServiceError::invalid("organisation_id", "recusal-organisation", "there is no such organisation"))
            }
            Err(other) => Err(other.into()),
        },
        (None, Some(number)) => {
            let unknown = || {
                ServiceError::invalid(
                    "admission_number",
                    "recusal-candidate",
                    "no candidate of a session of yours has this admission number",
                )
            };
            let (person, session_id) = rows::person_of(connection, number)?.ok_or_else(unknown)?;
            let place = session(connection, session_id)?;
            let there = ["examiner", "supervisor"].into_iter().try_fold(false, |there, duty| {
                let on_duty = rows::on_duty(connection, session_id, duty)?;
                Ok::<_, StoreError>(there || on_duty.iter().any(|(account, ..)| *account == account_id))
            })?;
            if there || actor.may(Permission::PlanSessions, place.bureau_id) {
                Ok(Tie::Person(person))
            } else {
                Err(unknown())
            }
        }
        _ => Err(ServiceError::invalid(
            "organisation_id",
            "recusal-one",
            "name either an organisation or a candidate's admission number",
        )),
    }
}

fn reason_of(text: &str) -> Result<&str, ServiceError> {
    let text = text.trim();
    if (1..=200).contains(&text.chars().count()) {
        return Ok(text);
    }
    Err(ServiceError::invalid("reason", "recusal-reason", "a reason has 1 to 200 characters"))
}
