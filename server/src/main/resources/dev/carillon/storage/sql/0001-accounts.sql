-- Apps, users, devices, contacts. In the SQL that SQLite and PostgreSQL share.

-- The last id given, by kind: ids are never given twice, not even after their thing is deleted.
CREATE TABLE counters (
    name  VARCHAR(20) NOT NULL PRIMARY KEY,
    value INTEGER     NOT NULL
);
INSERT INTO counters (name, value) VALUES ('app', 0), ('user', 0), ('device', 0), ('group', 999);

CREATE TABLE apps (
    aid                   INTEGER NOT NULL PRIMARY KEY,
    name                  TEXT    NOT NULL UNIQUE,
    token                 TEXT    NOT NULL UNIQUE,
    retention             BIGINT  NOT NULL,
    delete_after_delivery INTEGER NOT NULL,
    flags                 INTEGER NOT NULL,
    webhook               TEXT    NOT NULL
);

CREATE TABLE users (
    uid          INTEGER NOT NULL PRIMARY KEY,
    aid          INTEGER NOT NULL REFERENCES apps (aid) ON DELETE CASCADE,
    address      TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    active       INTEGER NOT NULL,
    pinned       INTEGER NOT NULL,
    flags        INTEGER NOT NULL,
    restrictions INTEGER NOT NULL,
    permissions  INTEGER NOT NULL, -- one bit each
    peers        INTEGER NOT NULL,
    max_groups   INTEGER NOT NULL,
    uac          INTEGER NOT NULL,
    audience     INTEGER NOT NULL,
    image        TEXT,
    fields       TEXT    NOT NULL, -- JSON object
    levels       TEXT    NOT NULL, -- JSON object
    seen_at      BIGINT  NOT NULL DEFAULT 0,
    seen_ip      BIGINT  NOT NULL DEFAULT 0,
    UNIQUE (aid, address)
);

CREATE TABLE devices (
    id          INTEGER NOT NULL PRIMARY KEY,
    uid         INTEGER NOT NULL REFERENCES users (uid) ON DELETE CASCADE,
    appid       TEXT,
    v2          INTEGER NOT NULL,
    platforms   INTEGER NOT NULL,
    package     TEXT,
    bundle      TEXT,
    url         TEXT,
    device      TEXT,
    linkto      TEXT,
    expires     BIGINT  NOT NULL,
    autorefresh INTEGER NOT NULL,
    generation  INTEGER NOT NULL,
    created     BIGINT  NOT NULL
);
CREATE INDEX devices_of_user ON devices (uid);

CREATE TABLE contacts (
    uid        INTEGER NOT NULL REFERENCES users (uid) ON DELETE CASCADE,
    other      INTEGER NOT NULL REFERENCES users (uid) ON DELETE CASCADE,
    contact    INTEGER NOT NULL,
    favorite   INTEGER NOT NULL,
    subscribed INTEGER NOT NULL,
    blocked    INTEGER NOT NULL,
    levels     TEXT    NOT NULL, -- JSON array
    PRIMARY KEY (uid, other)
);
CREATE INDEX contacts_about ON contacts (other, blocked);

CREATE TABLE codes (
    aid     INTEGER NOT NULL REFERENCES apps (aid) ON DELETE CASCADE,
    address TEXT    NOT NULL,
    code    TEXT    NOT NULL,
    tries   INTEGER NOT NULL,
    expires BIGINT  NOT NULL,
    PRIMARY KEY (aid, address)
);
CREATE INDEX codes_by_end ON codes (expires);
