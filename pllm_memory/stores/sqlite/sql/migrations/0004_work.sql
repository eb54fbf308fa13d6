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

-- Nobody knows what was left over before there were workers: all is gone through once.
INSERT INTO work (only, due_at) VALUES (1, 0);
