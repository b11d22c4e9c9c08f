-- A plan: a draw of its own, days before its session, of what has to be known before the day (seats, supervisors). It has a
-- ceremony like a session's, so it is a row of the same table; nobody registers for it.
ALTER TABLE exam_session ADD COLUMN plan_of BIGINT REFERENCES exam_session (id);

CREATE INDEX exam_session_plan_of ON exam_session (plan_of);
