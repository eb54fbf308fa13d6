-- Whose memory is to be tidied up in the background, and who is at it. It holds nothing that anybody said.
CREATE TABLE work (
    user_id      text COLLATE "C" PRIMARY KEY REFERENCES memory ON DELETE CASCADE,
    due_at       bigint,                        -- microseconds since 1970, by the server's clock; NULL: nothing to do
    done_seq     bigint NOT NULL DEFAULT 0,     -- the newest message when all was last done
    done_by      text[] NOT NULL DEFAULT '{}',  -- the rules and models that have gone through all up to that one
    token        bigint NOT NULL DEFAULT 0,     -- another one with each lease, never used twice
    holder       text,                          -- who has the lease, for people
    leased_until bigint,                        -- NULL: nobody has it
    attempts     integer NOT NULL DEFAULT 0,    -- leases since anything came of one
    problem      text,                          -- what the last one failed of
    aside_at     bigint,                        -- since when nobody tries any more; NULL: it is tried
    stuck        boolean NOT NULL DEFAULT false -- whether there are messages that nobody tries to read any more
) WITH (fillfactor = 70);

-- By time, not by user: a worker takes what has waited longest, whoever it is.
CREATE INDEX work_due ON work (due_at) WHERE due_at IS NOT NULL;

-- Nobody knows what was left over before there were workers: all is gone through once.
INSERT INTO work (user_id, due_at) SELECT user_id, 0 FROM memory;

-- What a worker must know about everybody is whose work is due, and nothing else. As with `users`, it is told by
-- functions that run as pllm_owner, which nobody can log in as; the policy lets pllm_owner see this one table. All
-- work itself is done as that user, behind the policies that hold for everybody.
CREATE POLICY leasing ON work TO pllm_owner USING (true) WITH CHECK (true);

-- Takes the work of one user that is due and that nobody else has. If nothing comes of it, it is due when the lease has
-- run out, behind all who waited meanwhile. What was tried too often is put aside instead.
CREATE FUNCTION lease(worker text, lasting bigint, quiet bigint, tries integer)
RETURNS TABLE (user_id text, token bigint, up_to bigint, attempts integer, is_aside boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH clock AS MATERIALIZED (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now),
    due AS MATERIALIZED (
        SELECT w.user_id, w.attempts >= tries AS is_aside FROM pllm.work AS w
        WHERE w.due_at <= (SELECT now FROM clock) - quiet
          AND (w.leased_until IS NULL OR w.leased_until <= (SELECT now FROM clock))
        ORDER BY w.due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE pllm.work AS w
    SET token = nextval('pllm.change'),
        holder = CASE WHEN NOT due.is_aside THEN worker END,
        leased_until = CASE WHEN NOT due.is_aside THEN clock.now + lasting END,
        attempts = w.attempts + CASE WHEN due.is_aside THEN 0 ELSE 1 END,
        aside_at = CASE WHEN due.is_aside THEN coalesce(w.aside_at, clock.now) END,
        due_at = CASE WHEN NOT due.is_aside THEN clock.now + lasting END
    FROM due, clock, pllm.memory AS m
    WHERE w.user_id = due.user_id AND m.user_id = due.user_id
    RETURNING w.user_id, w.token, m.last_seq, w.attempts, due.is_aside
$$;

-- Makes work due, of some users after this one, that these rules and models have never gone through.
CREATE FUNCTION queue(doing text, after text, most integer) RETURNS TABLE (last text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH next AS MATERIALIZED (
        SELECT w.user_id FROM pllm.work AS w
        WHERE w.user_id > after COLLATE "C" AND w.due_at IS NULL AND w.aside_at IS NULL AND NOT doing = ANY (w.done_by)
        ORDER BY w.user_id LIMIT most FOR UPDATE SKIP LOCKED
    ),
    queued AS (UPDATE pllm.work AS w SET due_at = 0 FROM next WHERE w.user_id = next.user_id)
    SELECT max(user_id) FROM next
$$;

-- Who has anything that was put aside; what it is, they alone see.
CREATE FUNCTION aside() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT user_id FROM pllm.work WHERE aside_at IS NOT NULL OR stuck ORDER BY user_id $$;
