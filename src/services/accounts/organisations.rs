//! Organisations, their rooms (E3), and what bodies are filed for (C0).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::account::Permission;
use crate::domain::{Level, OccupationCode};
use crate::services::{Actor, Context, FieldError, ServiceError, audit};
use crate::store::organisations::{self as rows, Filing, Organisation, Room};
use crate::store::{AnyConnection, StoreError};

use super::{organisation, refuse_if_any};

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// 人社局.
    Bureau,
    /// 评价机构.
    AwardingBody,
    /// 考点.
    Centre,
}

impl OrganisationKind {
    /// The name as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bureau => "bureau",
            Self::AwardingBody => "awarding_body",
            Self::Centre => "centre",
        }
    }
}

/// A new organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// Its code: 1 to 32 letters, digits, hyphens; unique. Certificate numbers take an awarding body's digits from it.
    pub code: String,
    /// Its name, at most 100 characters.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// A bureau's rank: `county`, `city` or `province`; empty for others.
    #[serde(default)]
    pub rank: String,
}

/// A new room.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// The centre.
    pub organisation_id: i64,
    /// Its code, unique in the centre.
    pub code: String,
    /// Its name, 第 1 考场.
    pub name: String,
    /// Seats: at least 1, at most the policy's (E3).
    pub seats: i64,
}

/// That a body is filed (备案) for an occupation and level.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFiling {
    /// The body.
    pub organisation_id: i64,
    /// The occupation's code.
    pub occupation: String,
    /// The level, 0 for none.
    pub level: i64,
    /// First day, `YYYY-MM-DD`.
    pub from_day: String,
    /// Last day, `YYYY-MM-DD`.
    pub to_day: String,
}

impl NewOrganisation {
    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        check_code(&self.code, &mut faults);
        check_name(&self.name, &mut faults);
        let ranks: &[&str] = match self.kind {
            OrganisationKind::Bureau => &["county", "city", "province"],
            OrganisationKind::AwardingBody | OrganisationKind::Centre => &[""],
        };
        if !ranks.contains(&self.rank.as_str()) {
            let message = "a bureau's rank is county, city or province; other organisations have none".to_owned();
            faults.push(FieldError { field: "rank", code: "rank", message });
        }
        faults
    }

    pub(super) fn insert(&self, connection: &mut AnyConnection) -> Result<i64, ServiceError> {
        let (code, name) = (self.code.trim(), self.name.trim());
        let new = rows::NewOrganisation { code, name, kind: self.kind.as_str(), rank: &self.rank };
        rows::insert(connection, &new).map_err(|error| taken(error, "code", "an organisation has this code"))
    }
}

/// Adds an organisation.
///
/// # Errors
/// Without the permission in the bureau; fields that are wrong; `code-taken`.
pub fn create_organisation(context: &Context, actor: &Actor, new: NewOrganisation) -> Result<i64, ServiceError> {
    actor.require(Permission::ManageAccounts, 0)?;
    refuse_if_any(new.faults())?;
    let now = context.now();
    context.store.write(|connection| {
        let id = new.insert(connection)?;
        let detail = serde_json::to_value(&new).unwrap_or_default();
        audit::record(connection, actor, now, "organisation.create", &format!("organisation/{id}"), &detail)?;
        Ok(id)
    })
}

/// Adds a room to a centre (E3).
///
/// # Errors
/// Without the permission; more seats than the policy allows; `code-taken`.
pub fn create_room(context: &Context, actor: &Actor, new: NewRoom) -> Result<i64, ServiceError> {
    actor.require(Permission::PlanSessions, new.organisation_id)?;
    let mut faults = Vec::new();
    check_code(&new.code, &mut faults);
    check_name(&new.name, &mut faults);
    let most = i64::from(context.policy.rooms.seats);
    if !(1..=most).contains(&new.seats) {
        let message = format!("a room has 1 to {most} seats (rule E3: {})", context.policy.rooms.clause);
        faults.push(FieldError { field: "seats", code: "seats", message });
    }
    refuse_if_any(faults)?;
    let now = context.now();
    context.store.write(|connection| {
        let centre = organisation(connection, new.organisation_id)?;
        if centre.kind != OrganisationKind::Centre.as_str() {
            let message = format!("{} is no centre; rooms belong to centres", centre.name);
            return Err(ServiceError::invalid("organisation_id", "not-a-centre", message));
        }
        let (code, name) = (new.code.trim(), new.name.trim());
        let row = rows::NewRoom { organisation_id: new.organisation_id, code, name, seats: new.seats };
        let id = rows::insert_room(connection, &row)
            .map_err(|error| taken(error, "code", "the centre has a room of this code"))?;
        let detail = serde_json::to_value(&new).unwrap_or_default();
        audit::record(connection, actor, now, "room.create", &format!("room/{id}"), &detail)?;
        Ok(id)
    })
}

/// Files a body for an occupation and level (C0).
///
/// # Errors
/// Without the permission in the bureau; an unknown or retired occupation; days that are none; `filing-taken`.
pub fn file_body(context: &Context, actor: &Actor, new: NewFiling) -> Result<i64, ServiceError> {
    actor.require(Permission::ManageFilings, 0)?;
    let (occupation, faults) = read_filing(context, &new);
    refuse_if_any(faults)?;
    let now = context.now();
    context.store.write(|connection| {
        let body = organisation(connection, new.organisation_id)?;
        if body.kind == OrganisationKind::Centre.as_str() {
            let message = format!("{} is a centre; awarding bodies and bureaus are filed", body.name);
            return Err(ServiceError::invalid("organisation_id", "not-a-body", message));
        }
        let row = rows::NewFiling {
            organisation_id: new.organisation_id,
            occupation: occupation.as_ref().map_or("", OccupationCode::as_str),
            level: new.level,
            from_day: &new.from_day,
            to_day: &new.to_day,
        };
        let id = rows::insert_filing(connection, &row).map_err(|error| {
            taken(error, "from_day", "the body has a filing for this occupation and level from that day on")
        })?;
        let detail = json!({"filing": id, "occupation": new.occupation, "level": new.level,
            "from_day": new.from_day, "to_day": new.to_day});
        let subject = format!("organisation/{}", new.organisation_id);
        audit::record(connection, actor, now, "filing.create", &subject, &detail)?;
        Ok(id)
    })
}

/// All organisations, for whoever is signed in.
///
/// # Errors
/// Without any role.
pub fn list_organisations(context: &Context, actor: &Actor) -> Result<Vec<Organisation>, ServiceError> {
    signed_in(actor)?;
    Ok(context.store.read(rows::list)?)
}

/// The rooms of a centre, or all, for whoever is signed in.
///
/// # Errors
/// Without any role.
pub fn list_rooms(context: &Context, actor: &Actor, centre: Option<i64>) -> Result<Vec<Room>, ServiceError> {
    signed_in(actor)?;
    Ok(context.store.read(|connection| rows::rooms(connection, centre))?)
}

/// The filings of a body, or all, for whoever is signed in.
///
/// # Errors
/// Without any role.
pub fn list_filings(context: &Context, actor: &Actor, body: Option<i64>) -> Result<Vec<Filing>, ServiceError> {
    signed_in(actor)?;
    Ok(context.store.read(|connection| rows::filings(connection, body))?)
}

fn signed_in(actor: &Actor) -> Result<(), ServiceError> {
    if actor.is_system() || !actor.roles().is_empty() { Ok(()) } else { Err(ServiceError::NotSignedIn) }
}

/// The occupation under its current code, and what is wrong with the fields.
fn read_filing(context: &Context, new: &NewFiling) -> (Option<OccupationCode>, Vec<FieldError>) {
    let mut faults = Vec::new();
    let mut fault = |field, code, message: String| faults.push(FieldError { field, code, message });
    let occupation = match new.occupation.trim().parse::<OccupationCode>() {
        Ok(code) => Some(context.occupations.current(&code)),
        Err(error) => {
            fault("occupation", "occupation-form", error.to_string());
            None
        }
    };
    let line = occupation.as_ref().map(|code| (code, context.occupations.get(code)));
    match (line, Level::new(new.level)) {
        (_, Err(error)) => fault("level", "level", error.to_string()),
        (Some((code, None)), _) => {
            fault("occupation", "occupation-unknown", format!("{code} is not in the table of occupations"));
        }
        (Some((_, Some(line))), Ok(level)) if level != Level::NONE && !line.levels.contains(&level) => {
            fault("level", "level", format!("{} is not assessed at level {}", line.name, new.level));
        }
        _ => {}
    }
    let day = |text: &str| text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    let (from, to) = (day(&new.from_day), day(&new.to_day));
    if from.is_none() {
        fault("from_day", "day", "write the first day as YYYY-MM-DD".to_owned());
    }
    match (from, to) {
        (_, None) => fault("to_day", "day", "write the last day as YYYY-MM-DD".to_owned()),
        (Some(from), Some(to)) if to < from => {
            fault("to_day", "day-order", "the last day lies before the first".to_owned());
        }
        _ => {}
    }
    (occupation, faults)
}

fn check_code(code: &str, faults: &mut Vec<FieldError>) {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !(1..=32).contains(&code.trim().len()) || !code.trim().chars().all(plain) {
        let message = "a code has 1 to 32 letters, digits, `.`, `_`, `-`".to_owned();
        faults.push(FieldError { field: "code", code: "code-form", message });
    }
}

fn check_name(name: &str, faults: &mut Vec<FieldError>) {
    let length = name.trim().chars().count();
    if !(1..=100).contains(&length) || name.chars().any(char::is_control) {
        let message = "a name has 1 to 100 characters, none of them invisible".to_owned();
        faults.push(FieldError { field: "name", code: "name-form", message });
    }
}

fn taken(error: StoreError, field: &'static str, message: &str) -> ServiceError {
    match error {
        StoreError::Duplicate(_) => ServiceError::invalid(field, "taken", message),
        other => other.into(),
    }
}
