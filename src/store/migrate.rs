//! Bringing a store to this program's schema, at start and by `db migrate`.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{AnyConnection, Store, StoreError};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How a store's schema stands to this program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// The same.
    Current,
    /// These migrations have not run yet.
    Behind(Vec<String>),
    /// The store has run migrations that this program does not know: it was used by a newer one.
    Ahead(Vec<String>),
}

impl Store {
    /// Runs every migration that has not run; returns their names.
    ///
    /// # Errors
    /// When the store is ahead of this program, or a migration fails (then that one is undone).
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.migrate_up_to(usize::MAX)
    }

    /// Runs at most the first `count` migrations of the program; for tests of an upgrade from an older schema.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub fn migrate_up_to(&self, count: usize) -> Result<Vec<String>, StoreError> {
        if let SchemaState::Ahead(names) = self.schema_state()? {
            return Err(StoreError::Schema(format!(
                "this store was used by a newer program (it has run {}); use that program or restore a backup",
                names.join(", ")
            )));
        }
        self.read(|connection| match connection {
            AnyConnection::Sqlite(inner) => run(inner, SQLITE, count),
            AnyConnection::Postgres(inner) => run(inner, POSTGRES, count),
        })
    }

    /// How many migrations this program has.
    ///
    /// # Errors
    /// When the embedded migrations can't be read.
    pub fn migrations(&self) -> Result<usize, StoreError> {
        let count = if self.is_embedded() {
            MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).map(|all| all.len())
        } else {
            MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES).map(|all| all.len())
        };
        count.map_err(|error| StoreError::Schema(error.to_string()))
    }

    /// Compares the store's schema with this program's.
    ///
    /// # Errors
    /// When the database fails.
    pub fn schema_state(&self) -> Result<SchemaState, StoreError> {
        self.read(|connection| match connection {
            AnyConnection::Sqlite(inner) => state(inner, SQLITE),
            AnyConnection::Postgres(inner) => state(inner, POSTGRES),
        })
    }
}

fn run<C, DB>(connection: &mut C, source: EmbeddedMigrations, count: usize) -> Result<Vec<String>, StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Schema(error.to_string());
    let already = connection.applied_migrations().map_err(failed)?.len();
    let pending = connection.pending_migrations(source).map_err(failed)?;
    let mut ran = Vec::new();
    for migration in pending.iter().take(count.saturating_sub(already)) {
        connection.run_migration(migration).map_err(|error| {
            StoreError::Schema(format!("migration {} failed and was undone: {error}", migration.name()))
        })?;
        ran.push(migration.name().to_string());
    }
    Ok(ran)
}

fn state<C, DB>(connection: &mut C, source: EmbeddedMigrations) -> Result<SchemaState, StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Schema(error.to_string());
    let ours: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(failed)?;
    let known: Vec<MigrationVersion<'static>> = ours.iter().map(|one| one.name().version().as_owned()).collect();
    let applied = connection.applied_migrations().map_err(failed)?;
    let ahead: Vec<String> =
        applied.iter().filter(|version| !known.contains(version)).map(ToString::to_string).collect();
    if !ahead.is_empty() {
        return Ok(SchemaState::Ahead(ahead));
    }
    let behind: Vec<String> = ours
        .iter()
        .filter(|one| !applied.contains(&one.name().version().as_owned()))
        .map(|one| one.name().to_string())
        .collect();
    Ok(if behind.is_empty() { SchemaState::Current } else { SchemaState::Behind(behind) })
}
