DROP TRIGGER bank_no_update;
DROP TRIGGER bank_no_delete;
DROP TABLE office_version;
DROP TABLE office_picture;
DROP TABLE office_event;
DROP TABLE office_revision;
DROP TABLE office_item;
DROP TABLE office_project;
