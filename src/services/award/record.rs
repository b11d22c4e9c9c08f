//! Step one, in one transaction: every check again, the serial, the status index, and the record.

use jiff::civil::Date;
use uuid::Uuid;

use crate::clock::local_day;
use crate::crypto::random;
use crate::domain::account::Permission;
use crate::domain::credential::{Award, Numbering, NumberingError, Numbers, Registrar, kind_code, kind_from_code};
use crate::domain::person::IdentityDocument;
use crate::domain::terms::{CertificateKind, Level, Marks, OccupationCode};
use crate::store::award::{self, RegistrationRow, ResultRow, SessionRow};
use crate::store::certificates::{self, NewCertificate};
use crate::store::{AnyConnection, StoreError, instant, micros};

use super::{Facts, missing, not_noticed, stored};
use crate::formats::status_list::ENTRIES;
use crate::services::{Actor, Context, ServiceError, audit, issuer};

/// A list is used up to half, so that a random unused place is found at once.
const LIST_LOAD: i64 = 65_536;

/// Records the award of one registration and returns the certificate's row id: that of the certificate there already
/// is, if there is one.
///
/// # Errors
/// Not permitted; what the rules say against it (C0, D1, D2, E1, N1), or that no number can be made; the database.
pub fn record(context: &Context, actor: &Actor, registration_id: i64) -> Result<i64, ServiceError> {
    let random: [u8; 24] = random::bytes()?;
    let recorded = context.store.write(|connection| record_in(connection, context, actor, registration_id, &random));
    match recorded {
        Err(ServiceError::Store(error))
            if error.violates("certificate_one_for_registration", "certificate.registration_id") =>
        {
            let there = context.store.read(|connection| certificates::of_registration(connection, registration_id))?;
            there.map(|row| row.id).ok_or(ServiceError::Store(error))
        }
        Err(ServiceError::Store(error)) if error.violates("certificate_one_live", "certificate.person_id") => {
            Err(held(context, "a live certificate"))
        }
        other => other,
    }
}

fn record_in(
    connection: &mut AnyConnection,
    context: &Context,
    actor: &Actor,
    registration_id: i64,
    random: &[u8; 24],
) -> Result<i64, ServiceError> {
    let now = stored(context.now());
    let today = local_day(now);
    let found = award::registration(connection, registration_id).map_err(|error| missing(error, "registration"))?;
    let session = award::session(connection, found.session_id)?;
    actor.require(Permission::Award, session.body_id)?;
    award::lock_person(connection, found.person_id, &found.occupation)?;
    // Under the lock: what another transaction decided meanwhile is seen.
    let registration = award::registration(connection, registration_id)?;
    if let Some(there) = certificates::of_registration(connection, registration_id)? {
        return Ok(there.id);
    }
    if session.state != "noticed" {
        return Err(not_noticed(&session.state));
    }
    let result = passed(connection, &registration)?;
    let notice_ends = notice_over(connection, session.id, today)?;
    let kind = kind_from_code(&session.kind).ok_or_else(|| malformed("session kind", &session.kind))?;
    let level = Level::new(registration.level).map_err(|error| StoreError::Malformed(error.to_string()))?;
    not_held(connection, context, &registration, level, kind)?;
    filed(connection, context, &session, &registration, today)?;

    let facts =
        facts(connection, context, actor, (&registration, &session, &result), (kind, level), notice_ends, random)?;
    let award = &facts.award;
    issuer::ensure_key(connection, context, now)?;
    let row = NewCertificate {
        registration_id,
        person_id: registration.person_id,
        occupation: registration.occupation.clone(),
        level: registration.level,
        kind: kind_code(kind).to_owned(),
        serial: award.serial.to_string(),
        uuid: award.uuid.to_string(),
        nonce: hex::encode(award.nonce),
        status_index: i64::from(award.status_list) * i64::from(ENTRIES) + i64::from(award.status_index),
        state: "live".into(),
        step: "recorded".into(),
        facts: serde_json::to_string(&facts).map_err(|error| ServiceError::Internal(error.to_string()))?,
        document: String::new(),
        qr: String::new(),
        kid: String::new(),
        recorded_at: micros(now),
    };
    let id = certificates::insert(connection, &row)?;
    if !award::move_registration(connection, registration_id, "open", "awarded", Some(micros(now)))? {
        return Err(ServiceError::refused(
            "registration-not-open",
            format!("the registration is {:?}, and only an open one can be awarded", registration.state),
        ));
    }
    let detail = serde_json::json!({ "serial": row.serial, "registration": registration_id });
    audit::record(connection, actor, now, "award.record", &format!("certificate/{id}"), &detail)?;
    Ok(id)
}

/// E1: no certificate without a scored theory test, a practical, and a result that passed.
fn passed(connection: &mut AnyConnection, registration: &RegistrationRow) -> Result<ResultRow, ServiceError> {
    let result = award::newest_result(connection, registration.id)?;
    let scored = award::has_theory(connection, registration.id)?;
    let marked = award::last_practical(connection, registration.id)?.is_some();
    match result {
        Some(_) if !scored || !marked => Err(ServiceError::refused_by(
            "C5",
            "award-without-exam",
            "there is no scored theory test or no signed practical sheet; a certificate without exam can't be issued",
        )),
        Some(result) if result.passed => Ok(result),
        Some(_) => Err(ServiceError::refused_by("E1", "award-not-passed", "the result is not passed in every part")),
        None => Err(ServiceError::refused_by("E1", "award-no-result", "no result has been decided")),
    }
}

/// N1: the public notice is over.
fn notice_over(connection: &mut AnyConnection, session_id: i64, today: Date) -> Result<Date, ServiceError> {
    let ends = award::notice_ends(connection, session_id)?
        .ok_or_else(|| ServiceError::refused_by("N1", "notice-missing", "no public notice of the results was given"))?;
    let ends: Date = ends.parse().map_err(|_| malformed("notice day", &ends))?;
    if today > ends {
        return Ok(ends);
    }
    Err(ServiceError::refused_by(
        "N1",
        "notice-running",
        format!("the public notice runs until {ends}; certificates are awarded from the day after"),
    ))
}

/// D1 and D2, decided again under the lock of (person, occupation).
fn not_held(
    connection: &mut AnyConnection,
    context: &Context,
    registration: &RegistrationRow,
    level: Level,
    kind: CertificateKind,
) -> Result<(), ServiceError> {
    for live in certificates::live_of(connection, registration.person_id, &registration.occupation)? {
        if live.level == registration.level && live.kind == kind_code(kind) {
            return Err(held(context, &live.serial));
        }
        let other = Level::new(live.level).map_err(|error| StoreError::Malformed(error.to_string()))?;
        if other.is_higher_than(level) && context.policy.higher_level.refuse_registration {
            return Err(ServiceError::refused_by(
                "D2",
                "award-higher-held",
                format!("the candidate holds the higher certificate {} in this occupation", live.serial),
            ));
        }
    }
    Ok(())
}

fn held(context: &Context, serial: &str) -> ServiceError {
    let clause = &context.policy.duplicates.clause;
    ServiceError::refused_by(
        "D1",
        "award-already-held",
        format!("the candidate already holds {serial} at this level ({} {})", clause.document, clause.article),
    )
}

/// C0: the body is filed for the occupation and level on the day of the award.
fn filed(
    connection: &mut AnyConnection,
    context: &Context,
    session: &SessionRow,
    registration: &RegistrationRow,
    today: Date,
) -> Result<(), ServiceError> {
    let today = today.to_string();
    let filings = award::filings(connection, session.body_id, &registration.occupation, registration.level)?;
    if filings.iter().any(|(from, to)| *from <= today && (to.is_empty() || today <= *to)) {
        return Ok(());
    }
    let clause = &context.policy.filing.clause;
    Err(ServiceError::refused_by(
        "C0",
        "award-not-filed",
        format!(
            "the body is not filed for {} level {} on {today} ({} {}); renew its filing first",
            registration.occupation, registration.level, clause.document, clause.article
        ),
    ))
}

fn facts(
    connection: &mut AnyConnection,
    context: &Context,
    actor: &Actor,
    (registration, session, result): (&RegistrationRow, &SessionRow, &ResultRow),
    (kind, level): (CertificateKind, Level),
    notice_ends: Date,
    random: &[u8; 24],
) -> Result<Facts, ServiceError> {
    let now = stored(context.now());
    let body = award::organisation(connection, session.body_id)?;
    let centre = award::organisation(connection, session.centre_id)?;
    let bureau = award::organisation(connection, session.bureau_id)?;
    let identity = identity(connection, context, registration.person_id)?;
    let (template, numbers, serial) = number(connection, context, (kind, level), (&body, &centre), now)?;
    let (status_list, status_index) = status_place(connection)?;
    let occupation: OccupationCode =
        registration.occupation.parse().map_err(|_| malformed("occupation", &registration.occupation))?;
    let name = context.occupations.get(&occupation).map_or_else(|| occupation.to_string(), |known| known.name.clone());
    let started = local_day(instant(session.opens_at));
    let practical = award::last_practical(connection, registration.id)?.map(|at| local_day(instant(at)));
    let (uuid, nonce) = random.split_at(16);
    let marks = |hundredths| Marks::new(hundredths).map_err(|error| StoreError::Malformed(error.to_string()));
    let host = issuer::host(context)?;
    let award = Award {
        recorded_at: now,
        serial,
        uuid: uuid.try_into().map(Uuid::from_bytes).map(versioned).map_err(|_| internal("16 bytes"))?,
        nonce: nonce.try_into().map_err(|_| internal("8 bytes"))?,
        holder_name: registration.name.clone(),
        id_masked: identity.masked(),
        id_tail: identity.tail().to_owned(),
        occupation,
        occupation_name: name.clone(),
        specialization: name,
        level,
        kind,
        theory: marks(result.theory)?,
        practical: marks(result.practical)?,
        review: None,
        started,
        ended: practical.map_or(started, |day| day.max(started)),
        issued: local_day(now),
        body_name: body.name,
        issuer_id: issuer::issuer_id(&host),
        issuer_name: bureau.name,
        issuer_number: issuer::NUMBER,
        host,
        status_list,
        status_index,
        photo: None,
    };
    let account_id = actor.account_id;
    Ok(Facts {
        award,
        numbers,
        template,
        pass: context.policy.pass.cut_score,
        notice_ends,
        account_id,
        actor: actor.name.clone(),
    })
}

/// The serial (C2), and what it was made of: body and site are the codes of the awarding body and of the centre,
/// the province the first two digits of the region's code. The sequence counts per (body, year, level).
fn number(
    connection: &mut AnyConnection,
    context: &Context,
    (kind, level): (CertificateKind, Level),
    (body, centre): (&award::OrganisationRow, &award::OrganisationRow),
    now: jiff::Timestamp,
) -> Result<(String, Numbers, crate::domain::credential::Serial), ServiceError> {
    let template = context.policy.template(kind).ok_or_else(|| {
        ServiceError::refused_by(
            "C2",
            "numbering-missing",
            format!("the policy has no numbering template for {}; add one", kind_code(kind)),
        )
    })?;
    let refused = |error: NumberingError| ServiceError::refused_by("C2", error.code(), error.to_string());
    let numbering: Numbering = template.parse().map_err(refused)?;
    let year = local_day(now).year();
    let mut numbers = Numbers {
        registrar: if body.kind == "employer" { Registrar::Employer } else { Registrar::SocialBody },
        body: numbering.fitted("body", &body.code),
        province: context.policy.region.code.chars().take(2).collect(),
        site: numbering.fitted("site", &centre.code),
        year,
        level,
        sequence: 1,
    };
    // Before the counter moves: a code that does not fit is refused without using up a number.
    numbering.serial(&numbers).map_err(refused)?;
    let sequence = certificates::next_sequence(connection, &numbers.body, i64::from(year), level.number())?;
    numbers.sequence = u32::try_from(sequence).map_err(|_| malformed("sequence", &sequence.to_string()))?;
    let serial = numbering.serial(&numbers).map_err(refused)?;
    Ok((template.to_owned(), numbers, serial))
}

/// A random unused place: the list, and the index in it.
fn status_place(connection: &mut AnyConnection) -> Result<(u32, u32), ServiceError> {
    let list = certificates::count(connection)? / LIST_LOAD;
    for _ in 0..256 {
        let index = u32::from_be_bytes(random::bytes()?) % ENTRIES;
        let place = list * i64::from(ENTRIES) + i64::from(index);
        if !certificates::is_status_index_taken(connection, place)? {
            let list = u32::try_from(list).map_err(|_| malformed("status list", &list.to_string()))?;
            return Ok((list, index));
        }
    }
    Err(internal("no unused status index in 256 draws from a list at most half full"))
}

fn identity(
    connection: &mut AnyConnection,
    context: &Context,
    person_id: i64,
) -> Result<IdentityDocument, ServiceError> {
    let row = award::identity(connection, person_id)?;
    let opened = context.keys.sealing().open(row.identity_index.as_bytes(), &row.identity_sealed);
    let text = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| IdentityDocument::from_canonical(&text).ok()).ok_or_else(|| {
        ServiceError::refused(
            "sealing-key-lost",
            "the holder's identity number does not open with this server's sealing key; restore the key folder",
        )
    })
}

/// Random bytes as a version 4 uuid (RFC 9562).
fn versioned(uuid: Uuid) -> Uuid {
    uuid::Builder::from_random_bytes(uuid.into_bytes()).into_uuid()
}

fn malformed(what: &str, given: &str) -> ServiceError {
    StoreError::Malformed(format!("{what} {given:?}")).into()
}

fn internal(what: &str) -> ServiceError {
    ServiceError::Internal(what.to_owned())
}
