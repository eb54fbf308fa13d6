-- One user's memory, as of the newest migration (tests prove that the migrations lead here).

-- user_id, generation, fingerprint, beside (the second model's), analysis, erased, statements (how often they changed), profile
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

-- What programs keep, by namespace (as a JSON array) and key.
CREATE TABLE item (
    namespace  TEXT NOT NULL,
    key        TEXT NOT NULL,
    value      TEXT NOT NULL,     -- a JSON object
    created_at INTEGER NOT NULL,  -- microseconds since 1970, UTC
    updated_at INTEGER NOT NULL,
    ttl        INTEGER,           -- microseconds that it lives after it was last kept or read; NULL: for good
    expires_at INTEGER,
    PRIMARY KEY (namespace, key)
) STRICT, WITHOUT ROWID;

-- The texts by whose meaning an item is found.
CREATE TABLE item_text (
    namespace TEXT NOT NULL,
    key       TEXT NOT NULL,
    place     INTEGER NOT NULL,  -- its place among the texts of the item
    path      TEXT NOT NULL,     -- where in the value it stands
    text      TEXT NOT NULL,
    embedding BLOB,              -- little-endian float16; NULL: not yet
    PRIMARY KEY (namespace, key, place),
    FOREIGN KEY (namespace, key) REFERENCES item ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The vectors of a second model, while processes roll over from one to the other.
CREATE TABLE vector_beside (
    seq       INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    embedding BLOB NOT NULL  -- little-endian float16
) STRICT;

-- What is to be done in the background, and who is at it: one row.
CREATE TABLE work (
    only         INTEGER PRIMARY KEY CHECK (only = 1),
    due_at       INTEGER,                      -- microseconds since 1970; NULL: there is nothing to do
    done_seq     INTEGER NOT NULL DEFAULT 0,   -- the newest message when all was last done
    done_by      TEXT NOT NULL DEFAULT '[]',   -- the rules and models that have gone through all up to that one (JSON)
    token        INTEGER NOT NULL DEFAULT 0,   -- another one with each lease
    holder       TEXT,                         -- who has the lease, for people
    leased_until INTEGER,                      -- NULL: nobody has it
    attempts     INTEGER NOT NULL DEFAULT 0,   -- leases since anything came of one
    problem      TEXT,                         -- what the last one failed of
    aside_at     INTEGER                       -- since when nobody tries any more; NULL: it is tried
) STRICT;
