DROP TABLE beacon_entry;
DROP TABLE custody_receipt;
DROP TABLE ceremony_guest;
ALTER TABLE contributor DROP COLUMN secret_sealed;
ALTER TABLE exam_session DROP COLUMN cancellation;
ALTER TABLE exam_session DROP COLUMN evidence_digest;
ALTER TABLE exam_session DROP COLUMN beacon_fallback;
ALTER TABLE exam_session DROP COLUMN beacon_named;
