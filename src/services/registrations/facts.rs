//! The facts that a verdict on a registration rests on, gathered from the store.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::local_day;
use crate::domain::calendar::local_day_bounds;
use crate::domain::registration::{Facts, Filing, Letters, LiveCertificate, OpenRegistration, SessionFacts};
use crate::domain::{CertificateKind, Level, OccupationCode};
use crate::services::{Context, ServiceError};
use crate::store::registrations::{self as rows, Session};
use crate::store::{AnyConnection, instant, organisations};

use super::applicant::Applicant;
use super::kind_of;

/// Everything that the decision looks at; nothing of a person who is not known yet.
pub(super) fn facts(
    context: &Context,
    connection: &mut AnyConnection,
    session: &Session,
    applicant: &Applicant,
    person_id: Option<i64>,
) -> Result<Facts, ServiceError> {
    let opens = local_day(instant(session.opens_at));
    let (mut registrations, mut certificates, mut subsidised) = (Vec::new(), Vec::new(), 0);
    if let Some(id) = person_id {
        for (occupation, level, kind, exam, code) in rows::open_of(connection, id)? {
            let (occupation, level, kind) = key(context, &occupation, level, &kind)?;
            registrations.push(OpenRegistration { occupation, level, kind, session: format!("{exam} {code}") });
        }
        for (occupation, level, kind, serial, recorded) in rows::live_certificates(connection, id)? {
            let (occupation, level, kind) = key(context, &occupation, level, &kind)?;
            let issued = local_day(instant(recorded));
            certificates.push(LiveCertificate { occupation, level, kind, serial, issued });
        }
        subsidised = rows::subsidised(connection, id, year_start(opens), year_end(opens))?;
    }
    let (occupation, level, kind) = key(context, &session.occupation, session.level, &session.kind)?;
    let body_name = session.body_name.clone();
    Ok(Facts {
        today: local_day(context.now()),
        session: SessionFacts { occupation, level, kind, opens, subsidised: session.subsidised, body_name },
        filings: filings(context, connection, session.body_id)?,
        birth_day: applicant.birth_day,
        work_years: applicant.work_years,
        work_proved: applicant.work_proved,
        letters: Letters { person: applicant.letters_signed, body: applicant.letters_signed },
        registrations,
        certificates,
        subsidised_this_year: u32::try_from(subsidised).unwrap_or(u32::MAX),
        channel: applicant.channel,
    })
}

/// What a body is filed for (C0), as the domain sees it: planning, registering and awarding all ask this.
///
/// # Errors
/// When the database fails or holds what is no filing.
pub fn filings(context: &Context, connection: &mut AnyConnection, body_id: i64) -> Result<Vec<Filing>, ServiceError> {
    let malformed = |what: String| ServiceError::Internal(format!("a stored filing: {what}"));
    let read = |row: organisations::Filing| {
        let day = |text: &str| text.parse::<Date>().map_err(|error| malformed(error.to_string()));
        Ok(Filing {
            occupation: current(context, &row.occupation)?,
            level: Level::new(row.level).map_err(|error| malformed(error.to_string()))?,
            from: day(&row.from_day)?,
            until: day(&row.to_day)?.tomorrow().ok(),
        })
    };
    organisations::filings(connection, Some(body_id))?.into_iter().map(read).collect()
}

fn key(
    context: &Context,
    occupation: &str,
    level: i64,
    kind: &str,
) -> Result<(OccupationCode, Level, CertificateKind), ServiceError> {
    let level = Level::new(level).map_err(|error| ServiceError::Internal(error.to_string()))?;
    Ok((current(context, occupation)?, level, kind_of(kind)?))
}

/// A stored occupation under its current code.
pub(super) fn current(context: &Context, occupation: &str) -> Result<OccupationCode, ServiceError> {
    let code: OccupationCode =
        occupation.parse().map_err(|_| ServiceError::Internal(format!("stored occupation {occupation:?}")))?;
    Ok(context.occupations.current(&code))
}

fn year_start(day: Date) -> Timestamp {
    local_day_bounds(day.first_of_year()).map_or(Timestamp::MIN, |(start, _)| start)
}

fn year_end(day: Date) -> Timestamp {
    local_day_bounds(day.last_of_year()).map_or(Timestamp::MAX, |(_, end)| end)
}
