-- What extractors read in messages. Facts are not kept: they follow from the statements.

CREATE TABLE reading (
    seq       INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    extractor TEXT NOT NULL,
    attempts  INTEGER NOT NULL,
    problem   TEXT,             -- why it could not be read; NULL: it was
    again_at  INTEGER,          -- when to try again; NULL: not again
    PRIMARY KEY (seq, extractor)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
    seq        INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    extractor  TEXT NOT NULL,
    place      INTEGER NOT NULL,  -- its place among those of the same reading
    subject    TEXT NOT NULL,
    predicate  TEXT NOT NULL,
    object     TEXT NOT NULL,
    mode       TEXT NOT NULL,     -- holds, ends, corrects
    replaces   TEXT,
    valid_at   INTEGER,
    invalid_at INTEGER,
    certain    INTEGER NOT NULL,
    strength   REAL NOT NULL,
    text       TEXT NOT NULL,
    source     TEXT NOT NULL,
    PRIMARY KEY (seq, extractor, place)
) STRICT, WITHOUT ROWID;

-- Statements that a person took back; reading the message again must not bring them back. Only a digest is kept.
CREATE TABLE withdrawn (
    statement_id TEXT PRIMARY KEY,
    seq          INTEGER NOT NULL REFERENCES message ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_seq ON withdrawn (seq);

-- How often, and when last, a message was recalled: what is used fades more slowly.
CREATE TABLE recalled (
    seq   INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    times INTEGER NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

CREATE INDEX message_session ON message (session, at);
