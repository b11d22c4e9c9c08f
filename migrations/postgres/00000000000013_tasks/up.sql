-- Practical tasks: a session may have several marking schemes (a JSON array of those beside its first); which task a candidate
-- does is drawn, and empty before or where there is one.
ALTER TABLE exam_session ADD COLUMN more_schemes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE registration ADD COLUMN task TEXT NOT NULL DEFAULT '';
