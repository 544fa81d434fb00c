-- Who may inherit a group: of groups and members from before, nothing is known, so nobody inherits by them.

ALTER TABLE groups ADD COLUMN by_user INTEGER NOT NULL DEFAULT 0;

ALTER TABLE members ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0;
