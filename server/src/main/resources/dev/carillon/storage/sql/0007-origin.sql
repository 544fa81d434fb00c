-- What the directory says of itself and of what lies beside it in the data folder: see docs/decisions (parts that know
-- each other).

CREATE TABLE origin (
    name  VARCHAR(20) NOT NULL PRIMARY KEY,
    value TEXT        NOT NULL
);
