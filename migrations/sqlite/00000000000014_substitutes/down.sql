DROP TABLE panel_leave;
ALTER TABLE panel_member DROP COLUMN stands_in;
