-- Groups, members, join codes.

CREATE TABLE groups (
    gid              INTEGER NOT NULL PRIMARY KEY,
    aid              INTEGER NOT NULL REFERENCES apps (aid) ON DELETE CASCADE,
    name             TEXT    NOT NULL,
    flags            INTEGER NOT NULL,
    call_flags       INTEGER NOT NULL,
    call_duration    BIGINT  NOT NULL,
    resolution       INTEGER NOT NULL,
    starts           BIGINT  NOT NULL,
    duration         BIGINT  NOT NULL,
    expires          BIGINT  NOT NULL, -- 0 never
    expiry_extension BIGINT  NOT NULL,
    active           INTEGER NOT NULL,
    pinned           INTEGER NOT NULL,
    image            TEXT,
    fields           TEXT    NOT NULL, -- JSON object
    owner            INTEGER REFERENCES users (uid) ON DELETE SET NULL
);
CREATE INDEX groups_of_app ON groups (aid);
CREATE INDEX groups_of_owner ON groups (owner);
CREATE INDEX groups_by_end ON groups (expires);

CREATE TABLE members (
    gid     INTEGER NOT NULL REFERENCES groups (gid) ON DELETE CASCADE,
    uid     INTEGER NOT NULL REFERENCES users (uid) ON DELETE CASCADE,
    flags   INTEGER NOT NULL,
    admin   INTEGER NOT NULL,
    expires BIGINT  NOT NULL, -- 0 never
    since   BIGINT  NOT NULL,
    PRIMARY KEY (gid, uid)
);
CREATE INDEX members_of_user ON members (uid);
CREATE INDEX members_by_end ON members (expires) WHERE expires > 0;

CREATE TABLE pins (
    gid     INTEGER NOT NULL REFERENCES groups (gid) ON DELETE CASCADE,
    pin     INTEGER NOT NULL,
    flags   INTEGER NOT NULL,
    admin   INTEGER NOT NULL,
    expires BIGINT  NOT NULL, -- 0 never
    joins   INTEGER,          -- joins left, null without limit
    PRIMARY KEY (gid, pin)
);

-- What the group's flags are for messages of one type.
CREATE TABLE group_types (
    gid   INTEGER NOT NULL REFERENCES groups (gid) ON DELETE CASCADE,
    type  INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    PRIMARY KEY (gid, type)
);
