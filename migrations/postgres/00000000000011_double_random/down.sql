DROP TABLE panel_member;
DROP TABLE recusal;
