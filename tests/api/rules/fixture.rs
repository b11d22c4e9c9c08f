//! A small county: a bureau, a body, a centre with a room, and sessions put straight into the tables.

use diesel::prelude::*;
use jiangheng::domain::account::Role;
use jiangheng::domain::person::{DocumentKind, ResidentId};
use jiangheng::domain::registration::Channel;
use jiangheng::services::accounts::{
    self, FirstAccount, NewAccount, NewBureau, NewFiling, NewOrganisation, NewRoom, OrganisationKind,
};
use jiangheng::services::registrations::Register;
use jiangheng::services::{Actor, Context, ServiceError};
use jiangheng::store::schema::{
    assignment, audit_event, bank, certificate, exam_session, person, registration, sitting, theory_score,
};
use jiangheng::store::{AnyConnection, StoreError, micros};
use jiff::Timestamp;

use crate::support::Fixture;

pub(crate) const PASSWORD: &str = "秤砣虽小可压千斤呀。";
pub(crate) const ELECTRICIAN: &str = "6-31-01-03";

const SCHEME: &str = r#"{"title":"点动控制线路","occupation":"6-31-01-03","level":5,"minutes":60,"total":10000,"criterion":[
  {"id":"S1","star":true,"title":"断电作业"},
  {"id":"C1","title":"布线","marks":6000,"faults":[{"id":"F1","title":"每处","deduct":1000}]},
  {"id":"C2","title":"试车","marks":4000,"faults":[{"id":"F1","title":"每次","deduct":2000}]}]}"#;

/// The county.
pub(crate) struct County<'a> {
    pub(crate) context: &'a Context,
    pub(crate) admin: Actor,
    pub(crate) bureau: i64,
    pub(crate) body: i64,
    pub(crate) centre: i64,
    pub(crate) room: i64,
    bank: i64,
}

impl<'a> County<'a> {
    pub(crate) fn new(fixture: &'a Fixture) -> Self {
        let context = &fixture.context;
        let admin = first_administrator(context).unwrap();
        let bureau = admin.organisation_id;
        let organisation = |code: &str, kind| {
            let new = NewOrganisation { code: code.into(), name: format!("青禾{code}"), kind, rank: String::new() };
            accounts::create_organisation(context, &admin, new).unwrap()
        };
        let body = organisation("S0001", OrganisationKind::AwardingBody);
        let centre = organisation("000001", OrganisationKind::Centre);
        let room = NewRoom { organisation_id: centre, code: "01".into(), name: "第 1 考场".into(), seats: 30 };
        let room = accounts::create_room(context, &admin, room).unwrap();
        let bank = context.store.write(|connection| insert_bank(connection, bureau)).unwrap();
        let county = Self { context, admin, bureau, body, centre, room, bank };
        for level in [5, 4, 3] {
            county.file(level, "2026-01-01", "2026-12-31");
        }
        county
    }

    pub(crate) fn file(&self, level: i64, from: &str, to: &str) {
        let filing = NewFiling {
            organisation_id: self.body,
            occupation: ELECTRICIAN.into(),
            level,
            from_day: from.into(),
            to_day: to.into(),
        };
        accounts::file_body(self.context, &self.admin, filing).unwrap();
    }

    /// A planned session on 12 December 2026.
    pub(crate) fn session(&self, code: &str, level: i64) -> i64 {
        self.session_at(code, level, "2026-12-12T01:00:00Z")
    }

    pub(crate) fn session_at(&self, code: &str, level: i64, opens: &str) -> i64 {
        let opens: Timestamp = opens.parse().unwrap();
        self.write(|connection| {
            let values = (
                (
                    exam_session::exam.eq("QH-2026-12"),
                    exam_session::code.eq(code),
                    exam_session::kind.eq("skill_level"),
                    exam_session::occupation.eq(ELECTRICIAN),
                    exam_session::level.eq(level),
                    exam_session::body_id.eq(self.body),
                    exam_session::bureau_id.eq(self.bureau),
                    exam_session::centre_id.eq(self.centre),
                    exam_session::room_id.eq(self.room),
                    exam_session::room_code.eq("4711"),
                    exam_session::bank_id.eq(self.bank),
                    exam_session::subsidised.eq(true),
                ),
                (
                    exam_session::opens_at.eq(micros(opens)),
                    exam_session::minutes.eq(90),
                    exam_session::scheme.eq(SCHEME),
                    exam_session::state.eq("planned"),
                    exam_session::manifest.eq(""),
                    exam_session::manifest_digest.eq(""),
                    exam_session::reveals.eq(""),
                    exam_session::master_digest.eq(""),
                    exam_session::papers_root.eq(""),
                    exam_session::evidence.eq(""),
                    exam_session::created_at.eq(0),
                ),
            );
            Ok(diesel::insert_into(exam_session::table)
                .values(values)
                .returning(exam_session::id)
                .get_result(connection)?)
        })
    }

    pub(crate) fn move_session(&self, id: i64, state: &str) {
        self.write(|connection| {
            diesel::update(exam_session::table.find(id)).set(exam_session::state.eq(state)).execute(connection)?;
            Ok(())
        });
    }

    /// An account with one role, signed in.
    pub(crate) fn account(&self, login: &str, role: Role, organisation_id: i64) -> Actor {
        let new = NewAccount {
            organisation_id,
            login: login.into(),
            name: "何永明".into(),
            password: PASSWORD.into(),
            roles: vec![role],
        };
        accounts::create_account(self.context, &self.admin, new).unwrap();
        accounts::sign_in(self.context, login, PASSWORD, "").unwrap().actor
    }

    pub(crate) fn assign(&self, session_id: i64, account: &Actor, duty: &str) {
        self.write(|connection| {
            let values = (
                assignment::session_id.eq(session_id),
                assignment::account_id.eq(account.account_id),
                assignment::duty.eq(duty),
            );
            diesel::insert_into(assignment::table).values(values).execute(connection)?;
            Ok(())
        });
    }

    /// That a candidate sat the theory test and got so many hundredths; `None`: was absent.
    pub(crate) fn sat(&self, session_id: i64, registration_id: i64, marks: Option<i64>) {
        let state = if marks.is_some() { "scored" } else { "absent" };
        self.write(|connection| {
            diesel::insert_into(sitting::table)
                .values((
                    sitting::registration_id.eq(registration_id),
                    sitting::session_id.eq(session_id),
                    sitting::state.eq(state),
                    sitting::epoch.eq(1),
                    sitting::token_digest.eq(""),
                    sitting::paper_digest.eq(""),
                    sitting::ended_by.eq(""),
                    sitting::receipt.eq(""),
                ))
                .execute(connection)?;
            if let Some(marks) = marks {
                let score = (
                    theory_score::registration_id.eq(registration_id),
                    theory_score::marks.eq(marks),
                    theory_score::detail.eq("{}"),
                    theory_score::scored_at.eq(0),
                );
                diesel::insert_into(theory_score::table).values(score).execute(connection)?;
            }
            Ok(())
        });
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>) -> T {
        self.context.store.write(work).unwrap()
    }

    pub(crate) fn state_of(&self, registration_id: i64) -> String {
        self.write(|connection| {
            Ok(registration::table.find(registration_id).select(registration::state).first(connection)?)
        })
    }

    pub(crate) fn people(&self) -> Vec<(i64, String, Vec<u8>)> {
        self.write(|connection| {
            let columns = (person::id, person::identity_index, person::identity_sealed);
            Ok(person::table.select(columns).load(connection)?)
        })
    }

    pub(crate) fn audited(&self, action: &str) -> Vec<String> {
        self.write(|connection| {
            Ok(audit_event::table
                .filter(audit_event::action.eq(action))
                .order(audit_event::id)
                .select(audit_event::detail)
                .load(connection)?)
        })
    }
}

pub(crate) fn first_administrator(context: &Context) -> Result<Actor, ServiceError> {
    let bureau = NewBureau { code: "410099".into(), name: "青禾县人社局".into(), rank: "county".into() };
    let first = FirstAccount { login: "liumin".into(), name: "刘敏".into(), password: PASSWORD.into() };
    accounts::create_first_administrator(context, bureau, first)
}

/// A synthetic resident ID; the region code is nobody's.
pub(crate) fn identity(birth: &str, order: u16) -> String {
    let first17 = format!("410099{birth}{order:03}");
    let check = ResidentId::check_character(&first17).unwrap();
    format!("{first17}{check}")
}

/// Somebody against whom nothing speaks at level 5.
pub(crate) fn applicant(order: u16) -> Register {
    Register {
        name: "王玉兰".into(),
        document_kind: DocumentKind::ResidentId,
        document_number: identity("19710304", order),
        birth_day: None,
        email: None,
        locale: "zh-CN".into(),
        channel: Channel::Person,
        work_years: 0,
        work_proved: false,
        letters_signed: true,
        extra_minutes: 0,
        large_print: false,
        review_reason: None,
    }
}

/// The code of a refusal and its rule.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> (&'static str, Option<String>) {
    match answer {
        Err(ServiceError::Refused(refusal)) => (refusal.code, refusal.rule),
        other => panic!("not refused: {other:?}"),
    }
}

/// The wrong fields of an answer with their codes.
pub(crate) fn fields<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> Vec<(&'static str, &'static str)> {
    match answer {
        Err(ServiceError::Invalid(faults)) => faults.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

/// A live certificate of somebody, as if awarded earlier.
pub(crate) fn insert_certificate(
    connection: &mut AnyConnection,
    registration_id: i64,
    person_id: i64,
    level: i64,
    serial: &str,
) -> Result<(), StoreError> {
    diesel::insert_into(certificate::table)
        .values((
            certificate::registration_id.eq(registration_id),
            certificate::person_id.eq(person_id),
            certificate::occupation.eq(ELECTRICIAN),
            certificate::level.eq(level),
            certificate::kind.eq("skill_level"),
            certificate::serial.eq(serial),
            certificate::uuid.eq(serial),
            certificate::nonce.eq(""),
            certificate::status_index.eq(registration_id),
            certificate::state.eq("live"),
            certificate::step.eq("published"),
            certificate::facts.eq("{}"),
            certificate::document.eq(""),
            certificate::qr.eq(""),
            certificate::kid.eq(""),
            certificate::recorded_at.eq(0),
        ))
        .execute(connection)?;
    Ok(())
}

fn insert_bank(connection: &mut AnyConnection, bureau: i64) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(bank::table)
        .values((
            bank::organisation_id.eq(bureau),
            bank::code.eq("dg5"),
            bank::version.eq("1"),
            bank::title.eq("电工五级"),
            bank::occupation.eq(ELECTRICIAN),
            bank::level.eq(5),
            bank::package.eq(Vec::<u8>::new()),
            bank::package_digest.eq("00"),
            bank::blueprint.eq("{}"),
            bank::item_count.eq(180),
            bank::imported_at.eq(0),
        ))
        .returning(bank::id)
        .get_result(connection)?)
}
