-- Forms that were posted, and sheets that an examiner has not signed yet.
ALTER TABLE login_session DROP COLUMN csrf;

CREATE TABLE submission (
    account_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    location TEXT NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE TABLE practical_draft (
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    examiner_id INTEGER NOT NULL REFERENCES account (id),
    fields TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (registration_id, examiner_id)
);

CREATE INDEX submission_begun ON submission (begun_at);
