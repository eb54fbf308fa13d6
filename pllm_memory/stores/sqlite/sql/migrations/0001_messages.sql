-- The first schema.
-- user_id, generation, fingerprint, analysis, erased
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    session    INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL UNIQUE
) STRICT;

-- What was said, verbatim. AUTOINCREMENT: a row number is never used twice, so a reader can ask for "newer".
CREATE TABLE message (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    session    INTEGER NOT NULL REFERENCES session,
    role       TEXT NOT NULL,
    name       TEXT,
    content    TEXT NOT NULL,
    caption    TEXT,
    at         INTEGER NOT NULL,  -- microseconds since 1970, UTC
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE term (
    term_id INTEGER PRIMARY KEY,
    term    TEXT NOT NULL UNIQUE
) STRICT;

-- What the index sees of a message.
CREATE TABLE analysis (
    seq       INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    length    INTEGER NOT NULL,
    substance INTEGER NOT NULL,
    flags     INTEGER NOT NULL,
    terms     BLOB NOT NULL  -- little-endian uint32 each: term_id << 8 | occurrences (at most 255)
) STRICT;

CREATE TABLE vector (
    seq       INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    embedding BLOB NOT NULL  -- little-endian float16
) STRICT;
