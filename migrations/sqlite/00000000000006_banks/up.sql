-- Banks that were checked and are not sealed yet, or whose item key is not taken yet: sealed under the store's key,
-- for an hour.
CREATE TABLE bank_check (
    token TEXT NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    report_sealed BLOB NOT NULL,
    files_sealed BLOB,
    bank_id INTEGER REFERENCES bank (id),
    item_key_sealed BLOB,
    created_at INTEGER NOT NULL
);

CREATE INDEX bank_check_created ON bank_check (created_at);
