DROP TABLE print_file;
DROP TABLE print_run;
