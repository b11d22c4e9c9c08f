-- Certificates, the public log and issuing keys.
CREATE TABLE serial_counter (
    body TEXT NOT NULL,
    year INTEGER NOT NULL,
    level INTEGER NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (body, year, level)
);

CREATE TABLE certificate (
    id INTEGER PRIMARY KEY NOT NULL,
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    occupation TEXT NOT NULL,
    level INTEGER NOT NULL,
    kind TEXT NOT NULL,
    serial TEXT NOT NULL,
    uuid TEXT NOT NULL,
    nonce TEXT NOT NULL,
    status_index INTEGER NOT NULL,
    state TEXT NOT NULL,
    step TEXT NOT NULL,
    facts TEXT NOT NULL,
    document TEXT NOT NULL,
    qr TEXT NOT NULL,
    leaf_index INTEGER,
    kid TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    published_at INTEGER,
    UNIQUE (serial),
    UNIQUE (uuid),
    UNIQUE (status_index)
);

CREATE TABLE certificate_event (
    id INTEGER PRIMARY KEY NOT NULL,
    certificate_id INTEGER NOT NULL REFERENCES certificate (id),
    op TEXT NOT NULL,
    at INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    ground TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE log_leaf (
    position INTEGER NOT NULL PRIMARY KEY,
    leaf TEXT NOT NULL,
    hash TEXT NOT NULL,
    appended_at INTEGER NOT NULL
);

CREATE TABLE log_checkpoint (
    id INTEGER PRIMARY KEY NOT NULL,
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    note TEXT NOT NULL,
    cosigned_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE issuing_key (
    kid TEXT NOT NULL PRIMARY KEY,
    multikey TEXT NOT NULL,
    state TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER
);

-- D1: at most one live certificate for one (person, occupation, level); suspended counts as live.
CREATE UNIQUE INDEX certificate_one_live ON certificate (person_id, occupation, level, kind) WHERE state IN ('live', 'suspended');
-- One certificate in the making or made for one registration; a void one does not count.
CREATE UNIQUE INDEX certificate_one_for_registration ON certificate (registration_id) WHERE state <> 'void';
CREATE TRIGGER certificate_event_no_update BEFORE UPDATE ON certificate_event BEGIN SELECT RAISE(ABORT, 'certificate_event is append-only'); END;
CREATE TRIGGER certificate_event_no_delete BEFORE DELETE ON certificate_event BEGIN SELECT RAISE(ABORT, 'certificate_event is append-only'); END;
CREATE TRIGGER log_leaf_no_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf is append-only'); END;
CREATE TRIGGER log_leaf_no_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf is append-only'); END;
CREATE TRIGGER log_checkpoint_no_update BEFORE UPDATE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'log_checkpoint is append-only'); END;
CREATE TRIGGER log_checkpoint_no_delete BEFORE DELETE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'log_checkpoint is append-only'); END;
