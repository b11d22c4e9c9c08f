DROP TABLE practical_draft;
DROP TABLE submission;
ALTER TABLE login_session ADD COLUMN csrf TEXT NOT NULL DEFAULT '';
