DROP INDEX registration_admission_number;
DROP FUNCTION append_responses;
