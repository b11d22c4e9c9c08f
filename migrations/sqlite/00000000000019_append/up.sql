-- Of PostgreSQL only: there a batch of answers is appended in one call. SQLite appends row by row, under its write lock.

-- Whoever signs in at the door is found by the admission number alone.
CREATE INDEX registration_admission_number ON registration (admission_number);
