//! A session of a synthetic county whose notice is over: candidates with marks and results, ready to be awarded.

use std::path::Path;
use std::sync::Arc;

use diesel::{QueryableByName, RunQueryDsl as _};
use jiangheng::clock::ShiftedClock;
use jiangheng::domain::account::Role;
use jiangheng::domain::person::{DocumentKind, IdentityDocument, ResidentId};
use jiangheng::formats::region;
use jiangheng::hall::Hall;
use jiangheng::services::actor::Grant;
use jiangheng::services::{Actor, Context, Keyring};
use jiangheng::store::{AnyConnection, Store, StoreError};

use crate::support::Fixture;

/// The session's row id.
pub(crate) const SESSION: i64 = 1;

/// Whoever awards in the bureau.
pub(crate) fn officer() -> Actor {
    let grant = Grant { role: Role::CertificateOfficer, organisation_id: 1, bureau: true };
    Actor::account(1, "证书管理员".into(), 1, vec![grant])
}

/// Whoever examines, and may not award.
pub(crate) fn examiner() -> Actor {
    let grant = Grant { role: Role::Examiner, organisation_id: 1, bureau: true };
    Actor::account(1, "考评员".into(), 1, vec![grant])
}

/// The name of a candidate, from 1.
pub(crate) fn name(candidate: i64) -> String {
    format!("林青{}", ["禾", "木", "川", "石", "原", "野", "溪", "岭", "谷"][(candidate - 1) as usize % 9])
}

/// The identity document of a candidate.
pub(crate) fn document(candidate: i64) -> IdentityDocument {
    let first = format!("41009919900101{candidate:03}");
    let check = ResidentId::check_character(&first).unwrap();
    IdentityDocument::parse(DocumentKind::ResidentId, &format!("{first}{check}")).unwrap()
}

/// Runs a statement on whichever database it is.
pub(crate) fn execute(connection: &mut AnyConnection, sql: &str) -> Result<usize, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(inner) => diesel::sql_query(sql).execute(inner),
        AnyConnection::Postgres(inner) => diesel::sql_query(sql).execute(inner),
    }?)
}

/// One text of one row.
pub(crate) fn text(context: &Context, sql: &str) -> String {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let sql = format!("SELECT CAST(({sql}) AS TEXT) AS value");
    context
        .store
        .read(|connection| {
            Ok::<_, StoreError>(match connection {
                AnyConnection::Sqlite(inner) => diesel::sql_query(sql).get_result::<Row>(inner),
                AnyConnection::Postgres(inner) => diesel::sql_query(sql).get_result::<Row>(inner),
            }?)
        })
        .unwrap()
        .value
}

/// Writes the county, and so many candidates who passed; registrations have the ids 1 to `candidates`.
pub(crate) fn county(fixture: &Fixture, candidates: i64) {
    let context = &fixture.context;
    run(
        context,
        &[
            "INSERT INTO organisation (id, code, name, kind, rank) VALUES \
             (1, '410099', '青禾县人力资源和社会保障局', 'bureau', 'county'), \
             (2, '0001', '青禾县职业技能评价中心', 'awarding_body', 'county'), \
             (3, '000001', '青禾县考点', 'centre', 'county')",
            "INSERT INTO account (id, organisation_id, login, name, password_hash, active, created_at) \
             VALUES (1, 1, 'officer', '证书管理员', 'x', TRUE, 0)",
            "INSERT INTO filing (id, organisation_id, occupation, level, from_day, to_day) \
             VALUES (1, 2, '6-31-01-03', 5, '2026-01-01', '2027-12-31')",
            "INSERT INTO room (id, organisation_id, code, name, seats) VALUES (1, 3, 'A01', '一号考场', 30)",
        ],
    );
    let blob = if context.store.is_embedded() { "X'00'".to_owned() } else { r"'\x00'::bytea".to_owned() };
    run(
        context,
        &[
            &format!(
                "INSERT INTO bank (id, organisation_id, code, version, title, occupation, level, package, \
                 package_digest, blueprint, item_count, imported_at) \
                 VALUES (1, 1, 'b', '1', 't', '6-31-01-03', 5, {blob}, 'd', '{{}}', 1, 0)"
            ),
            "INSERT INTO exam_session (id, exam, code, kind, occupation, level, body_id, bureau_id, centre_id, \
             room_id, room_code, bank_id, subsidised, opens_at, minutes, scheme, state, manifest, manifest_digest, \
             reveals, master_digest, papers_root, evidence, created_at) \
             VALUES (1, '2026-11', '1', 'skill_level', '6-31-01-03', 5, 2, 1, 3, 1, 'A01', 1, FALSE, \
             1794877200000000, 90, '{}', 'noticed', '', '', '', '', '', '', 0)",
            "INSERT INTO notice (id, session_id, kind, published_at, first_day, last_day, working_days, entries) \
             VALUES (1, 1, 'results', 0, '2026-11-16', '2026-11-20', 5, '[]')",
        ],
    );
    (1..=candidates).for_each(|candidate| passed(context, candidate, candidate));
}

/// A registration of a person who passed; a person registered before is written once.
pub(crate) fn passed(context: &Context, registration: i64, person: i64) {
    let document = document(person).canonical();
    let index = context.keys.identity_index(&document);
    let sealed = hex::encode(context.keys.sealing().seal(index.as_bytes(), document.as_bytes()).unwrap());
    let sealed = if context.store.is_embedded() { format!("X'{sealed}'") } else { format!(r"'\x{sealed}'::bytea") };
    let name = name(person);
    let statements = [
        format!(
            "INSERT INTO person (id, document_kind, identity_index, identity_sealed, name, birth_day, created_at) \
             SELECT {person}, 'resident_id', '{index}', {sealed}, '{name}', '1990-01-01', 0 \
             WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = {person})"
        ),
        format!(
            "INSERT INTO registration (id, person_id, session_id, occupation, level, admission_number, name, email, \
             locale, channel, subsidised, work_years, letter_signed_at, verdict, state, extra_minutes, large_print, \
             seat, created_at) VALUES ({registration}, {person}, 1, '6-31-01-03', 5, '26110{registration:04}', \
             '{name}', 'c{registration}@example.org', 'zh-CN', 'person', FALSE, 3, 0, '{{}}', 'open', 0, FALSE, \
             {registration}, 0)"
        ),
        format!(
            "INSERT INTO theory_score (registration_id, marks, detail, scored_at) VALUES ({registration}, 8250, '', 0)"
        ),
        format!(
            "INSERT INTO practical_mark (registration_id, examiner_id, sheet, total, star_failed, signed_at) \
             VALUES ({registration}, 1, '{{}}', 7600, FALSE, 1794963600000000)"
        ),
        format!(
            "INSERT INTO result (registration_id, version, theory, practical, passed, verdict, decided_at) \
             VALUES ({registration}, 1, 8250, 7600, TRUE, '{{}}', 0)"
        ),
    ];
    run(context, &statements.each_ref().map(String::as_str));
}

/// Runs statements in one transaction.
pub(crate) fn run(context: &Context, statements: &[&str]) {
    context
        .store
        .write(|connection| {
            for sql in statements {
                execute(connection, sql)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// A context of another process on the same store and keys.
pub(crate) fn elsewhere(url: &str, keys: &Path, start: &str) -> Context {
    let store = Store::open(url).unwrap();
    Context {
        hall: Hall::new(store.clone()),
        store,
        clock: Arc::new(ShiftedClock::starting_at(start.parse().unwrap())),
        keys: Arc::new(Keyring::load(keys).unwrap()),
        policy: Arc::new(region::sample_policy()),
        holidays: Arc::new(region::holidays()),
        occupations: Arc::new(region::occupations()),
        origin: "https://exam.example.org".into(),
        demo: true,
        throttles: std::sync::Arc::default(),
        progress: std::sync::Arc::default(),
        press: std::sync::Arc::default(),
    }
}
