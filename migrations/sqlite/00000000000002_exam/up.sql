-- Filings, banks, sessions, registrations, sittings and results.
CREATE TABLE filing (
    id INTEGER PRIMARY KEY NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    occupation TEXT NOT NULL,
    level INTEGER NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    UNIQUE (organisation_id, occupation, level, from_day)
);

CREATE TABLE bank (
    id INTEGER PRIMARY KEY NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    code TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    occupation TEXT NOT NULL,
    level INTEGER NOT NULL,
    package BLOB NOT NULL,
    package_digest TEXT NOT NULL,
    blueprint TEXT NOT NULL,
    item_count INTEGER NOT NULL,
    item_key_sealed BLOB,
    imported_at INTEGER NOT NULL,
    UNIQUE (code, version),
    UNIQUE (package_digest)
);

CREATE TABLE room (
    id INTEGER PRIMARY KEY NOT NULL,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    seats INTEGER NOT NULL,
    UNIQUE (organisation_id, code)
);

CREATE TABLE exam_session (
    id INTEGER PRIMARY KEY NOT NULL,
    exam TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    occupation TEXT NOT NULL,
    level INTEGER NOT NULL,
    body_id INTEGER NOT NULL REFERENCES organisation (id),
    bureau_id INTEGER NOT NULL REFERENCES organisation (id),
    centre_id INTEGER NOT NULL REFERENCES organisation (id),
    room_id INTEGER NOT NULL REFERENCES room (id),
    room_code TEXT NOT NULL,
    bank_id INTEGER NOT NULL REFERENCES bank (id),
    subsidised BOOLEAN NOT NULL,
    opens_at INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    scheme TEXT NOT NULL,
    state TEXT NOT NULL,
    manifest TEXT NOT NULL,
    manifest_digest TEXT NOT NULL,
    ids_sealed BLOB,
    reveals TEXT NOT NULL,
    master_digest TEXT NOT NULL,
    papers_root TEXT NOT NULL,
    evidence TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (exam, code)
);

CREATE TABLE contributor (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    outside BOOLEAN NOT NULL,
    commitment TEXT NOT NULL,
    committed_at INTEGER NOT NULL,
    secret TEXT NOT NULL,
    opened_at INTEGER,
    UNIQUE (session_id, code),
    UNIQUE (commitment)
);

CREATE TABLE assignment (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    duty TEXT NOT NULL,
    UNIQUE (session_id, account_id, duty)
);

CREATE TABLE person_occupation (
    person_id INTEGER NOT NULL REFERENCES person (id),
    occupation TEXT NOT NULL,
    PRIMARY KEY (person_id, occupation)
);

CREATE TABLE registration (
    id INTEGER PRIMARY KEY NOT NULL,
    person_id INTEGER NOT NULL REFERENCES person (id),
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    occupation TEXT NOT NULL,
    level INTEGER NOT NULL,
    admission_number TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    locale TEXT NOT NULL,
    channel TEXT NOT NULL,
    subsidised BOOLEAN NOT NULL,
    work_years INTEGER NOT NULL,
    letter_signed_at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    state TEXT NOT NULL,
    extra_minutes INTEGER NOT NULL,
    large_print BOOLEAN NOT NULL,
    seat INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    UNIQUE (session_id, admission_number)
);

CREATE TABLE sitting (
    id INTEGER PRIMARY KEY NOT NULL,
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    state TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    token_digest TEXT NOT NULL,
    paper_digest TEXT NOT NULL,
    checked_in_at INTEGER,
    pledged_at INTEGER,
    started_at INTEGER,
    ends_at INTEGER,
    submitted_at INTEGER,
    ended_by TEXT NOT NULL,
    receipt TEXT NOT NULL,
    UNIQUE (registration_id)
);

CREATE TABLE response (
    sitting_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    item TEXT NOT NULL,
    answer TEXT NOT NULL,
    client_time TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    chain TEXT NOT NULL,
    PRIMARY KEY (sitting_id, seq)
);

CREATE TABLE theory_score (
    id INTEGER PRIMARY KEY NOT NULL,
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    marks INTEGER NOT NULL,
    detail TEXT NOT NULL,
    scored_at INTEGER NOT NULL,
    UNIQUE (registration_id)
);

CREATE TABLE practical_mark (
    id INTEGER PRIMARY KEY NOT NULL,
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    examiner_id INTEGER NOT NULL REFERENCES account (id),
    sheet TEXT NOT NULL,
    total INTEGER NOT NULL,
    star_failed BOOLEAN NOT NULL,
    signed_at INTEGER NOT NULL,
    UNIQUE (registration_id, examiner_id)
);

CREATE TABLE result (
    id INTEGER PRIMARY KEY NOT NULL,
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    version INTEGER NOT NULL,
    theory INTEGER NOT NULL,
    practical INTEGER NOT NULL,
    passed BOOLEAN NOT NULL,
    verdict TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    UNIQUE (registration_id, version)
);

CREATE TABLE notice (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    kind TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    working_days INTEGER NOT NULL,
    entries TEXT NOT NULL,
    UNIQUE (session_id, kind)
);

-- D1: at most one open registration for one (person, occupation, level).
CREATE UNIQUE INDEX registration_one_open ON registration (person_id, occupation, level) WHERE state = 'open';
CREATE UNIQUE INDEX registration_seat ON registration (session_id, seat) WHERE seat > 0;
CREATE INDEX sitting_session ON sitting (session_id);
CREATE INDEX result_registration ON result (registration_id);
CREATE TRIGGER response_no_update BEFORE UPDATE ON response BEGIN SELECT RAISE(ABORT, 'response is append-only'); END;
CREATE TRIGGER response_no_delete BEFORE DELETE ON response BEGIN SELECT RAISE(ABORT, 'response is append-only'); END;
CREATE TRIGGER theory_score_no_update BEFORE UPDATE ON theory_score BEGIN SELECT RAISE(ABORT, 'theory_score is append-only'); END;
CREATE TRIGGER theory_score_no_delete BEFORE DELETE ON theory_score BEGIN SELECT RAISE(ABORT, 'theory_score is append-only'); END;
CREATE TRIGGER practical_mark_no_update BEFORE UPDATE ON practical_mark BEGIN SELECT RAISE(ABORT, 'practical_mark is append-only'); END;
CREATE TRIGGER practical_mark_no_delete BEFORE DELETE ON practical_mark BEGIN SELECT RAISE(ABORT, 'practical_mark is append-only'); END;
CREATE TRIGGER result_no_update BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'result is append-only'); END;
CREATE TRIGGER result_no_delete BEFORE DELETE ON result BEGIN SELECT RAISE(ABORT, 'result is append-only'); END;
CREATE TRIGGER notice_no_update BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END;
CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'notice is append-only'); END;
