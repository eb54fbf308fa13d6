-- Every statement that runs on a user's rows, by name. Each that names a table binds user_id, though the policies would do without:
-- the index is found by it, a cluster finds the shard by it, and there are two locks on the door.

-- name: become
SELECT set_config('pllm.user_id', %(user_id)s, true),
       set_config('statement_timeout', %(statement_timeout)s, true),
       set_config('lock_timeout', %(lock_timeout)s, true),
       set_config('idle_in_transaction_session_timeout', %(idle_timeout)s, true);

-- name: become_writer
SELECT pg_advisory_xact_lock(hashtextextended(%(user_id)s, 0));

-- name: signatures
SELECT signatures FROM pllm.memory WHERE user_id = %(user_id)s;

-- name: sign
UPDATE pllm.memory
SET signatures = (signatures || %(signature)s::uuid)[greatest(cardinality(signatures) + 2 - %(kept)s, 1):]
WHERE user_id = %(user_id)s;

-- name: one_moment
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: take_time
-- For what grows with a whole memory.
SELECT set_config('statement_timeout', '0', true);

-- name: state
SELECT version, generation, statements, analysis, fingerprint, last_seq, last_session, last_term, indexed, beside
FROM pllm.memory WHERE user_id = %(user_id)s;

-- name: add_memory
INSERT INTO pllm.memory (user_id, analysis) VALUES (%(user_id)s, %(analysis)s) ON CONFLICT DO NOTHING RETURNING user_id;

-- name: update_memory
UPDATE pllm.memory
SET last_seq = %(last_seq)s, last_session = %(last_session)s, last_term = %(last_term)s,
    fingerprint = %(fingerprint)s, analysis = %(analysis)s,
    version = CASE WHEN %(changed)s THEN nextval('pllm.change') ELSE version END,
    generation = CASE WHEN %(gone)s THEN nextval('pllm.change') ELSE generation END,
    statements = CASE WHEN %(said)s THEN nextval('pllm.change') ELSE statements END
WHERE user_id = %(user_id)s;

-- name: erase
WITH gone AS (DELETE FROM pllm.memory WHERE user_id = %(user_id)s)
SELECT count(*) FROM pllm.message WHERE user_id = %(user_id)s;

-- name: known_messages
SELECT message_id, created_at, role, name, content, caption
FROM pllm.message WHERE user_id = %(user_id)s AND message_id = ANY(%(ids)s::text[]);

-- name: numbers_of
SELECT message_id, seq FROM pllm.message WHERE user_id = %(user_id)s AND message_id = ANY(%(ids)s::text[]);

-- name: sessions
SELECT wanted.session_id, found.session
FROM unnest(%(ids)s::text[]) AS wanted (session_id)
CROSS JOIN LATERAL (
    SELECT m.session FROM pllm.message AS m
    WHERE m.user_id = %(user_id)s AND m.session_id = wanted.session_id LIMIT 1
) AS found;

-- name: terms
SELECT term, term_id FROM pllm.term WHERE user_id = %(user_id)s AND term = ANY(%(terms)s::text[]);

-- name: add_terms
INSERT INTO pllm.term (user_id, term, term_id)
SELECT %(user_id)s, given.* FROM unnest(%(terms)s::text[], %(numbers)s::integer[]) AS given;

-- name: add_messages
INSERT INTO pllm.message (user_id, created_at, seq, message_id, session, session_id, role, name, content,
                          caption, at, length, substance, flags, terms)
SELECT %(user_id)s, %(created_at)s, given.*
FROM unnest(%(seq)s::bigint[], %(message_id)s::text[], %(session)s::integer[], %(session_id)s::text[], %(role)s::text[],
            %(name)s::text[], %(content)s::text[], %(caption)s::text[], %(at)s::bigint[], %(length)s::integer[],
            %(substance)s::integer[], %(flags)s::integer[], %(terms)b::bytea[]) AS given;

-- name: add_vectors
INSERT INTO pllm.vector (user_id, seq, embedding, indexed)
SELECT m.user_id, m.seq, given.embedding, u.indexed
FROM unnest(%(ids)s::text[], %(vectors)b) AS given (message_id, embedding)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id
JOIN pllm.memory AS u ON u.user_id = %(user_id)s
ON CONFLICT DO NOTHING;

-- name: add_vectors_beside
INSERT INTO pllm.vector_beside (user_id, seq, embedding)
SELECT m.user_id, m.seq, given.embedding
FROM unnest(%(ids)s::text[], %(vectors)b) AS given (message_id, embedding)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id
ON CONFLICT DO NOTHING;

-- name: move_vectors
INSERT INTO pllm.vector (user_id, seq, embedding)
SELECT user_id, seq, embedding FROM pllm.vector_beside WHERE user_id = %(user_id)s;

-- name: set_models
-- Whatever of the vectors is in the index is about to go, where the main model is another one.
UPDATE pllm.memory
SET indexed = indexed AND fingerprint IS NOT DISTINCT FROM %(main)s, fingerprint = %(main)s, beside = %(beside)s,
    version = nextval('pllm.change'), generation = nextval('pllm.change')
WHERE user_id = %(user_id)s;

-- name: one_vector
SELECT embedding FROM pllm.vector WHERE user_id = %(user_id)s LIMIT 1;

-- name: clear_vectors
DELETE FROM pllm.vector WHERE user_id = %(user_id)s;

-- name: forget_messages
DELETE FROM pllm.message WHERE user_id = %(user_id)s AND message_id = ANY(%(ids)s::text[]) RETURNING message_id;

-- name: all_message_terms
SELECT terms FROM pllm.message WHERE user_id = %(user_id)s;

-- name: forget_terms
DELETE FROM pllm.term WHERE user_id = %(user_id)s AND term_id = ANY(%(numbers)s::integer[]);

-- name: clear_terms
DELETE FROM pllm.term WHERE user_id = %(user_id)s;

-- name: analyse_again
UPDATE pllm.message AS m
SET length = given.length, substance = given.substance, flags = given.flags, terms = given.terms
FROM unnest(%(ids)s::text[], %(length)s::integer[], %(substance)s::integer[], %(flags)s::integer[],
            %(terms)b::bytea[]) AS given (message_id, length, substance, flags, terms)
WHERE m.user_id = %(user_id)s AND m.message_id = given.message_id;

-- name: messages_by_ids
SELECT m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at
FROM unnest(%(ids)s::text[]) WITH ORDINALITY AS wanted (message_id, place)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = wanted.message_id
ORDER BY wanted.place;

-- name: messages_by_keys
SELECT m.seq, m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at
FROM pllm.message AS m
WHERE m.user_id = %(user_id)s AND m.seq = ANY(%(keys)s::bigint[]);

-- name: messages_by_time
SELECT m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at
FROM pllm.message AS m
WHERE m.user_id = %(user_id)s ORDER BY m.at, m.seq;

-- name: messages_pending
SELECT m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at
FROM pllm.message AS m
WHERE m.user_id = %(user_id)s
  AND NOT EXISTS (SELECT FROM pllm.vector AS v WHERE v.user_id = %(user_id)s AND v.seq = m.seq)
ORDER BY m.seq LIMIT %(limit)s;

-- name: columns_after
SELECT m.seq, m.session, m.role, m.name, m.at, m.length, m.substance, m.flags, m.terms, v.embedding
FROM pllm.message AS m LEFT JOIN pllm.vector AS v ON v.user_id = %(user_id)s AND v.seq = m.seq
WHERE m.user_id = %(user_id)s AND m.seq > %(last)s ORDER BY m.seq;

-- name: terms_after
SELECT term, term_id FROM pllm.term WHERE user_id = %(user_id)s AND term_id > %(last)s ORDER BY term_id;

-- name: vectors_by_keys
SELECT seq, embedding FROM pllm.vector
WHERE user_id = %(user_id)s AND seq = ANY(%(keys)s::bigint[]) ORDER BY seq;

-- name: rows_after
-- The same where vectors stay here: whether there is one.
SELECT m.seq, m.session, m.role, m.name, m.at, m.length, m.substance, m.flags, m.terms,
       CASE WHEN v.seq IS NOT NULL THEN ''::bytea END
FROM pllm.message AS m LEFT JOIN pllm.vector AS v ON v.user_id = %(user_id)s AND v.seq = m.seq
WHERE m.user_id = %(user_id)s AND m.seq > %(last)s ORDER BY m.seq;

-- name: embedded_of
SELECT seq, ''::bytea FROM pllm.vector
WHERE user_id = %(user_id)s AND seq = ANY(%(keys)s::bigint[]) ORDER BY seq;

-- name: mean_vector
SELECT avg(embedding) FROM pllm.vector WHERE user_id = %(user_id)s;

-- name: near_settings
-- Operators and aggregates of vectors are where the extension is. The index goes on looking until it has found enough.
SELECT set_config('search_path', %(path)s, true), set_config('hnsw.iterative_scan', 'strict_order', true),
       set_config('hnsw.ef_search', '800', true), set_config('hnsw.max_scan_tuples', '100000', true);

-- name: nearest
-- With those right before and after them, whose nearness counts too. 384 stands for the number of dimensions.
WITH near AS MATERIALIZED (
    SELECT seq FROM pllm.vector WHERE user_id = %(user_id)s AND indexed AND vector_dims(embedding) = 384
    ORDER BY embedding::halfvec(384) <#> %(asked)s::halfvec(384) LIMIT %(limit)s
)
SELECT v.seq, v.embedding, EXISTS (SELECT FROM near WHERE near.seq = v.seq)
FROM pllm.vector AS v
WHERE v.user_id = %(user_id)s
  AND v.seq = ANY(ARRAY(SELECT near.seq + step FROM near CROSS JOIN unnest(ARRAY[-1, 0, 1]) AS step));

-- name: nearest_of_all
-- The same, and exactly: the plain type is not that of the index.
WITH near AS MATERIALIZED (
    SELECT seq FROM pllm.vector WHERE user_id = %(user_id)s AND vector_dims(embedding) = 384
    ORDER BY embedding <#> %(asked)s LIMIT %(limit)s
)
SELECT v.seq, v.embedding, EXISTS (SELECT FROM near WHERE near.seq = v.seq)
FROM pllm.vector AS v
WHERE v.user_id = %(user_id)s
  AND v.seq = ANY(ARRAY(SELECT near.seq + step FROM near CROSS JOIN unnest(ARRAY[-1, 0, 1]) AS step));

-- name: index_vectors
WITH joined AS (
    UPDATE pllm.vector SET indexed = true
    WHERE user_id = %(user_id)s AND seq = ANY(ARRAY(
        SELECT seq FROM pllm.vector
        WHERE user_id = %(user_id)s AND seq > %(last)s AND NOT indexed ORDER BY seq LIMIT %(limit)s
    )) RETURNING seq
)
SELECT max(seq) FROM joined;

-- name: all_indexed
UPDATE pllm.memory SET indexed = true, version = nextval('pllm.change')
WHERE user_id = %(user_id)s
  AND NOT EXISTS (SELECT FROM pllm.vector WHERE user_id = %(user_id)s AND NOT indexed);

-- name: messages_with_terms
SELECT m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at,
       m.length, m.substance, m.flags, m.terms
FROM pllm.message AS m WHERE m.user_id = %(user_id)s;

-- name: sessions_with_several_numbers
SELECT count(*) FROM (
    SELECT FROM pllm.message WHERE user_id = %(user_id)s
    GROUP BY session_id HAVING count(DISTINCT session) > 1
) AS several;

-- name: wrong_vector_sizes
SELECT greatest(count(DISTINCT pg_column_size(embedding)) - 1, 0) FROM pllm.vector WHERE user_id = %(user_id)s;

-- name: rows_beyond_the_counters
SELECT (SELECT count(*) FROM pllm.message AS m WHERE m.user_id = %(user_id)s AND m.seq > u.last_seq)
     + (SELECT count(*) FROM pllm.message AS m WHERE m.user_id = %(user_id)s AND m.session > u.last_session)
     + (SELECT count(*) FROM pllm.term AS t WHERE t.user_id = %(user_id)s AND t.term_id > u.last_term)
FROM pllm.memory AS u WHERE u.user_id = %(user_id)s;

-- name: said_in
SELECT DISTINCT m.message_id, s.extractor
FROM pllm.message AS m JOIN pllm.statement AS s USING (user_id, seq)
WHERE m.user_id = %(user_id)s AND m.message_id = ANY(%(ids)s::text[]);

-- name: withdrawn_of
SELECT m.message_id, w.statement_id
FROM pllm.message AS m JOIN pllm.withdrawn AS w USING (user_id, seq)
WHERE m.user_id = %(user_id)s AND m.message_id = ANY(%(ids)s::text[]);

-- name: clear_readings
DELETE FROM pllm.reading AS r USING unnest(%(seq)s::bigint[], %(family)s::text[]) AS given (seq, family)
WHERE r.user_id = %(user_id)s AND r.seq = given.seq AND starts_with(r.extractor, given.family || '/');

-- name: clear_statements
DELETE FROM pllm.statement AS s USING unnest(%(seq)s::bigint[], %(family)s::text[]) AS given (seq, family)
WHERE s.user_id = %(user_id)s AND s.seq = given.seq
  AND (s.extractor = given.family OR starts_with(s.extractor, given.family || '/'));

-- name: put_readings
INSERT INTO pllm.reading (user_id, seq, extractor, attempts, problem, again_at)
SELECT %(user_id)s, given.*
FROM unnest(%(seq)s::bigint[], %(extractor)s::text[], %(attempts)s::integer[], %(problem)s::text[],
            %(again_at)s::bigint[]) AS given
ON CONFLICT (user_id, seq, extractor) DO UPDATE
SET attempts = excluded.attempts, problem = excluded.problem, again_at = excluded.again_at;

-- name: add_statements
INSERT INTO pllm.statement (user_id, seq, extractor, place, subject, predicate, object, mode, replaces, valid_at,
                            invalid_at, certain, strength, text, source)
SELECT %(user_id)s, given.*
FROM unnest(%(seq)s::bigint[], %(extractor)s::text[], %(place)s::integer[], %(subject)s::text[], %(predicate)s::text[],
            %(object)s::text[], %(mode)s::text[], %(replaces)s::text[], %(valid_at)s::bigint[],
            %(invalid_at)s::bigint[], %(certain)s::boolean[], %(strength)s::double precision[], %(text)s::text[],
            %(source)s::text[]) AS given;

-- name: all_statements
SELECT m.seq, m.message_id, m.at, m.name, m.role, s.subject, s.predicate, s.object, s.mode, s.replaces, s.valid_at,
       s.invalid_at, s.certain, s.strength, s.text, s.source
FROM pllm.statement AS s JOIN pllm.message AS m USING (user_id, seq)
WHERE s.user_id = %(user_id)s ORDER BY m.at, m.seq, s.extractor DESC, s.place;

-- name: all_withdrawn
SELECT w.statement_id, m.message_id
FROM pllm.withdrawn AS w JOIN pllm.message AS m USING (user_id, seq) WHERE w.user_id = %(user_id)s;

-- name: statements_of
SELECT s.seq, s.extractor, s.place, m.message_id, s.subject, s.predicate, s.object, s.mode
FROM pllm.message AS m JOIN pllm.statement AS s USING (user_id, seq)
WHERE m.user_id = %(user_id)s AND m.message_id = ANY(%(ids)s::text[]);

-- name: withdraw
INSERT INTO pllm.withdrawn (user_id, statement_id, seq)
SELECT %(user_id)s, given.* FROM unnest(%(ids)s::text[], %(seq)s::bigint[]) AS given ON CONFLICT DO NOTHING;

-- name: remove_statements
DELETE FROM pllm.statement AS s
USING unnest(%(seq)s::bigint[], %(extractor)s::text[], %(place)s::integer[]) AS given (seq, extractor, place)
WHERE s.user_id = %(user_id)s AND s.seq = given.seq AND s.extractor = given.extractor AND s.place = given.place;

-- name: unread
SELECT m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at, coalesce(r.attempts, 0)
FROM pllm.message AS m
LEFT JOIN pllm.reading AS r ON r.user_id = %(user_id)s AND r.seq = m.seq
    AND (r.extractor = %(extractor)s OR starts_with(r.extractor, %(extractor)s || '+'))
WHERE m.user_id = %(user_id)s AND (r.seq IS NULL OR r.again_at <= %(now)s) ORDER BY m.seq LIMIT %(limit)s;

-- name: around
SELECT m.message_id, m.session_id, m.role, m.name, m.content, m.caption, m.at
FROM pllm.message AS m
WHERE m.user_id = %(user_id)s AND m.seq = ANY(ARRAY(
    SELECT seq FROM pllm.message
    WHERE user_id = %(user_id)s AND session_id = %(session_id)s AND at BETWEEN %(first)s AND %(last)s
    UNION ALL (
        SELECT seq FROM pllm.message
        WHERE user_id = %(user_id)s AND session_id = %(session_id)s AND at < %(first)s
        ORDER BY at DESC, seq DESC LIMIT %(margin)s
    )
    UNION ALL (
        SELECT seq FROM pllm.message
        WHERE user_id = %(user_id)s AND session_id = %(session_id)s AND at > %(last)s
        ORDER BY at, seq LIMIT %(margin)s
    )
))
ORDER BY m.at, m.seq;

-- name: count_recalls
INSERT INTO pllm.recalled (user_id, seq, times, at)
SELECT m.user_id, m.seq, given.times, given.at
FROM unnest(%(ids)s::text[], %(times)s::bigint[], %(at)s::bigint[]) AS given (message_id, times, at)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id
ON CONFLICT (user_id, seq) DO UPDATE
SET times = recalled.times + excluded.times, at = greatest(recalled.at, excluded.at);

-- name: recalls
SELECT m.message_id, r.times, r.at
FROM pllm.recalled AS r JOIN pllm.message AS m USING (user_id, seq) WHERE r.user_id = %(user_id)s;

-- name: profile
SELECT snapshot FROM pllm.profile WHERE user_id = %(user_id)s;

-- name: keep_profile
INSERT INTO pllm.profile (user_id, snapshot)
SELECT user_id, %(snapshot)s FROM pllm.memory WHERE user_id = %(user_id)s AND statements = %(version)s
ON CONFLICT (user_id) DO UPDATE SET snapshot = excluded.snapshot;

-- name: clear_profile
DELETE FROM pllm.profile WHERE user_id = %(user_id)s;

-- name: item_at
SELECT namespace, key, value, created_at, updated_at, ttl, expires_at FROM pllm.item
WHERE user_id = %(user_id)s AND namespace = %(namespace)s AND key = %(key)s;

-- name: items_under
SELECT namespace, key, value, created_at, updated_at, ttl, expires_at FROM pllm.item
WHERE user_id = %(user_id)s AND (namespace = %(exact)s OR (namespace >= %(first)s AND namespace < %(after)s))
ORDER BY updated_at DESC, namespace, key;

-- name: item_texts_under
SELECT namespace, key, path, text, embedding FROM pllm.item_text
WHERE user_id = %(user_id)s AND (namespace = %(exact)s OR (namespace >= %(first)s AND namespace < %(after)s))
ORDER BY namespace, key, path;

-- name: put_items
INSERT INTO pllm.item (user_id, namespace, key, value, created_at, updated_at, ttl, expires_at)
SELECT %(user_id)s, given.*
FROM unnest(%(namespace)s::text[], %(key)s::text[], %(value)s::text[], %(created_at)s::bigint[],
            %(updated_at)s::bigint[], %(ttl)s::bigint[], %(expires_at)s::bigint[]) AS given
ON CONFLICT (user_id, namespace, key) DO UPDATE
SET value = excluded.value, updated_at = excluded.updated_at, ttl = excluded.ttl, expires_at = excluded.expires_at,
    created_at = CASE WHEN item.expires_at <= excluded.updated_at THEN excluded.created_at ELSE item.created_at END;

-- name: clear_item_texts
DELETE FROM pllm.item_text AS t USING unnest(%(namespace)s::text[], %(key)s::text[]) AS given (namespace, key)
WHERE t.user_id = %(user_id)s AND t.namespace = given.namespace AND t.key = given.key;

-- name: add_item_texts
INSERT INTO pllm.item_text (user_id, namespace, key, place, path, text)
SELECT %(user_id)s, given.*
FROM unnest(%(namespace)s::text[], %(key)s::text[], %(place)s::integer[], %(path)s::text[], %(text)s::text[]) AS given;

-- name: embed_item_texts
UPDATE pllm.item_text AS t SET embedding = given.embedding
FROM unnest(%(namespace)s::text[], %(key)s::text[], %(path)s::text[], %(vectors)b)
     AS given (namespace, key, path, embedding)
WHERE t.user_id = %(user_id)s AND t.namespace = given.namespace AND t.key = given.key AND t.path = given.path;

-- name: clear_item_vectors
UPDATE pllm.item_text SET embedding = NULL WHERE user_id = %(user_id)s;

-- name: delete_items
DELETE FROM pllm.item AS i USING unnest(%(namespace)s::text[], %(key)s::text[]) AS given (namespace, key)
WHERE i.user_id = %(user_id)s AND i.namespace = given.namespace AND i.key = given.key;

-- name: sweep_items
DELETE FROM pllm.item WHERE user_id = %(user_id)s AND expires_at <= %(at)s;

-- name: refresh_items
UPDATE pllm.item AS i SET expires_at = %(at)s + i.ttl
FROM unnest(%(namespace)s::text[], %(key)s::text[]) AS given (namespace, key)
WHERE i.user_id = %(user_id)s AND i.namespace = given.namespace AND i.key = given.key AND i.ttl IS NOT NULL;

-- name: items_without_json
SELECT count(*) FROM pllm.item WHERE user_id = %(user_id)s AND NOT (value IS JSON OBJECT AND namespace IS JSON ARRAY);

-- name: queue_work
INSERT INTO pllm.work (user_id, due_at)
VALUES (%(user_id)s, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
ON CONFLICT (user_id) DO UPDATE SET due_at = excluded.due_at WHERE work.due_at IS NULL OR work.due_at > excluded.due_at;

-- name: fence
-- Locks the row to the end of the transaction: until then nobody can take over.
SELECT token FROM pllm.work WHERE user_id = %(user_id)s AND token = %(token)s AND leased_until IS NOT NULL FOR UPDATE;

-- name: work_progressed
UPDATE pllm.work SET attempts = 0 WHERE user_id = %(user_id)s AND attempts > 0;

-- name: work_extended
UPDATE pllm.work SET leased_until = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + %(lasting)s
WHERE user_id = %(user_id)s;

-- name: work_done
UPDATE pllm.work AS w
SET holder = NULL, leased_until = NULL, attempts = 0, problem = NULL, aside_at = NULL, done_seq = %(up_to)s,
    stuck = found.stuck,
    due_at = CASE WHEN m.last_seq > %(up_to)s THEN found.now ELSE found.again_at END,
    done_by = (found.done_by || %(doing)s::text)[greatest(cardinality(found.done_by) + 2 - %(kept)s, 1):]
FROM pllm.memory AS m, (
    SELECT clock.now,
           coalesce(bool_or(r.problem IS NOT NULL AND r.again_at IS NULL), false) AS stuck,
           min(r.again_at) FILTER (WHERE r.again_at > clock.now) AS again_at,
           (SELECT CASE WHEN k.done_seq = %(up_to)s THEN array_remove(k.done_by, %(doing)s::text) ELSE '{}' END
            FROM pllm.work AS k WHERE k.user_id = %(user_id)s) AS done_by
    FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now) AS clock
    LEFT JOIN pllm.reading AS r ON r.user_id = %(user_id)s
    GROUP BY clock.now
) AS found
WHERE w.user_id = %(user_id)s AND m.user_id = %(user_id)s;

-- name: work_failed
UPDATE pllm.work
SET holder = NULL, leased_until = NULL, problem = %(problem)s,
    due_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + %(again_in)s,
    aside_at = CASE WHEN %(again_in)s::bigint IS NULL THEN (extract(epoch FROM clock_timestamp()) * 1000000)::bigint END
WHERE user_id = %(user_id)s;

-- name: work_given_back
UPDATE pllm.work
SET holder = NULL, leased_until = NULL, attempts = greatest(attempts - 1, 0),
    due_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + %(again_in)s
WHERE user_id = %(user_id)s;

-- name: work_aside
SELECT aside_at, attempts, problem FROM pllm.work WHERE user_id = %(user_id)s;

-- name: readings_aside
SELECT m.message_id, r.extractor, r.attempts, r.problem
FROM pllm.reading AS r JOIN pllm.message AS m USING (user_id, seq)
WHERE r.user_id = %(user_id)s AND r.problem IS NOT NULL AND r.again_at IS NULL ORDER BY r.seq, r.extractor;

-- name: work_put_back
UPDATE pllm.work
SET aside_at = NULL, stuck = false, attempts = 0, problem = NULL,
    due_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
WHERE user_id = %(user_id)s AND (aside_at IS NOT NULL OR stuck) RETURNING user_id;

-- name: readings_put_back
UPDATE pllm.reading SET attempts = 0, again_at = 0
WHERE user_id = %(user_id)s AND problem IS NOT NULL AND again_at IS NULL RETURNING seq;
