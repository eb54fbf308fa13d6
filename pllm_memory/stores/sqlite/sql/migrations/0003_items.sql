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
