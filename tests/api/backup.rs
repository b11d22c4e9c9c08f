//! Backups that move between the databases, and what `db check` finds.

use std::io::{Cursor, ErrorKind};
use std::process::{Command, Output};

use diesel::{Connection as _, RunQueryDsl as _};
use jiangheng::store::{Store, StoreError};
use tempfile::TempDir;

use crate::rows;
use crate::support::{fresh_postgres, on_both};

/// Rows of every kind of value: nulls, bytes, booleans, texts that are hard to quote.
const ROWS: [&str; 11] = [
    "INSERT INTO meta (name, value) VALUES ('b', 'x'), ('A', 'y'), ('ä', 'z'), ('一', '')",
    "INSERT INTO organisation (id, code, name, kind, rank) VALUES (3, '410000', '青禾县人社局 \"''\\', 'bureau', 'county')",
    "INSERT INTO organisation (id, code, name, kind, rank) VALUES (9, 'c1', E1, 'centre', '')",
    "INSERT INTO account (id, organisation_id, login, name, password_hash, active, created_at) \
     VALUES (2, 3, 'li.min', '李敏', 'x', TRUE, 1795400000000000), (5, 3, 'gone', '走', 'x', FALSE, 0)",
    "INSERT INTO audit_event (id, at, account_id, actor, action, subject, detail) \
     VALUES (1, 1795400000000000, 2, '李敏', 'test.write', 'test/1', '{\"a\": [1, null], \"b\": \"\u{1}\"}')",
    "INSERT INTO person (id, document_kind, identity_index, identity_sealed, name, birth_day, created_at) \
     VALUES (4, 'resident_id', 'ab', BYTES, '陈青禾', '1990-01-01', 1)",
    "INSERT INTO outbox (id, kind, dedup_key, recipient, locale, payload, created_at, due_at, attempts, sent_at, \
     last_error) VALUES (8, 'ticket', 'ticket/1', 'a@example.org', 'zh-CN', '{}', 1, 1, 1, 5, '')",
    "INSERT INTO outbox (id, kind, dedup_key, recipient, locale, payload, created_at, due_at, attempts, sent_at, \
     last_error) VALUES (9, 'ticket', 'ticket/2', 'a@example.org', 'zh-CN', '{}', 1, 1, 0, NULL, '')",
    "INSERT INTO bank (id, organisation_id, code, version, title, occupation, level, package, package_digest, \
     blueprint, item_count, item_key_sealed, imported_at) \
     VALUES (1, 3, 'dg5', '1', '电工', '6-31-01-03', 5, BYTES, 'd', '{}', 180, NULL, 1)",
    "INSERT INTO response (id, sitting_id, seq, item, answer, client_time, saved_at, chain) \
     VALUES (2, 1, 2, 'i', 'A', '', 1, 'c'), (1, 1, 1, 'i', 'B', '', 1, 'c')",
    "INSERT INTO log_leaf (position, leaf, hash, appended_at) VALUES (0, 'l', 'h', 1), (1, 'l', 'h', 2)",
];

fn fill(store: &Store) {
    for sql in ROWS {
        let (bytes, text) = if store.is_embedded() {
            ("x'00ff01'", "'tab' || char(9) || 'line' || char(10) || 'end'")
        } else {
            ("'\\x00ff01'::bytea", "'tab' || chr(9) || 'line' || chr(10) || 'end'")
        };
        rows::run(store, &sql.replace("BYTES", bytes).replace("E1", text)).unwrap();
    }
}

fn backup(store: &Store) -> Vec<u8> {
    let mut out = Vec::new();
    store.back_up("2026-11-23T01:00:00Z".parse().unwrap(), &mut out).unwrap();
    out
}

fn restore(store: &Store, backup: &[u8]) -> Result<u64, StoreError> {
    store.restore(|| Ok(Cursor::new(backup))).map(|copied| copied.rows)
}

fn untouched(folder: &TempDir, name: &str) -> Store {
    Store::open(&format!("sqlite://{}", folder.path().join(name).display())).unwrap()
}

#[test]
fn a_county_moves_from_sqlite_to_postgresql_and_back_row_by_row() {
    let folder = TempDir::new().unwrap();
    let first = untouched(&folder, "first.db");
    first.migrate().unwrap();
    fill(&first);
    let original = backup(&first);
    let second = Store::open(&fresh_postgres()).unwrap();
    assert_eq!(restore(&second, &original).unwrap(), 17);
    assert_eq!(backup(&second), original, "PostgreSQL says the same, byte by byte");
    let third = untouched(&folder, "third.db");
    restore(&third, &backup(&second)).unwrap();
    assert_eq!(backup(&third), original);
    for store in [&second, &third] {
        assert_eq!(store.faults().unwrap(), Vec::<String>::new());
        let sql = "INSERT INTO organisation (code, name, kind, rank) VALUES ('new', '', '', '')";
        rows::run(store, sql).unwrap();
        let next = rows::number(store, "SELECT id AS number FROM organisation WHERE code = 'new'");
        assert_eq!(next, 10, "ids go on behind the largest");
        assert!(rows::run(store, "DELETE FROM log_leaf").unwrap_err().to_string().contains("append-only"));
    }
}

#[test]
fn a_backup_that_is_not_whole_restores_nothing() {
    on_both(|fixture| {
        let folder = TempDir::new().unwrap();
        let source = untouched(&folder, "source.db");
        source.migrate().unwrap();
        fill(&source);
        let good = backup(&source);
        let text = String::from_utf8(good.clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let target = if fixture.url.starts_with("sqlite") {
            untouched(&folder, "target.db")
        } else {
            Store::open(&fresh_postgres()).unwrap()
        };
        target.migrate().unwrap();
        let cases: [(Vec<u8>, &str); 9] = [
            (Vec::new(), "no backup"),
            (b"PK\x03\x04".to_vec(), "can't be read"),
            (b"{\"spec\":\"other\"}\n".to_vec(), "no backup"),
            (good[..good.len() - 1].to_vec(), "truncated"),
            (good[..good.len() / 2].to_vec(), "truncated"),
            ([lines[..lines.len() - 1].join("\n").as_bytes(), b"\n"].concat(), "truncated"),
            (text.replace("陈青禾", "陈青苗").into_bytes(), "altered"),
            ([&lines[..3], &lines[4..]].concat().join("\n").into_bytes(), "truncated"),
            ([good.clone(), good.clone()].concat(), "appended"),
        ];
        for (bytes, says) in cases {
            let bytes = if says == "can't be read" { vec![0xff, 0xfe, b'\n'] } else { bytes };
            let error = restore(&target, &bytes).unwrap_err().to_string();
            assert!(error.contains(says), "{says}: {error}");
        }
        for end in [1, 5, good.len() / 3] {
            assert!(restore(&target, &good[..end]).is_err());
        }
        let unreadable = target.restore(|| Err::<Cursor<Vec<u8>>, _>(std::io::Error::from(ErrorKind::NotFound)));
        assert!(unreadable.is_err());
        assert_eq!(rows::number(&target, "SELECT COUNT(*) AS number FROM organisation"), 0);
        restore(&target, &good).unwrap();
        let error = restore(&target, &good).unwrap_err().to_string();
        assert!(error.contains("isn't empty"), "{error}");
    });
}

#[test]
fn a_backup_with_a_false_row_is_undone_whole() {
    let folder = TempDir::new().unwrap();
    let source = untouched(&folder, "source.db");
    source.migrate().unwrap();
    fill(&source);
    for url in [format!("sqlite://{}", folder.path().join("target.db").display()), fresh_postgres()] {
        let target = Store::open(&url).unwrap();
        target.migrate().unwrap();
        // A row that two unique keys refuse: only the database itself can tell, in the middle of the restore.
        let text = String::from_utf8(backup(&source)).unwrap();
        let doubled = text.replace("\"ticket/2\"", "\"ticket/1\"");
        let (body, _) = doubled.trim_end().rsplit_once('\n').unwrap();
        let body = format!("{body}\n");
        let digest = hex::encode(jiangheng::crypto::sha256(body.as_bytes()));
        let forged = format!("{body}{{\"rows\":17,\"sha256\":\"{digest}\"}}\n");
        assert!(matches!(restore(&target, forged.as_bytes()), Err(StoreError::Duplicate(_))));
        assert_eq!(rows::number(&target, "SELECT COUNT(*) AS number FROM organisation"), 0);
    }
}

#[test]
fn an_older_schema_is_upgraded_with_its_rows_and_its_backups_still_restore() {
    on_both(|fixture| {
        let folder = TempDir::new().unwrap();
        let fresh = |name: &str| {
            if fixture.url.starts_with("sqlite") {
                untouched(&folder, name)
            } else {
                Store::open(&fresh_postgres()).unwrap()
            }
        };
        let store = fresh("old.db");
        let last = store.migrations().unwrap();
        store.migrate_up_to(last - 1).unwrap();
        rows::run(&store, ROWS[1]).unwrap();
        let faults = store.faults().unwrap();
        assert!(faults.len() == 1 && faults[0].contains("db migrate"), "{faults:?}");
        let kept = backup(&store);
        store.migrate().unwrap();
        let restored = fresh("restored.db");
        assert_eq!(restore(&restored, &kept).unwrap(), 1);
        for upgraded in [&store, &restored] {
            assert_eq!(upgraded.faults().unwrap(), Vec::<String>::new());
            assert_eq!(rows::number(upgraded, "SELECT COUNT(*) AS number FROM organisation"), 1);
        }
        let migrated = fresh("migrated.db");
        migrated.migrate().unwrap();
        let error = restore(&migrated, &kept).unwrap_err().to_string();
        assert!(error.contains("another schema"), "{error}");
    });
}

#[test]
fn a_missing_guard_a_gap_in_the_log_and_a_loose_row_are_named() {
    on_both(|fixture| {
        let store = &fixture.context.store;
        fill(store);
        assert_eq!(store.faults().unwrap(), Vec::<String>::new());
        let drop_trigger = if store.is_embedded() {
            "DROP TRIGGER log_leaf_no_delete"
        } else {
            "DROP TRIGGER log_leaf_no_delete ON log_leaf"
        };
        rows::run(store, drop_trigger).unwrap();
        rows::run(store, "DELETE FROM log_leaf WHERE position = 0").unwrap();
        rows::run(store, "DROP INDEX certificate_one_live").unwrap();
        let faults = store.faults().unwrap().join("\n");
        for says in ["log_leaf_no_delete", "certificate_one_live", "gaps"] {
            assert!(faults.contains(says), "{says}: {faults}");
        }
        if store.is_embedded() {
            let path = store.file().unwrap();
            let mut loose = diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap();

            diesel::sql_query("PRAGMA foreign_keys = OFF").execute(&mut loose).unwrap();
            diesel::sql_query("DELETE FROM organisation WHERE id = 3").execute(&mut loose).unwrap();
            let faults = store.faults().unwrap().join("\n");
            assert!(faults.contains("account row 2 refers to no row of organisation"), "{faults}");
        }
    });
}

fn jiangheng(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jiangheng")).args(arguments).current_dir(folder.path()).output().unwrap()
}

#[test]
fn the_commands_say_what_is_wrong_and_never_replace_a_backup() {
    on_both(|fixture| {
        let folder = &fixture.folder;
        fill(&fixture.context.store);
        let keys = folder.path().join("keys");
        let keys = keys.to_str().unwrap();
        let db = |command: &[&str]| {
            let output = jiangheng(folder, &[&["db"], command, &["--database", &fixture.url, "--keys", keys]].concat());
            let said = [output.stdout, output.stderr].concat();
            (output.status.code(), String::from_utf8(said).unwrap())
        };
        assert_eq!(db(&["check"]), (Some(0), "all is well\n".into()));
        assert_eq!(db(&["migrate"]), (Some(0), "the schema is up to date\n".into()));
        let (code, said) = db(&["backup", "county.backup"]);
        assert!(code == Some(0) && said.contains("The keys are not in it"), "{said}");
        let kept = std::fs::read(folder.path().join("county.backup")).unwrap();
        let (code, said) = db(&["backup", "county.backup"]);
        assert!(code == Some(1) && said.contains("replace nothing"), "{said}");
        assert_eq!(std::fs::read(folder.path().join("county.backup")).unwrap(), kept);
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert!(!files.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{files:?}");
        let (code, said) = db(&["restore", "county.backup"]);
        assert!(code == Some(1) && said.contains("isn't empty"), "{said}");
        let restored = jiangheng(folder, &["db", "restore", "county.backup", "--database", "sqlite://other.db"]);
        assert!(restored.status.success());

        let sealing = folder.path().join("keys/sealing.key");
        std::fs::rename(&sealing, folder.path().join("kept.key")).unwrap();
        let (code, said) = db(&["check"]);
        assert!(code == Some(1) && said.contains("sealing.key is missing"), "{said}");
        jiangheng::services::keyring::write(&sealing, &[1; 32]).unwrap();
        let (code, said) = db(&["check"]);
        assert!(code == Some(1) && said.contains("the sealing key is lost"), "{said}");
        let missing = jiangheng(folder, &["db", "check", "--database", "sqlite://none.db", "--keys", keys]);
        assert_eq!(missing.status.code(), Some(1));
        assert!(!folder.path().join("none.db").exists(), "asking after a store does not make it");
    });
}
