-- In which browser a session is sat: the last row counts. And who was let in with another, by whom and why.
CREATE TABLE lockdown (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    mode TEXT NOT NULL CHECK (mode IN ('off', 'config_key', 'browser_keys')),
    browser_keys TEXT NOT NULL,
    set_by INTEGER NOT NULL REFERENCES account (id),
    set_at INTEGER NOT NULL
);
CREATE INDEX lockdown_session ON lockdown (session_id);

CREATE TABLE lockdown_override (
    id INTEGER PRIMARY KEY NOT NULL,
    sitting_id INTEGER NOT NULL UNIQUE REFERENCES sitting (id),
    reason TEXT NOT NULL,
    given_by INTEGER NOT NULL REFERENCES account (id),
    given_at INTEGER NOT NULL
);

CREATE TRIGGER lockdown_no_update BEFORE UPDATE ON lockdown BEGIN SELECT RAISE(ABORT, 'lockdown is append-only'); END;
CREATE TRIGGER lockdown_no_delete BEFORE DELETE ON lockdown BEGIN SELECT RAISE(ABORT, 'lockdown is append-only'); END;
CREATE TRIGGER lockdown_override_no_update BEFORE UPDATE ON lockdown_override BEGIN SELECT RAISE(ABORT, 'lockdown_override is append-only'); END;
CREATE TRIGGER lockdown_override_no_delete BEFORE DELETE ON lockdown_override BEGIN SELECT RAISE(ABORT, 'lockdown_override is append-only'); END;
