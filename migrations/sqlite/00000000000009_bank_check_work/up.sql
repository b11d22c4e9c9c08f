-- A check of a bank is worked off in the background: where it stands, and how often it was begun, so that a file which
-- brings the program down isn't tried for ever.
ALTER TABLE bank_check ADD COLUMN state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('running', 'done'));
ALTER TABLE bank_check ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
