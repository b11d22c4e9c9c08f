-- The hall: which node a sitting is at, what happened to it (appended only), and a journal that is only ever written at its end.
ALTER TABLE sitting ADD COLUMN node TEXT NOT NULL DEFAULT '';

CREATE TABLE sitting_event (
    id INTEGER PRIMARY KEY NOT NULL,
    sitting_id INTEGER NOT NULL REFERENCES sitting (id),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (sitting_id, n)
);

INSERT INTO sitting_event (sitting_id, n, at, event, actor, reason)
SELECT id, 1, checked_in_at, '{"event":"check_in"}', 'migration', '' FROM sitting WHERE checked_in_at IS NOT NULL;
INSERT INTO sitting_event (sitting_id, n, at, event, actor, reason)
SELECT id, 2, pledged_at, '{"event":"pledge"}', 'migration', '' FROM sitting WHERE pledged_at IS NOT NULL;
INSERT INTO sitting_event (sitting_id, n, at, event, actor, reason)
SELECT id, 3, started_at, '{"event":"start"}', 'migration', '' FROM sitting WHERE started_at IS NOT NULL;
INSERT INTO sitting_event (sitting_id, n, at, event, actor, reason)
SELECT id, 4, submitted_at, '{"event":"submit","by":"' || ended_by || '"}', 'migration', '' FROM sitting WHERE submitted_at IS NOT NULL;

-- A process that writes to the journal; its rows' ids are id * 2^32 + 1, 2, 3 ...
CREATE TABLE journal_writer (
    id INTEGER PRIMARY KEY NOT NULL,
    node TEXT NOT NULL,
    started_at INTEGER NOT NULL
);

-- From which row on a writer's rows may belong to a session, and up to which once it is finished.
CREATE TABLE journal_span (
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    writer_id INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER,
    PRIMARY KEY (session_id, writer_id)
);

ALTER TABLE response RENAME TO response_before;
DROP TRIGGER response_no_update;
DROP TRIGGER response_no_delete;

CREATE TABLE response (
    id INTEGER PRIMARY KEY NOT NULL,
    sitting_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    item TEXT NOT NULL,
    answer TEXT NOT NULL,
    client_time TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    chain TEXT NOT NULL
);

INSERT INTO response (id, sitting_id, seq, item, answer, client_time, saved_at, chain)
SELECT ROW_NUMBER() OVER (ORDER BY sitting_id, seq), sitting_id, seq, item, answer, client_time, saved_at, chain FROM response_before;

INSERT INTO journal_span (session_id, writer_id, first, last)
SELECT t.session_id, 0, MIN(r.id), MAX(r.id) FROM response r JOIN sitting t ON t.id = r.sitting_id GROUP BY t.session_id;

DROP TABLE response_before;

CREATE TRIGGER response_no_update BEFORE UPDATE ON response BEGIN SELECT RAISE(ABORT, 'response is append-only'); END;
CREATE TRIGGER response_no_delete BEFORE DELETE ON response BEGIN SELECT RAISE(ABORT, 'response is append-only'); END;
CREATE TRIGGER sitting_event_no_update BEFORE UPDATE ON sitting_event BEGIN SELECT RAISE(ABORT, 'sitting_event is append-only'); END;
CREATE TRIGGER sitting_event_no_delete BEFORE DELETE ON sitting_event BEGIN SELECT RAISE(ABORT, 'sitting_event is append-only'); END;
CREATE TRIGGER journal_writer_no_update BEFORE UPDATE ON journal_writer BEGIN SELECT RAISE(ABORT, 'journal_writer is append-only'); END;
CREATE TRIGGER journal_writer_no_delete BEFORE DELETE ON journal_writer BEGIN SELECT RAISE(ABORT, 'journal_writer is append-only'); END;

-- E7: what an invigilator wrote down of a breach, with whoever vouched for it where the sitting was made void.
CREATE TABLE malpractice (
    id INTEGER PRIMARY KEY NOT NULL,
    sitting_id INTEGER NOT NULL REFERENCES sitting (id),
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    recorded_by INTEGER NOT NULL REFERENCES account (id),
    seconded_by INTEGER REFERENCES account (id),
    recorded_at INTEGER NOT NULL
);
CREATE INDEX malpractice_sitting ON malpractice (sitting_id);

-- The record of a room after the theory test, as each of its invigilators signed it.
CREATE TABLE room_record (
    id INTEGER PRIMARY KEY NOT NULL,
    session_id INTEGER NOT NULL REFERENCES exam_session (id),
    record TEXT NOT NULL,
    signed_by INTEGER NOT NULL REFERENCES account (id),
    signed_at INTEGER NOT NULL,
    key TEXT NOT NULL,
    signature TEXT NOT NULL,
    UNIQUE (session_id, signed_by)
);

CREATE TRIGGER malpractice_no_update BEFORE UPDATE ON malpractice BEGIN SELECT RAISE(ABORT, 'malpractice is append-only'); END;
CREATE TRIGGER malpractice_no_delete BEFORE DELETE ON malpractice BEGIN SELECT RAISE(ABORT, 'malpractice is append-only'); END;
CREATE TRIGGER room_record_no_update BEFORE UPDATE ON room_record BEGIN SELECT RAISE(ABORT, 'room_record is append-only'); END;
CREATE TRIGGER room_record_no_delete BEFORE DELETE ON room_record BEGIN SELECT RAISE(ABORT, 'room_record is append-only'); END;
