DELETE FROM bank_check WHERE state = 'running';
ALTER TABLE bank_check DROP COLUMN tries;
ALTER TABLE bank_check DROP COLUMN state;
