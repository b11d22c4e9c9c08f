DROP INDEX audit_event_action;
DROP INDEX audit_event_at;
DROP INDEX exam_session_opens;
DROP INDEX assignment_account;
DROP INDEX notice_last_day;
DROP INDEX account_organisation;
