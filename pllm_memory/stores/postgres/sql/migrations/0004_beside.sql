-- The vectors of a second model, while processes roll over from one to the other. They join no index.
ALTER TABLE memory ADD COLUMN beside text;  -- the second model

CREATE TABLE vector_beside (
    user_id   text COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    embedding halfvec NOT NULL,
    PRIMARY KEY (user_id, seq),
    FOREIGN KEY (user_id, seq) REFERENCES message ON DELETE CASCADE
);
