-- What programs keep, by namespace (as a JSON array) and key.
CREATE TABLE item (
    user_id    text COLLATE "C" NOT NULL REFERENCES memory ON DELETE CASCADE,
    namespace  text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    value      text NOT NULL,    -- a JSON object; as jsonb it could not hold every text
    created_at bigint NOT NULL,  -- microseconds since 1970, UTC
    updated_at bigint NOT NULL,
    ttl        bigint,           -- microseconds that it lives after it was last kept or read; NULL: for good
    expires_at bigint,
    PRIMARY KEY (user_id, namespace, key)
);

-- The texts by whose meaning an item is found.
CREATE TABLE item_text (
    user_id   text COLLATE "C" NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    key       text COLLATE "C" NOT NULL,
    place     integer NOT NULL,             -- its place among the texts of the item
    path      text COLLATE "C" NOT NULL,    -- where in the value it stands
    text      text NOT NULL,
    embedding halfvec,                      -- NULL: not yet
    PRIMARY KEY (user_id, namespace, key, place),
    FOREIGN KEY (user_id, namespace, key) REFERENCES item ON DELETE CASCADE
);
