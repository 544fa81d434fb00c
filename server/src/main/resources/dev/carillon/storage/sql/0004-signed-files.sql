-- Whether downloads of an app's files need a signature: 0 as the server's setting says, 1 on, 2 off.

ALTER TABLE apps ADD COLUMN signed_files INTEGER NOT NULL DEFAULT 0;
