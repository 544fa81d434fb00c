-- Invitations to the messenger page, by the hash of their secret.

CREATE TABLE invites (
    hash    VARCHAR(64) NOT NULL PRIMARY KEY,
    aid     INTEGER     NOT NULL REFERENCES apps (aid) ON DELETE CASCADE,
    address TEXT,
    name    TEXT        NOT NULL,
    uses    INTEGER     NOT NULL,
    expires BIGINT      NOT NULL
);
CREATE INDEX invites_by_app ON invites (aid);
CREATE INDEX invites_by_end ON invites (expires);
