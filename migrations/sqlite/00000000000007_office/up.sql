-- The question bank office: projects, items with their revisions and events, pictures, sealed versions. What an item
-- says is sealed under the store's key. office_item holds where its events have led, for lists; the events decide.
CREATE TABLE office_project (
    id INTEGER PRIMARY KEY NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    occupation TEXT NOT NULL,
    level INTEGER NOT NULL,
    blueprint TEXT NOT NULL,
    created_by INTEGER NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    UNIQUE (code)
);

CREATE TABLE office_item (
    id INTEGER PRIMARY KEY NOT NULL,
    project_id INTEGER NOT NULL REFERENCES office_project (id),
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    content_point TEXT NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    UNIQUE (project_id, code)
);

CREATE TABLE office_revision (
    id INTEGER PRIMARY KEY NOT NULL,
    item_id INTEGER NOT NULL REFERENCES office_item (id),
    number INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    content_sealed BLOB NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (item_id, number)
);

CREATE TABLE office_event (
    id INTEGER PRIMARY KEY NOT NULL,
    item_id INTEGER NOT NULL REFERENCES office_item (id),
    seq INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    disagrees BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    text_sealed BLOB,
    at INTEGER NOT NULL,
    UNIQUE (item_id, seq)
);

CREATE TABLE office_picture (
    digest TEXT NOT NULL PRIMARY KEY,
    bytes_sealed BLOB NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE office_version (
    id INTEGER PRIMARY KEY NOT NULL,
    project_id INTEGER NOT NULL REFERENCES office_project (id),
    number INTEGER NOT NULL,
    bank_id INTEGER NOT NULL REFERENCES bank (id),
    supersedes_bank_id INTEGER REFERENCES bank (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    UNIQUE (project_id, number),
    UNIQUE (bank_id)
);

CREATE INDEX office_item_state ON office_item (project_id, state, id);
CREATE INDEX office_event_account ON office_event (account_id, kind, item_id);
CREATE TRIGGER office_revision_no_update BEFORE UPDATE ON office_revision BEGIN SELECT RAISE(ABORT, 'office_revision is append-only'); END;
CREATE TRIGGER office_revision_no_delete BEFORE DELETE ON office_revision BEGIN SELECT RAISE(ABORT, 'office_revision is append-only'); END;
CREATE TRIGGER office_event_no_update BEFORE UPDATE ON office_event BEGIN SELECT RAISE(ABORT, 'office_event is append-only'); END;
CREATE TRIGGER office_event_no_delete BEFORE DELETE ON office_event BEGIN SELECT RAISE(ABORT, 'office_event is append-only'); END;
CREATE TRIGGER office_picture_no_update BEFORE UPDATE ON office_picture BEGIN SELECT RAISE(ABORT, 'office_picture is append-only'); END;
CREATE TRIGGER office_picture_no_delete BEFORE DELETE ON office_picture BEGIN SELECT RAISE(ABORT, 'office_picture is append-only'); END;
CREATE TRIGGER office_version_no_update BEFORE UPDATE ON office_version BEGIN SELECT RAISE(ABORT, 'office_version is append-only'); END;
CREATE TRIGGER office_version_no_delete BEFORE DELETE ON office_version BEGIN SELECT RAISE(ABORT, 'office_version is append-only'); END;
-- A bank is what it was when it was sealed; only its item key is handed in later.
CREATE TRIGGER bank_no_update BEFORE UPDATE OF id, organisation_id, code, version, title, occupation, level, package, package_digest, blueprint, item_count, imported_at ON bank BEGIN SELECT RAISE(ABORT, 'bank is append-only'); END;
CREATE TRIGGER bank_no_delete BEFORE DELETE ON bank BEGIN SELECT RAISE(ABORT, 'bank is append-only'); END;
