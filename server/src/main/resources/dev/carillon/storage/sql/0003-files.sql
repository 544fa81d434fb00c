-- Files, uploads that are not whole yet, and what points at files.

CREATE TABLE files (
    id        VARCHAR(22) NOT NULL PRIMARY KEY,
    aid       INTEGER     NOT NULL,
    owner     INTEGER     NOT NULL,
    name      TEXT        NOT NULL,
    type      TEXT        NOT NULL,
    kind      INTEGER     NOT NULL,
    inlined   INTEGER     NOT NULL,
    size      BIGINT      NOT NULL,
    width     INTEGER     NOT NULL,
    height    INTEGER     NOT NULL,
    thumbnail INTEGER     NOT NULL, -- bytes, 0 none
    created   BIGINT      NOT NULL,
    unused    BIGINT      NOT NULL, -- since when, 0 while something points at it
    due       BIGINT      NOT NULL,
    taken     INTEGER     NOT NULL
);
CREATE INDEX files_of_owner ON files (owner, size);
CREATE INDEX files_of_app ON files (aid);
CREATE INDEX files_by_check ON files (due);

CREATE TABLE uploads (
    id       VARCHAR(22) NOT NULL PRIMARY KEY,
    file     VARCHAR(22) NOT NULL,
    aid      INTEGER     NOT NULL,
    owner    INTEGER     NOT NULL,
    name     TEXT        NOT NULL,
    declared TEXT        NOT NULL,
    length   BIGINT      NOT NULL,
    received BIGINT      NOT NULL,
    metadata TEXT        NOT NULL,
    expires  BIGINT      NOT NULL,
    done     INTEGER     NOT NULL
);
CREATE INDEX uploads_of_owner ON uploads (owner);
CREATE INDEX uploads_by_end ON uploads (expires);

-- A row may be untrue, never missing: see docs/decisions/0019-files.md.
CREATE TABLE file_references (
    file   VARCHAR(22) NOT NULL,
    kind   INTEGER     NOT NULL,
    a      INTEGER     NOT NULL,
    b      INTEGER     NOT NULL,
    sender INTEGER     NOT NULL,
    mid    BIGINT      NOT NULL,
    stamp  BIGINT      NOT NULL,
    PRIMARY KEY (file, kind, a, b, sender, mid)
);
CREATE INDEX file_references_a ON file_references (kind, a);
CREATE INDEX file_references_b ON file_references (kind, b);
CREATE INDEX file_references_sender ON file_references (sender);

-- Files that are gone, whose bytes may still be there.
CREATE TABLE file_garbage (
    id VARCHAR(22) NOT NULL PRIMARY KEY
);
