-- Double random: what examiners declare against themselves, and who was drawn onto a session's panel. Both are appended only:
-- a withdrawal is a row that names the declaration it takes back.
CREATE TABLE recusal (
    id INTEGER PRIMARY KEY NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    ground TEXT NOT NULL CHECK (ground IN ('kin', 'employer', 'taught')),
    organisation_id INTEGER REFERENCES organisation (id),
    person_id INTEGER REFERENCES person (id),
    reason TEXT NOT NULL,
    withdraws INTEGER REFERENCES recusal (id),
    declared_by INTEGER NOT NULL REFERENCES account (id),
    declared_at INTEGER NOT NULL,
    UNIQUE (withdraws),
    CHECK ((organisation_id IS NULL) <> (person_id IS NULL))
);

CREATE INDEX recusal_account ON recusal (account_id);

CREATE TABLE panel_member (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    place INTEGER NOT NULL,
    UNIQUE (session_id, account_id),
    UNIQUE (session_id, place)
);

CREATE TRIGGER recusal_no_update BEFORE UPDATE ON recusal BEGIN SELECT RAISE(ABORT, 'recusal is append-only'); END;
CREATE TRIGGER recusal_no_delete BEFORE DELETE ON recusal BEGIN SELECT RAISE(ABORT, 'recusal is append-only'); END;
CREATE TRIGGER panel_member_no_update BEFORE UPDATE ON panel_member BEGIN SELECT RAISE(ABORT, 'panel_member is append-only'); END;
CREATE TRIGGER panel_member_no_delete BEFORE DELETE ON panel_member BEGIN SELECT RAISE(ABORT, 'panel_member is append-only'); END;
