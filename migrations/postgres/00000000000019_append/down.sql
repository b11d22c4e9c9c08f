DROP FUNCTION append_responses;
