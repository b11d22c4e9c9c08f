DROP TABLE room_record;
DROP TABLE malpractice;
ALTER TABLE response RENAME TO response_after;
CREATE TABLE response (
    sitting_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    item TEXT NOT NULL,
    answer TEXT NOT NULL,
    client_time TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    chain TEXT NOT NULL,
    PRIMARY KEY (sitting_id, seq)
);
INSERT INTO response SELECT sitting_id, seq, item, answer, client_time, saved_at, chain FROM response_after;
DROP TABLE response_after;
CREATE TRIGGER response_no_update BEFORE UPDATE ON response FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER response_no_delete BEFORE DELETE ON response FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TABLE journal_span;
DROP TABLE journal_writer;
DROP TABLE sitting_event;
ALTER TABLE sitting DROP COLUMN node;
