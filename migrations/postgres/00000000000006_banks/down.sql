DROP TABLE bank_check;
