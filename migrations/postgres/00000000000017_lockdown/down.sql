DROP TABLE lockdown_override;
DROP TABLE lockdown;
