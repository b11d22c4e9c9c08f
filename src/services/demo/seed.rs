//! Setting the county up: organisations, staff, filing, room; and, for the demo people click through, its bank,
//! session, candidates and contributors.

use serde::Serialize;

use crate::crypto::random;
use crate::crypto::seal::SealingKey;
use crate::domain::account::Role;
use crate::domain::draw;
use crate::domain::person::DocumentKind;
use crate::domain::registration::Channel;
use crate::services::accounts::{
    self, FirstAccount, NewAccount, NewBureau, NewFiling, NewOrganisation, NewRoom, OrganisationKind,
};
use crate::services::banks;
use crate::services::ceremony::{self, NewCommitment, NewReceipt};
use crate::services::registrations::{self, Register};
use crate::services::sessions::{self, NewAssignment, PlanSession};
use crate::services::{Actor, Context, ServiceError};
use crate::store::meta;

use super::county::{
    ADMINISTRATOR, BODY, BUREAU, CANDIDATES, CENTRE, CONTRIBUTORS, CUSTODIANS, OCCUPATION, OFFICIALS, OPENS, PASSWORD,
    ROOM, SESSION,
};
use super::{bank, office, require_demo};

/// The ids of what was set up.
#[derive(Debug, Clone, Serialize)]
pub struct County {
    /// The awarding body.
    pub body_id: i64,
    /// The centre.
    pub centre_id: i64,
    /// The room.
    pub room_id: i64,
    /// The accounts of the examiners.
    pub examiner_ids: Vec<i64>,
    /// The accounts of the invigilators.
    pub invigilator_ids: Vec<i64>,
}

/// Makes organisations, staff, filing and room.
///
/// # Errors
/// When the store is not a demo's, or has accounts already.
pub fn set_up_county(context: &Context) -> Result<(Actor, County), ServiceError> {
    require_demo(context)?;
    let bureau = NewBureau { code: BUREAU.0.into(), name: BUREAU.1.into(), rank: "county".into() };
    let first = FirstAccount { login: ADMINISTRATOR.0.into(), name: ADMINISTRATOR.1.into(), password: PASSWORD.into() };
    let actor = accounts::create_first_administrator(context, bureau, first)?;
    let organisation = |code: &str, name: &str, kind: OrganisationKind| {
        let new = NewOrganisation { code: code.into(), name: name.into(), kind, rank: String::new() };
        accounts::create_organisation(context, &actor, new)
    };
    let body_id = organisation(BODY.0, BODY.1, OrganisationKind::AwardingBody)?;
    let centre_id = organisation(CENTRE.0, CENTRE.1, OrganisationKind::Centre)?;
    let (code, name, seats, _) = ROOM;
    let room = NewRoom { organisation_id: centre_id, code: code.into(), name: name.into(), seats };
    let room_id = accounts::create_room(context, &actor, room)?;
    let filing = NewFiling {
        organisation_id: body_id,
        occupation: OCCUPATION.0.into(),
        level: OCCUPATION.1,
        from_day: "2026-01-01".into(),
        to_day: "2027-12-31".into(),
    };
    accounts::file_body(context, &actor, filing)?;
    let (mut examiner_ids, mut invigilator_ids) = (Vec::new(), Vec::new());
    for official in &OFFICIALS {
        let organisation_id = match official.organisation {
            code if code == BODY.0 => body_id,
            code if code == CENTRE.0 => centre_id,
            _ => actor.organisation_id,
        };
        let new = NewAccount {
            organisation_id,
            login: official.login.into(),
            name: official.name.into(),
            password: PASSWORD.into(),
            roles: vec![official.role],
        };
        let id = accounts::create_account(context, &actor, new)?;
        match official.role {
            Role::Examiner => examiner_ids.push(id),
            Role::Invigilator => invigilator_ids.push(id),
            _ => {}
        }
    }
    Ok((actor, County { body_id, centre_id, room_id, examiner_ids, invigilator_ids }))
}

/// Sets the whole demo up, ready for its registration stage. Does nothing on a store that has it already.
///
/// # Errors
/// When a step is refused; then the store is half set up and says so at the next start.
pub fn seed(context: &Context) -> Result<bool, ServiceError> {
    require_demo(context)?;
    if context.store.read(|connection| meta::find(connection, "demo_seeded"))?.is_some() {
        return Ok(false);
    }
    let (actor, county) = set_up_county(context)?;
    let session_id = plan_session(context, &actor, county)?;
    for sample in &CANDIDATES {
        registrations::register(context, &actor, session_id, sample.registration())?;
    }
    commit_for_contributors(context, &actor, session_id, SESSION.1)?;
    let plan = ceremony::make_plan(context, &actor, session_id)?;
    commit_for_contributors(context, &actor, plan.id, &plan.code)?;
    office::seed(context, &actor)?;
    context.store.write(|connection| meta::set(connection, "demo_seeded", "yes"))?;
    Ok(true)
}

/// The session of the sample bank, with whoever has a duty at it.
pub(super) fn plan_session(context: &Context, actor: &Actor, county: County) -> Result<i64, ServiceError> {
    let bank_id = import_sample_bank(context, actor)?;
    let session_id = sessions::plan(
        context,
        actor,
        PlanSession {
            exam: SESSION.0.into(),
            code: SESSION.1.into(),
            kind: crate::domain::CertificateKind::SkillLevel,
            occupation: OCCUPATION.0.into(),
            level: OCCUPATION.1,
            body_id: county.body_id,
            centre_id: county.centre_id,
            room_id: county.room_id,
            bank_id,
            subsidised: false,
            opens_at: OPENS.into(),
            room_code: ROOM.3.into(),
            scheme: SCHEME.into(),
            more_schemes: Vec::new(),
        },
    )?;
    let duties = [("examiner", county.examiner_ids), ("invigilator", county.invigilator_ids)];
    for (duty, account_id) in duties.iter().flat_map(|(duty, ids)| ids.iter().map(move |id| (*duty, *id))) {
        sessions::assign(context, actor, session_id, NewAssignment { account_id, duty: duty.into() })?;
    }
    Ok(session_id)
}

/// The practical marking scheme of the sample bank.
const SCHEME: &str = include_str!("../../../question_banks/6-31-01-03-5/practical.toml");

fn import_sample_bank(context: &Context, actor: &Actor) -> Result<i64, ServiceError> {
    let item_key = SealingKey::generate()?;
    let package = bank::sealed_sample(&context.keys.bank, &item_key, context.now())?;
    let imported = banks::import(context, actor, &package)?;
    banks::release_key(context, actor, imported.id, &hex::encode(item_key.bytes()))?;
    Ok(imported.id)
}

/// Where the demo keeps a contributor's secret of a session or plan.
pub(super) fn secret_name(session: &str, code: &str) -> String {
    format!("demo_secret/{session}/{code}")
}

/// Each contributor's secret is made here and kept until the opening, and the custodians say so: the demo plays all of
/// them, and says that it does.
pub(super) fn commit_for_contributors(
    context: &Context,
    actor: &Actor,
    session_id: i64,
    session: &str,
) -> Result<(), ServiceError> {
    for (code, name, outside) in CONTRIBUTORS {
        let secret: [u8; 32] = random::bytes()?;
        let commitment = draw::commitment(SESSION.0, session, code, &secret);
        let new = NewCommitment { code: code.into(), name: name.into(), outside, commitment: hex::encode(commitment) };
        let commitment = new.commitment.clone();
        ceremony::commit(context, actor, session_id, new)?;
        for (body, custodian) in CUSTODIANS.into_iter().filter(|(of, _)| *of == code).flat_map(|(_, both)| both) {
            let receipt = NewReceipt {
                contributor: code.into(),
                body: body.into(),
                custodian: custodian.into(),
                commitment: commitment.clone(),
            };
            ceremony::receive(context, actor, session_id, &receipt)?;
        }
        let kept = secret_name(session, code);
        context.store.write(|connection| meta::set(connection, &kept, &hex::encode(secret)))?;
    }
    Ok(())
}

impl super::county::Sample {
    /// This candidate's registration.
    #[must_use]
    pub fn registration(&self) -> Register {
        Register {
            name: self.name.into(),
            document_kind: DocumentKind::ResidentId,
            document_number: self.document_number.into(),
            birth_day: None,
            email: (!self.email.is_empty()).then(|| self.email.into()),
            locale: self.locale.into(),
            channel: Channel::Person,
            work_years: 3,
            work_proved: false,
            letters_signed: true,
            extra_minutes: 0,
            large_print: false,
            review_reason: None,
        }
    }
}
