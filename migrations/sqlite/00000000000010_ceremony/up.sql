-- The ceremony of a draw, step by step: who is asked to take part, who keeps which sealed secret, what two people read off
-- the beacon, each opened secret, and why a session was called off.
ALTER TABLE exam_session ADD COLUMN beacon_named TEXT NOT NULL DEFAULT '';
ALTER TABLE exam_session ADD COLUMN beacon_fallback TEXT NOT NULL DEFAULT '';
ALTER TABLE exam_session ADD COLUMN evidence_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE exam_session ADD COLUMN cancellation TEXT NOT NULL DEFAULT '';

-- An opened secret, sealed under the store's key until the evidence is published.
ALTER TABLE contributor ADD COLUMN secret_sealed BLOB;

-- A link for somebody without an account: a contributor, or a custodian of a contributor's secret.
CREATE TABLE ceremony_guest (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    role TEXT NOT NULL CHECK (role IN ('contributor', 'custodian')),
    contributor TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    outside BOOLEAN NOT NULL,
    token_digest TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (token_digest)
);

CREATE INDEX ceremony_guest_session ON ceremony_guest (session_id);

CREATE TABLE custody_receipt (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    contributor TEXT NOT NULL,
    body TEXT NOT NULL,
    custodian TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (session_id, contributor, body)
);

CREATE TABLE beacon_entry (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    event TEXT NOT NULL,
    value TEXT NOT NULL,
    entered_at INTEGER NOT NULL
);

CREATE INDEX beacon_entry_session ON beacon_entry (session_id);

CREATE TRIGGER custody_receipt_no_update BEFORE UPDATE ON custody_receipt BEGIN SELECT RAISE(ABORT, 'custody_receipt is append-only'); END;
CREATE TRIGGER custody_receipt_no_delete BEFORE DELETE ON custody_receipt BEGIN SELECT RAISE(ABORT, 'custody_receipt is append-only'); END;
CREATE TRIGGER beacon_entry_no_update BEFORE UPDATE ON beacon_entry BEGIN SELECT RAISE(ABORT, 'beacon_entry is append-only'); END;
CREATE TRIGGER beacon_entry_no_delete BEFORE DELETE ON beacon_entry BEGIN SELECT RAISE(ABORT, 'beacon_entry is append-only'); END;
