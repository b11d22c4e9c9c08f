-- Who stands in for a drawn examiner, and who left a panel and why. Both are appended only.
ALTER TABLE panel_member ADD COLUMN stands_in INTEGER REFERENCES panel_member (id);

CREATE TABLE panel_leave (
    id INTEGER PRIMARY KEY NOT NULL,
    member_id INTEGER NOT NULL REFERENCES panel_member (id),
    why TEXT NOT NULL CHECK (why IN ('unable', 'recused')),
    reason TEXT NOT NULL,
    declared_by INTEGER NOT NULL REFERENCES account (id),
    left_at INTEGER NOT NULL,
    UNIQUE (member_id, why)
);

CREATE TRIGGER panel_leave_no_update BEFORE UPDATE ON panel_leave BEGIN SELECT RAISE(ABORT, 'panel_leave is append-only'); END;
CREATE TRIGGER panel_leave_no_delete BEFORE DELETE ON panel_leave BEGIN SELECT RAISE(ABORT, 'panel_leave is append-only'); END;
