-- The vectors of a second model, while processes roll over from one to the other.
CREATE TABLE vector_beside (
    seq       INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    embedding BLOB NOT NULL  -- little-endian float16
) STRICT;
