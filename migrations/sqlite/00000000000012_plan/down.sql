DROP INDEX exam_session_plan_of;
ALTER TABLE exam_session DROP COLUMN plan_of;
