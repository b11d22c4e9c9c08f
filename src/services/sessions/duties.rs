//! Duties at a session: who invigilates, examines, supervises.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::{Permission, Role};
use crate::services::{Actor, Context, ServiceError, audit, recusals};
use crate::store::sessions;

use super::lock;

/// A duty to be given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAssignment {
    /// Whose account.
    pub account_id: i64,
    /// `invigilator` 监考员, `examiner` 考评员 or `supervisor` 督导员: the role the account must hold.
    pub duty: String,
}

/// A duty given.
#[derive(Debug, Clone, Serialize)]
pub struct Assignment {
    /// The session.
    pub session_id: i64,
    /// Whose account.
    pub account_id: i64,
    /// What they do.
    pub duty: String,
}

/// Gives somebody a duty at a session.
///
/// # Errors
/// When the account lacks the role of the duty, has the duty already, or the results are decided.
pub fn assign(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    new: NewAssignment,
) -> Result<Assignment, ServiceError> {
    context.store.write(|connection| {
        let session = lock(connection, session_id)?;
        actor.require_among(Permission::PlanSessions, session.bureau_id, session.places())?;
        if !["planned", "roster_closed", "opened", "sat"].contains(&session.state.as_str()) {
            return Err(ServiceError::refused(
                "session-decided",
                "the results of this session are decided; duties can't change any more",
            ));
        }
        if new.duty == Role::Examiner.as_str() && session.state != "planned" {
            return Err(ServiceError::refused_by(
                "E3",
                "panel-pool-closed",
                "whom the panel is drawn from was published when the roster closed; nobody is added afterwards",
            ));
        }
        if new.duty == Role::Supervisor.as_str()
            && sessions::plan_of(connection, session_id)?.is_some_and(|plan| plan.state != "cancelled")
        {
            return Err(ServiceError::refused_by(
                "S1",
                "supervisors-drawn",
                "who supervises this session is drawn by its plan; nobody is chosen",
            ));
        }
        if new.duty == Role::Supervisor.as_str()
            && let Some(ground) = recusals::against_supervising(connection, &session, new.account_id)?
        {
            return Err(ServiceError::refused_by(
                "E6",
                "supervisor-recused",
                format!("account {} is recused from this session ({ground}); name somebody else", new.account_id),
            ));
        }
        let duties = [Role::Invigilator, Role::Examiner, Role::Supervisor];
        let Some(role) = duties.into_iter().find(|role| role.as_str() == new.duty) else {
            return Err(ServiceError::invalid("duty", "duty-unknown", "a duty is invigilator, examiner or supervisor"));
        };
        if !sessions::roles(connection, new.account_id)?.iter().any(|held| held == role.as_str()) {
            return Err(ServiceError::invalid(
                "account_id",
                "duty-without-role",
                format!("account {} does not hold the role {role}; grant it first", new.account_id),
            ));
        }
        if !sessions::assign(connection, session_id, new.account_id, &new.duty)? {
            return Err(ServiceError::refused("duty-given", "this account has this duty already"));
        }
        let detail = json!({"account_id": new.account_id, "duty": new.duty});
        let subject = format!("session/{session_id}");
        audit::record(connection, actor, context.now(), "session.assign", &subject, &detail)?;
        Ok(Assignment { session_id, account_id: new.account_id, duty: new.duty })
    })
}
