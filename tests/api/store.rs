//! The store itself: one schema, transactions, append-only tables.

use diesel::RunQueryDsl as _;
use jiangheng::services::{Actor, ServiceError, audit};
use jiangheng::store::{AnyConnection, SchemaState, StoreError, meta};
use serde_json::json;

use crate::support::on_both;

fn execute(connection: &mut AnyConnection, sql: &str) -> Result<usize, StoreError> {
    Ok(match connection {
        AnyConnection::Sqlite(inner) => diesel::sql_query(sql).execute(inner),
        AnyConnection::Postgres(inner) => diesel::sql_query(sql).execute(inner),
    }?)
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    on_both(|fixture| {
        let store = &fixture.context.store;
        let failed: Result<(), ServiceError> = store.write(|connection| {
            meta::set(connection, "half", "done")?;
            Err(ServiceError::Internal("stop".into()))
        });
        assert!(failed.is_err());
        assert_eq!(store.read(|connection| meta::find(connection, "half")).unwrap(), None);
        store.write(|connection| meta::set(connection, "half", "whole")).unwrap();
        assert_eq!(store.read(|connection| meta::find(connection, "half")).unwrap().as_deref(), Some("whole"));
    });
}

#[test]
fn the_audit_trail_is_append_only_in_the_database_itself() {
    on_both(|fixture| {
        let context = &fixture.context;
        context
            .store
            .write(|connection| {
                audit::record(connection, &Actor::system("test"), context.now(), "test.write", "test/1", &json!({}))
            })
            .unwrap();
        for sql in ["UPDATE audit_event SET actor = 'nobody'", "DELETE FROM audit_event"] {
            let error = context.store.write(|connection| execute(connection, sql)).unwrap_err();
            assert!(error.to_string().contains("append-only"), "{error}");
        }
        let events = context.store.read(|connection| jiangheng::store::audit::newest(connection, 10)).unwrap();
        assert_eq!(events.len(), 1);
    });
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    on_both(|fixture| {
        let store = &fixture.context.store;
        assert_eq!(store.schema_state().unwrap(), SchemaState::Current);
        store
            .write(|connection| {
                execute(connection, "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99999999999999', CURRENT_TIMESTAMP)")
            })
            .unwrap();
        assert!(matches!(store.schema_state().unwrap(), SchemaState::Ahead(_)));
        let error = store.migrate().unwrap_err().to_string();
        assert!(error.contains("newer program"), "{error}");
    });
}
