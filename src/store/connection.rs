//! Connecting: the backend is chosen by the URL's scheme, and anything else is refused, because a typo would
//! otherwise create a file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::r2d2::R2D2Connection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use url::Url;

use super::StoreError;

/// One connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// The one to grow into.
    Postgres(PgConnection),
}

/// The database of one bureau: a pool of connections, shared by clones.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    address: Address,
    pool: r2d2::Pool<Manager>,
    /// SQLite has one writer; waiting here is fair and does not poll the file's lock.
    writer: Mutex<()>,
}

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Store {
    /// Connects to `sqlite://PATH` or `postgres://…`. A SQLite file is created when its folder exists.
    ///
    /// # Errors
    /// An unknown scheme; a PostgreSQL off loopback without `sslmode=verify-full` and `sslrootcert`; no connection.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let size = match &address {
            Address::Sqlite(_) => 8,
            Address::Postgres(_) => 16,
        };
        let manager = Manager { address: address.clone() };
        manager.connect_once()?;
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(30))
            .test_on_check_out(matches!(address, Address::Postgres(_)))
            .build(manager)
            .map_err(|error| StoreError::Unreachable(error.to_string()))?;
        Ok(Self { inner: Arc::new(Inner { address, pool, writer: Mutex::new(()) }) })
    }

    /// Whether this is the embedded database.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        matches!(self.inner.address, Address::Sqlite(_))
    }

    /// The SQLite file, when embedded.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.inner.address {
            Address::Sqlite(path) => Some(path),
            Address::Postgres(_) => None,
        }
    }

    /// A connection for one writer alone.
    #[must_use]
    pub fn lane(&self) -> Lane {
        Lane { store: self.clone(), connection: None }
    }

    /// Runs `work` on a connection, for reading.
    ///
    /// # Errors
    /// Whatever `work` returns, or that no connection was to be had.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.inner.pool.get().map_err(|error| StoreError::Unreachable(error.to_string()))?;
        work(&mut connection)
    }

    /// Runs `work` in one transaction: all of it is kept, or nothing.
    ///
    /// On SQLite the write lock is taken first (`BEGIN IMMEDIATE`), since a read that turns into a write fails at once.
    /// On PostgreSQL a failed statement ends the transaction: nest with [`AnyConnection`]'s own `transaction` where you
    /// expect failure.
    ///
    /// # Errors
    /// Whatever `work` returns, or that the transaction could not be begun or committed.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, E>) -> Result<T, E> {
        let _turn = self.is_embedded().then(|| self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner));
        let mut connection = self.inner.pool.get().map_err(|error| StoreError::Unreachable(error.to_string()))?;
        begin(&mut connection).map_err(StoreError::from)?;
        match work(&mut connection) {
            Ok(value) => {
                commit(&mut connection).map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                rollback(&mut connection);
                Err(error)
            }
        }
    }
}

/// A connection that one writer keeps to itself: its prepared statements stay, and nobody waits for a free one.
pub struct Lane {
    store: Store,
    connection: Option<AnyConnection>,
}

impl Lane {
    /// As [`Store::write`]. A connection that has broken is made anew by the next call.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        let store = self.store.clone();
        let _turn = store.is_embedded().then(|| store.inner.writer.lock().unwrap_or_else(PoisonError::into_inner));
        let mut connection = self.taken()?;
        begin(&mut connection).map_err(StoreError::from)?;
        match work(&mut connection) {
            Ok(value) => {
                commit(&mut connection).map_err(StoreError::from)?;
                self.connection = Some(connection);
                Ok(value)
            }
            Err(error) => {
                rollback(&mut connection);
                Err(error)
            }
        }
    }

    /// As [`Lane::write`], for work whose first statement writes all there is to write: on PostgreSQL a statement is a
    /// transaction of its own, and what would open and close one is spared. Further statements only read.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_at_once<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.store.is_embedded() {
            return self.write(work);
        }
        let mut connection = self.taken()?;
        let value = work(&mut connection)?;
        self.connection = Some(connection);
        Ok(value)
    }

    /// The connection, or a new one. It is put back only where all went well: after an error the next call starts afresh.
    fn taken(&mut self) -> Result<AnyConnection, StoreError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Manager { address: self.store.inner.address.clone() }.connect_once(),
        }
    }
}

type Transactions = <AnyConnection as diesel::Connection>::TransactionManager;

fn begin(connection: &mut AnyConnection) -> diesel::QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        AnyConnection::Postgres(_) => Transactions::begin_transaction(connection),
    }
}

fn commit(connection: &mut AnyConnection) -> diesel::QueryResult<()> {
    Transactions::commit_transaction(connection)
}

fn rollback(connection: &mut AnyConnection) {
    if let Err(error) = Transactions::rollback_transaction(connection) {
        tracing::error!(%error, "a transaction could not be rolled back; its connection is dropped");
    }
}

impl Address {
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let refused = |why: &str| StoreError::Address { given: redacted(text), why: why.to_owned() };
        if let Some(path) = text.strip_prefix("sqlite://") {
            if path.is_empty() || path.starts_with(':') {
                return Err(refused("write sqlite://PATH, the path of a file"));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(refused("the scheme must be sqlite:// or postgres://"));
        }
        let url = Url::parse(text).map_err(|error| refused(&error.to_string()))?;
        let option = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let host = option("host").or_else(|| url.host_str().map(ToOwned::to_owned)).unwrap_or_default();
        let near = host.is_empty()
            || host.starts_with('/')
            || host == "localhost"
            || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if !near && (option("sslmode").as_deref() != Some("verify-full") || option("sslrootcert").is_none()) {
            return Err(refused(
                "a PostgreSQL on another machine needs ?sslmode=verify-full&sslrootcert=FILE in its address",
            ));
        }
        Ok(Self::Postgres(text.to_owned()))
    }
}

/// The address without a password, for messages.
fn redacted(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) if url.password().is_some() => {
            if url.set_password(Some("…")).is_ok() {
                url.to_string()
            } else {
                "postgres://…".to_owned()
            }
        }
        _ => text.to_owned(),
    }
}

struct Manager {
    address: Address,
}

impl Manager {
    fn connect_once(&self) -> Result<AnyConnection, StoreError> {
        let failed = |error: &dyn std::fmt::Display| StoreError::Unreachable(error.to_string());
        match &self.address {
            Address::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(&path.to_string_lossy()).map_err(|e| {
                    StoreError::Unreachable(format!(
                        "{}: {e}; does its folder exist and may we write there?",
                        path.display()
                    ))
                })?;
                connection
                    .batch_execute(
                        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                         PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
                    )
                    .map_err(|error| failed(&error))?;
                Ok(AnyConnection::Sqlite(connection))
            }
            Address::Postgres(url) => {
                let mut connection = PgConnection::establish(url).map_err(|error| failed(&error))?;
                // Compiling a plan pays for reports that run for seconds; a list's query is done long before.
                // What a client that has gone held is let go soon, and nobody waits for a lock for ever. A statement after a
                // lock was waited for sees what its holder has left, whatever the server's own default is.
                connection
                    .batch_execute(
                        "SET jit = off; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'; \
                         SET default_transaction_isolation = 'read committed'",
                    )
                    .map_err(|error| failed(&error))?;
                Ok(AnyConnection::Postgres(connection))
            }
        }
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = StoreError;

    fn connect(&self) -> Result<AnyConnection, StoreError> {
        self.connect_once()
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        connection.ping().map_err(StoreError::from)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        std::thread::panicking() || connection.is_broken()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_refused_unless_its_scheme_is_known_and_its_road_is_safe() {
        for (given, says) in [
            ("jiangheng.db", "scheme"),
            ("sqlite:jiangheng.db", "scheme"),
            ("postgre://localhost/x", "scheme"),
            ("sqlite://", "PATH"),
            ("sqlite://:memory:", "PATH"),
            ("postgres://db.example.org/x", "verify-full"),
            ("postgres://10.0.0.1/x?sslmode=require", "verify-full"),
            ("postgres://u:secret@db.example.org/x?sslmode=verify-full", "sslrootcert"),
            ("postgres://localhost/x?host=db.example.org", "verify-full"),
        ] {
            let error = Address::parse(given).expect_err(given).to_string();
            assert!(error.contains(says), "{given}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
        for given in ["postgres://localhost/x", "postgresql://u@127.0.0.1:5433/x", "postgres:///x?host=/tmp/pg"] {
            assert!(Address::parse(given).is_ok(), "{given}");
        }
    }
}
