DROP TABLE issuing_key;
DROP TABLE log_checkpoint;
DROP TABLE log_leaf;
DROP TABLE certificate_event;
DROP TABLE certificate;
DROP TABLE serial_counter;
