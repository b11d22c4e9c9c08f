DROP TRIGGER bank_no_update ON bank;
DROP TRIGGER bank_no_delete ON bank;
DROP TABLE office_version;
DROP TABLE office_picture;
DROP TABLE office_event;
DROP TABLE office_revision;
DROP TABLE office_item;
DROP TABLE office_project;
