DROP TABLE outbox;
DROP TABLE person;
DROP TABLE audit_event;
DROP TABLE login_session;
DROP TABLE role_grant;
DROP TABLE account;
DROP TABLE organisation;
DROP TABLE meta;
