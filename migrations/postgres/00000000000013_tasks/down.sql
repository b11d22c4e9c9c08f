ALTER TABLE registration DROP COLUMN task;
ALTER TABLE exam_session DROP COLUMN more_schemes;
