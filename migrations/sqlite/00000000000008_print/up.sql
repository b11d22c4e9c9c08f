-- Papers in print: a run of a session's, worked off in the background, and its files, sealed under the store's key.
-- The number of a file is its candidate's; the list of seats has an empty one.
CREATE TABLE print_run (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    error_code TEXT NOT NULL,
    error_detail TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX print_run_session ON print_run (session_id);

CREATE TABLE print_file (
    run_id INTEGER NOT NULL REFERENCES print_run (id),
    number TEXT NOT NULL,
    seat INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (run_id, number)
);
