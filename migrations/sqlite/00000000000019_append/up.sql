-- Of PostgreSQL only: there a batch of answers is appended in one call. SQLite appends row by row, under its write lock.
SELECT 1;
