-- Everything that is kept of a user, a page at a time, and how it comes in: see stores/parts.py for the columns. What
-- a page goes on after comes before the columns. COPY would not do: the server refuses it to whom policies hold for.

-- name: be_patient
-- For what reads or writes a whole memory while somebody else writes or reads it.
SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '10min', true);

-- name: dump_memory
SELECT fingerprint, beside FROM pllm.memory WHERE user_id = %(user_id)s;

-- name: dump_message
SELECT seq, message_id, session_id, role, name, content, caption, at, created_at
FROM pllm.message WHERE user_id = %(user_id)s AND seq > %(after_seq)s ORDER BY seq LIMIT %(limit)s;

-- name: dump_vector
SELECT v.seq, m.message_id, v.embedding
FROM pllm.vector AS v JOIN pllm.message AS m USING (user_id, seq)
WHERE v.user_id = %(user_id)s AND v.seq > %(after_seq)s ORDER BY v.seq LIMIT %(limit)s;

-- name: dump_reading
SELECT r.seq, r.extractor, m.message_id, r.extractor, r.attempts, r.problem, r.again_at
FROM pllm.reading AS r JOIN pllm.message AS m USING (user_id, seq)
WHERE r.user_id = %(user_id)s AND (r.seq, r.extractor) > (%(after_seq)s, %(after_text)s)
ORDER BY r.seq, r.extractor LIMIT %(limit)s;

-- name: dump_statement
SELECT s.seq, s.extractor, s.place, m.message_id, s.extractor, s.place, s.subject, s.predicate, s.object, s.mode,
       s.replaces, s.valid_at, s.invalid_at, s.certain::integer, s.strength, s.text, s.source
FROM pllm.statement AS s JOIN pllm.message AS m USING (user_id, seq)
WHERE s.user_id = %(user_id)s AND (s.seq, s.extractor, s.place) > (%(after_seq)s, %(after_text)s, %(after_place)s)
ORDER BY s.seq, s.extractor, s.place LIMIT %(limit)s;

-- name: dump_withdrawn
SELECT w.statement_id, w.statement_id, m.message_id
FROM pllm.withdrawn AS w JOIN pllm.message AS m USING (user_id, seq)
WHERE w.user_id = %(user_id)s AND w.statement_id > %(after_text)s ORDER BY w.statement_id LIMIT %(limit)s;

-- name: dump_recalled
SELECT r.seq, m.message_id, r.times, r.at
FROM pllm.recalled AS r JOIN pllm.message AS m USING (user_id, seq)
WHERE r.user_id = %(user_id)s AND r.seq > %(after_seq)s ORDER BY r.seq LIMIT %(limit)s;

-- name: dump_item
SELECT namespace, key, namespace, key, value, created_at, updated_at, ttl, expires_at
FROM pllm.item WHERE user_id = %(user_id)s AND (namespace, key) > (%(after_text)s, %(after_key)s)
ORDER BY namespace, key LIMIT %(limit)s;

-- name: dump_item_text
SELECT namespace, key, place, namespace, key, place, path, text, embedding
FROM pllm.item_text
WHERE user_id = %(user_id)s AND (namespace, key, place) > (%(after_text)s, %(after_key)s, %(after_place)s)
ORDER BY namespace, key, place LIMIT %(limit)s;

-- name: load_message
INSERT INTO pllm.message (user_id, seq, session, message_id, session_id, role, name, content, caption, at, created_at,
                          length, substance, flags, terms)
SELECT %(user_id)s, given.*
FROM unnest(%(seq)s::bigint[], %(session)s::integer[], %(message_id)s::text[], %(session_id)s::text[],
            %(role)s::text[], %(name)s::text[], %(content)s::text[], %(caption)s::text[], %(at)s::bigint[],
            %(created_at)s::bigint[], %(length)s::integer[], %(substance)s::integer[], %(flags)s::integer[],
            %(terms)b::bytea[]) AS given;

-- name: load_vector
INSERT INTO pllm.vector (user_id, seq, embedding)
SELECT m.user_id, m.seq, given.embedding
FROM unnest(%(message_id)s::text[], %(vectors)b) AS given (message_id, embedding)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id;

-- name: load_reading
INSERT INTO pllm.reading (user_id, seq, extractor, attempts, problem, again_at)
SELECT m.user_id, m.seq, given.extractor, given.attempts, given.problem, given.again_at
FROM unnest(%(message_id)s::text[], %(extractor)s::text[], %(attempts)s::integer[], %(problem)s::text[],
            %(again_at)s::bigint[]) AS given (message_id, extractor, attempts, problem, again_at)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id;

-- name: load_statement
INSERT INTO pllm.statement (user_id, seq, extractor, place, subject, predicate, object, mode, replaces, valid_at,
                            invalid_at, certain, strength, text, source)
SELECT m.user_id, m.seq, given.extractor, given.place, given.subject, given.predicate, given.object, given.mode,
       given.replaces, given.valid_at, given.invalid_at, given.certain::boolean, given.strength, given.said,
       given.source
FROM unnest(%(message_id)s::text[], %(extractor)s::text[], %(place)s::integer[], %(subject)s::text[],
            %(predicate)s::text[], %(object)s::text[], %(mode)s::text[], %(replaces)s::text[], %(valid_at)s::bigint[],
            %(invalid_at)s::bigint[], %(certain)s::integer[], %(strength)s::double precision[], %(text)s::text[],
            %(source)s::text[])
     AS given (message_id, extractor, place, subject, predicate, object, mode, replaces, valid_at, invalid_at,
               certain, strength, said, source)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id;

-- name: load_withdrawn
INSERT INTO pllm.withdrawn (user_id, statement_id, seq)
SELECT m.user_id, given.statement_id, m.seq
FROM unnest(%(statement_id)s::text[], %(message_id)s::text[]) AS given (statement_id, message_id)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id;

-- name: load_recalled
INSERT INTO pllm.recalled (user_id, seq, times, at)
SELECT m.user_id, m.seq, given.times, given.at
FROM unnest(%(message_id)s::text[], %(times)s::bigint[], %(at)s::bigint[]) AS given (message_id, times, at)
JOIN pllm.message AS m ON m.user_id = %(user_id)s AND m.message_id = given.message_id;

-- name: load_item
INSERT INTO pllm.item (user_id, namespace, key, value, created_at, updated_at, ttl, expires_at)
SELECT %(user_id)s, given.*
FROM unnest(%(namespace)s::text[], %(key)s::text[], %(value)s::text[], %(created_at)s::bigint[],
            %(updated_at)s::bigint[], %(ttl)s::bigint[], %(expires_at)s::bigint[]) AS given;

-- name: load_item_text
INSERT INTO pllm.item_text (user_id, namespace, key, place, path, text)
SELECT %(user_id)s, given.*
FROM unnest(%(namespace)s::text[], %(key)s::text[], %(place)s::integer[], %(path)s::text[], %(text)s::text[]) AS given;
