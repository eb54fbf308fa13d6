-- One memory for each user. Every key begins with user_id, and so does every index: what a user has lies together,
-- no key can be seen to be taken by somebody else, and a cluster can distribute all of it by that one column.
-- Texts are compared byte by byte (COLLATE "C"): two ids that look alike are two ids, in every locale.

-- Gives numbers that are never used twice: whatever a process has read of a memory that was erased since, or has
-- changed in any way, is seen to be old.
CREATE SEQUENCE change AS bigint;

-- What there is of a user, at a glance. Whoever writes to a memory holds its lock (see become_writer in user.sql), so
-- the numbers that are given out here become visible in their order: a reader who asks for "newer" misses nothing.
CREATE TABLE memory (
    user_id      text COLLATE "C" PRIMARY KEY,
    number       bigint NOT NULL DEFAULT nextval('pllm.change'),  -- the order in which users came
    version      bigint NOT NULL DEFAULT nextval('pllm.change'),  -- another one after every change of the columns
    generation   bigint NOT NULL DEFAULT nextval('pllm.change'),  -- another one after rows or vectors have gone
    statements   bigint NOT NULL DEFAULT 0,                       -- another one after every change of statements
    analysis     integer NOT NULL,                                -- the rules that the terms were made by
    fingerprint  text,                                            -- the model that the vectors were made by
    last_seq     bigint NOT NULL DEFAULT 0,
    last_session integer NOT NULL DEFAULT 0,
    last_term    integer NOT NULL DEFAULT 0,
    indexed      boolean NOT NULL DEFAULT false,                  -- whether all vectors are in the index
    signatures   uuid[] NOT NULL DEFAULT '{}',                    -- of the newest writes, the last one last
    CHECK (user_id <> '')
) WITH (fillfactor = 70);

-- What was said, verbatim, and what the index sees of it.
CREATE TABLE message (
    user_id    text COLLATE "C" NOT NULL REFERENCES memory ON DELETE CASCADE,
    seq        bigint NOT NULL,
    message_id text COLLATE "C" NOT NULL,
    session    integer NOT NULL,  -- the number of session_id, in the order in which sessions came
    session_id text COLLATE "C" NOT NULL,
    role       text NOT NULL,
    name       text,
    content    text NOT NULL,
    caption    text,
    at         bigint NOT NULL,  -- microseconds since 1970, UTC: timestamptz ends before the year 1
    created_at bigint NOT NULL,
    length     integer NOT NULL,
    substance  integer NOT NULL,
    flags      integer NOT NULL,
    terms      bytea NOT NULL,   -- little-endian uint32 each: term_id << 8 | occurrences (at most 255)
    PRIMARY KEY (user_id, seq),
    UNIQUE (user_id, message_id)
);
CREATE INDEX message_session ON message (user_id, session_id, at);

CREATE TABLE term (
    user_id text COLLATE "C" NOT NULL REFERENCES memory ON DELETE CASCADE,
    term_id integer NOT NULL,
    term    text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, term_id),
    UNIQUE (user_id, term)
);

-- Apart from the messages, because vectors come later than they, and a row that is changed is written anew.
-- Without a number of dimensions: users may have moved to another model at different times.
CREATE TABLE vector (
    user_id   text COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    embedding halfvec NOT NULL,
    indexed   boolean NOT NULL DEFAULT false,  -- whether it is in the index of its size: see near.py
    PRIMARY KEY (user_id, seq),
    FOREIGN KEY (user_id, seq) REFERENCES message ON DELETE CASCADE
);

-- What extractors read in messages. Facts are not kept: they follow from the statements.
CREATE TABLE reading (
    user_id   text COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    extractor text COLLATE "C" NOT NULL,
    attempts  integer NOT NULL,
    problem   text,             -- why it could not be read; NULL: it was
    again_at  bigint,           -- when to try again; NULL: not again
    PRIMARY KEY (user_id, seq, extractor),
    FOREIGN KEY (user_id, seq) REFERENCES message ON DELETE CASCADE
);

CREATE TABLE statement (
    user_id    text COLLATE "C" NOT NULL,
    seq        bigint NOT NULL,
    extractor  text COLLATE "C" NOT NULL,
    place      integer NOT NULL,  -- its place among those of the same reading
    subject    text NOT NULL,
    predicate  text NOT NULL,
    object     text NOT NULL,
    mode       text NOT NULL,     -- holds, ends, corrects
    replaces   text,
    valid_at   bigint,
    invalid_at bigint,
    certain    boolean NOT NULL,
    strength   double precision NOT NULL,
    text       text NOT NULL,
    source     text NOT NULL,
    PRIMARY KEY (user_id, seq, extractor, place),
    FOREIGN KEY (user_id, seq) REFERENCES message ON DELETE CASCADE
);

-- Statements that a person took back; reading the message again must not bring them back. Only a digest is kept.
CREATE TABLE withdrawn (
    user_id      text COLLATE "C" NOT NULL,
    statement_id text COLLATE "C" NOT NULL,
    seq          bigint NOT NULL,
    PRIMARY KEY (user_id, statement_id),
    FOREIGN KEY (user_id, seq) REFERENCES message ON DELETE CASCADE
);
CREATE INDEX withdrawn_seq ON withdrawn (user_id, seq);

-- How often, and when last, a message was recalled: what is used fades more slowly.
CREATE TABLE recalled (
    user_id text COLLATE "C" NOT NULL,
    seq     bigint NOT NULL,
    times   bigint NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (user_id, seq),
    FOREIGN KEY (user_id, seq) REFERENCES message ON DELETE CASCADE
);

-- The picture of a person that was made last. It is deleted with every change of the statements it follows from.
CREATE TABLE profile (
    user_id  text COLLATE "C" PRIMARY KEY REFERENCES memory ON DELETE CASCADE,
    snapshot text NOT NULL
);

-- The one thing that is not about one user: who there is. It gives names and nothing else, in this one way. The
-- function runs as pllm_owner, which nobody can log in as, and the policy lets pllm_owner see this one table, which
-- holds nothing that anybody said. A setting that opens a policy could be left behind on a connection; this cannot.
CREATE POLICY listing ON memory FOR SELECT TO pllm_owner USING (true);

CREATE FUNCTION users() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT user_id FROM pllm.memory ORDER BY number $$;
