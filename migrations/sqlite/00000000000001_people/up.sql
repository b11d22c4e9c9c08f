-- Organisations, accounts, people, the audit trail and the outbox.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    rank TEXT NOT NULL,
    UNIQUE (code)
);

CREATE TABLE account (
    id INTEGER PRIMARY KEY NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (login)
);

CREATE TABLE role_grant (
    id INTEGER PRIMARY KEY NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    granted_at INTEGER NOT NULL,
    UNIQUE (account_id, role, organisation_id)
);

CREATE TABLE login_session (
    id INTEGER PRIMARY KEY NOT NULL,
    token_digest TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (token_digest)
);

CREATE TABLE audit_event (
    id INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);

CREATE TABLE person (
    id INTEGER PRIMARY KEY NOT NULL,
    document_kind TEXT NOT NULL,
    identity_index TEXT NOT NULL,
    identity_sealed BLOB NOT NULL,
    name TEXT NOT NULL,
    birth_day TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (document_kind, identity_index)
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    locale TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    sent_at INTEGER,
    failed_at INTEGER,
    last_error TEXT NOT NULL,
    UNIQUE (dedup_key)
);

CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX audit_event_subject ON audit_event (subject);
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END;
