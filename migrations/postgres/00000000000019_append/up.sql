-- A batch of answers in one call: the sessions are held, then those rows are appended whose sittings stand as they should;
-- how many. VOLATILE, so that the second statement sees what whoever held a session before has left (PostgreSQL, 38.7).
CREATE FUNCTION append_responses(
    class INTEGER, sessions INTEGER[],
    ids BIGINT[], sittings BIGINT[], epochs BIGINT[], states TEXT[],
    seqs BIGINT[], items TEXT[], answers TEXT[], client_times TEXT[], saved_at BIGINT[], chains TEXT[]
) RETURNS BIGINT VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    one INTEGER;
    appended BIGINT;
BEGIN
    FOREACH one IN ARRAY sessions LOOP
        PERFORM pg_advisory_xact_lock_shared(class, one);
    END LOOP;
    -- Each sitting is looked up by its key: OFFSET 0 keeps that from becoming a join that reads them all.
    INSERT INTO response (id, sitting_id, seq, item, answer, client_time, saved_at, chain)
    SELECT e.id, e.sitting_id, e.seq, e.item, e.answer, e.client_time, e.saved, e.chain
    FROM unnest(ids, sittings, epochs, states, seqs, items, answers, client_times, append_responses.saved_at, chains)
        AS e (id, sitting_id, epoch, state, seq, item, answer, client_time, saved, chain),
        LATERAL (
            SELECT FROM sitting s
            WHERE s.id = e.sitting_id AND s.epoch = e.epoch AND s.state = e.state OFFSET 0
        ) AS stands;
    GET DIAGNOSTICS appended = ROW_COUNT;
    RETURN appended;
END $$;

-- Whoever signs in at the door is found by the admission number alone.
CREATE INDEX registration_admission_number ON registration (admission_number);
