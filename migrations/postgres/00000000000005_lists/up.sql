-- What long lists are ordered and looked through by.
CREATE INDEX audit_event_action ON audit_event (action, id);
CREATE INDEX audit_event_at ON audit_event (at);
CREATE INDEX exam_session_opens ON exam_session (opens_at);
CREATE INDEX assignment_account ON assignment (account_id);
CREATE INDEX notice_last_day ON notice (last_day);
CREATE INDEX account_organisation ON account (organisation_id, login);
