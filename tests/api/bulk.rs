//! Thousands of rows at once, for what has to stay quick when a county has used the server for years.

use jiangheng::store::Store;

use crate::rows::run;

/// The numbers from one to another, both included, as a table `n` with a column `i`.
fn numbers((from, to): Rows) -> String {
    format!("WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})")
}

/// Which rows: the first number and the last.
pub type Rows = (u32, u32);

/// Candidates of a session who sat; every tenth is called 王.
pub fn candidates(store: &Store, session_id: i64, rows: Rows) {
    let empty = if store.is_embedded() { "X'00'" } else { "'\\x00'::bytea" };
    let tag = format!("bulk-{session_id}-");
    let all = [
        format!(
            "INSERT INTO person (document_kind, identity_index, identity_sealed, name, birth_day, created_at) {} \
             SELECT 'resident_id', '{tag}' || i, {empty}, \
             CASE WHEN i % 10 = 0 THEN '王玉' || i ELSE '李明' || i END, '1971-03-04', 0 FROM n",
            numbers(rows)
        ),
        format!(
            "INSERT INTO registration (person_id, session_id, occupation, level, admission_number, name, email, locale, \
             channel, subsidised, work_years, letter_signed_at, verdict, state, extra_minutes, large_print, seat, \
             created_at) SELECT id, {session_id}, 'bulk', 5, CAST(1000000000 + id AS TEXT), name, '', 'zh-CN', 'person', \
             FALSE, 0, 0, '{{}}', 'open', 0, FALSE, 0, 0 FROM person WHERE identity_index LIKE '{tag}%'"
        ),
        format!(
            "INSERT INTO sitting (registration_id, session_id, state, epoch, token_digest, paper_digest, ended_by, receipt) \
             SELECT id, session_id, 'scored', 1, '', '', '', '' FROM registration g WHERE session_id = {session_id} \
             AND NOT EXISTS (SELECT 1 FROM sitting t WHERE t.registration_id = g.id)"
        ),
        format!(
            "INSERT INTO theory_score (registration_id, marks, detail, scored_at) \
             SELECT id, 8400, '{{}}', 0 FROM registration g WHERE session_id = {session_id} \
             AND NOT EXISTS (SELECT 1 FROM theory_score t WHERE t.registration_id = g.id)"
        ),
    ];
    for sql in all {
        run(store, &sql).unwrap();
    }
}

/// Events of the audit trail on 23 November 2026; every tenth is 何文's.
pub fn events(store: &Store, rows: Rows) {
    let sql = format!(
        "INSERT INTO audit_event (at, account_id, actor, action, subject, detail) {} \
         SELECT 1795395600000000 + CAST(i AS BIGINT) * 1000000, 1, CASE WHEN i % 10 = 0 THEN '何文' ELSE '林站长' END, \
         'sitting.submit', 'sitting/' || i, '{{}}' FROM n",
        numbers(rows)
    );
    run(store, &sql).unwrap();
}

/// Sessions like another one, with a running notice each.
pub fn sessions(store: &Store, like: i64, rows: Rows) {
    let columns = "kind, occupation, level, body_id, bureau_id, centre_id, room_id, room_code, bank_id, subsidised, \
                   minutes, scheme, manifest, manifest_digest, reveals, master_digest, papers_root, evidence, created_at";
    let sql = format!(
        "INSERT INTO exam_session (exam, code, state, opens_at, {columns}) {} \
         SELECT 'BULK', 'B' || n.i, 'noticed', s.opens_at + n.i, {columns} FROM exam_session s, n WHERE s.id = {like}",
        numbers(rows)
    );
    run(store, &sql).unwrap();
    let notices = "INSERT INTO notice (session_id, kind, published_at, first_day, last_day, working_days, entries) \
                   SELECT id, 'results', 0, '2026-11-23', '2026-11-30', 5, '[]' FROM exam_session s WHERE exam = 'BULK' \
                   AND NOT EXISTS (SELECT 1 FROM notice t WHERE t.session_id = s.id)";
    run(store, notices).unwrap();
}

/// Accounts of an organisation, examiners all.
pub fn accounts(store: &Store, organisation_id: i64, rows: Rows) {
    let sql = format!(
        "INSERT INTO account (organisation_id, login, name, password_hash, active, created_at) {} \
         SELECT {organisation_id}, 'bulk.' || i, '考评员' || i, 'x', TRUE, 0 FROM n",
        numbers(rows)
    );
    run(store, &sql).unwrap();
    let roles = "INSERT INTO role_grant (account_id, role, organisation_id, granted_at) \
                 SELECT id, 'examiner', organisation_id, 0 FROM account a WHERE login LIKE 'bulk.%' \
                 AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id)";
    run(store, roles).unwrap();
}

/// Mails to as many addresses.
pub fn mails(store: &Store, rows: Rows) {
    let ticket = r#"{"name":"王玉兰","admission_number":"1","exam_title":"电工","session":"S1","opens_at":"09:00","latest_start":"09:30","centre":"考点","room":"考场","seat":1,"bring":"证件"}"#;
    let sql = format!(
        "INSERT INTO outbox (kind, dedup_key, recipient, locale, payload, created_at, due_at, attempts, last_error) {} \
         SELECT 'admission_ticket', 'bulk/' || i, 'p' || i || '@example.org', 'zh-CN', '{ticket}', 0, 0, 0, '' FROM n",
        numbers(rows)
    );
    run(store, &sql).unwrap();
}
