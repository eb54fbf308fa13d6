-- Every statement that runs on a user's file, by name.

-- name: get_meta
SELECT value FROM meta WHERE key = ?;

-- name: set_meta
INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: clear_meta
DELETE FROM meta WHERE key = ?;

-- name: next_generation
UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation';

-- name: add_session
INSERT INTO session (session_id) VALUES (?) ON CONFLICT DO NOTHING;

-- name: get_session
SELECT session FROM session WHERE session_id = ?;

-- name: get_message
SELECT message.role, message.name, message.content, message.caption, message.created_at
FROM message WHERE message_id = ?;

-- name: add_message
INSERT INTO message (message_id, session, role, name, content, caption, at, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq;

-- name: get_term
SELECT term_id FROM term WHERE term = ?;

-- name: add_term
INSERT INTO term (term) VALUES (?) RETURNING term_id;

-- name: add_analysis
INSERT INTO analysis (seq, length, substance, flags, terms) VALUES (?, ?, ?, ?, ?);

-- name: add_vector
INSERT INTO vector (seq, embedding) SELECT seq, ? FROM message WHERE message_id = ? ON CONFLICT (seq) DO NOTHING;

-- name: clear_vectors
DELETE FROM vector;

-- name: move_vectors
INSERT INTO vector (seq, embedding) SELECT seq, embedding FROM vector_beside;

-- name: forget_message
DELETE FROM message WHERE message_id = ? RETURNING seq;

-- name: all_analysed_terms
SELECT terms FROM analysis;

-- name: clear_analysis
DELETE FROM analysis;

-- name: clear_terms
DELETE FROM term;

-- name: forget_term
DELETE FROM term WHERE term_id = ?;

-- name: forget_empty_sessions
DELETE FROM session WHERE session NOT IN (SELECT session FROM message);

-- name: messages_by_ids
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at
FROM json_each(?) AS wanted JOIN message AS m ON m.message_id = wanted.value JOIN session AS s USING (session)
ORDER BY wanted.key;

-- name: messages_by_keys
SELECT m.seq, m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at
FROM json_each(?) AS wanted JOIN message AS m ON m.seq = wanted.value JOIN session AS s USING (session);

-- name: messages_by_time
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at
FROM message AS m JOIN session AS s USING (session) ORDER BY m.at, m.seq;

-- name: messages_pending
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at
FROM message AS m JOIN session AS s USING (session)
WHERE NOT EXISTS (SELECT 1 FROM vector WHERE vector.seq = m.seq) ORDER BY m.seq LIMIT ?;

-- name: columns_after
SELECT m.seq, m.session, m.role, m.name, m.at, a.length, a.substance, a.flags, a.terms, v.embedding
FROM message AS m JOIN analysis AS a USING (seq) LEFT JOIN vector AS v USING (seq) WHERE m.seq > ? ORDER BY m.seq;

-- name: terms_after
SELECT term_id, term FROM term WHERE term_id > ? ORDER BY term_id;

-- name: vectors_by_keys
SELECT v.seq, v.embedding FROM json_each(?) AS wanted JOIN vector AS v ON v.seq = wanted.value ORDER BY v.seq;

-- name: count_messages
SELECT count(*) FROM message;

-- name: first_created
SELECT created_at FROM message ORDER BY seq LIMIT 1;

-- name: messages_without_analysis
SELECT count(*) FROM message WHERE seq NOT IN (SELECT seq FROM analysis);

-- name: rows_without_message
SELECT (SELECT count(*) FROM analysis WHERE seq NOT IN (SELECT seq FROM message))
     + (SELECT count(*) FROM vector WHERE seq NOT IN (SELECT seq FROM message))
     + (SELECT count(*) FROM vector_beside WHERE seq NOT IN (SELECT seq FROM message));

-- name: vector_size
SELECT length(embedding) FROM vector LIMIT 1;

-- name: messages_with_terms
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at, a.length, a.substance, a.flags, a.terms
FROM message AS m JOIN session AS s USING (session) JOIN analysis AS a USING (seq);

-- name: unused_sessions
SELECT count(*) FROM session WHERE session NOT IN (SELECT session FROM message);

-- name: wrong_vector_sizes
SELECT max(count(DISTINCT length(embedding)) - 1, 0) FROM vector;

-- name: get_seq
SELECT seq FROM message WHERE message_id = ?;

-- name: put_reading
INSERT INTO reading (seq, extractor, attempts, problem, again_at)
SELECT seq, ?2, ?3, ?4, ?5 FROM message WHERE message_id = ?1
ON CONFLICT (seq, extractor) DO UPDATE
SET attempts = excluded.attempts, problem = excluded.problem, again_at = excluded.again_at
RETURNING seq;

-- name: clear_reading
DELETE FROM statement WHERE seq = ?1 AND (extractor = ?2 OR substr(extractor, 1, length(?2) + 1) = ?2 || '/') RETURNING place;

-- name: clear_earlier
DELETE FROM reading WHERE seq = ?1 AND substr(extractor, 1, length(?2) + 1) = ?2 || '/' AND extractor <> ?3;

-- name: withdrawn_of
SELECT statement_id FROM withdrawn WHERE seq = ?;

-- name: add_statement
INSERT INTO statement (seq, extractor, place, subject, predicate, object, mode, replaces, valid_at, invalid_at,
                       certain, strength, text, source)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: next_statements
-- The first version is drawn: who was erased and comes back must not meet what was kept of the earlier memory.
INSERT INTO meta (key, value) VALUES ('statements', CAST(abs(random() % 4503599627370496) + 1 AS TEXT))
ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1;

-- name: all_statements
SELECT m.seq, m.message_id, m.at, m.name, m.role, s.subject, s.predicate, s.object, s.mode, s.replaces, s.valid_at,
       s.invalid_at, s.certain, s.strength, s.text, s.source
FROM statement AS s JOIN message AS m USING (seq) ORDER BY m.at, m.seq, s.extractor DESC, s.place;

-- name: all_withdrawn
SELECT w.statement_id, m.message_id FROM withdrawn AS w JOIN message AS m USING (seq);

-- name: withdraw
INSERT INTO withdrawn (statement_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: remove_statement
DELETE FROM statement WHERE seq = ? AND extractor = ? AND place = ?;

-- name: statements_of
SELECT seq, extractor, place, m.message_id, s.subject, s.predicate, s.object, s.mode
FROM statement AS s JOIN message AS m USING (seq) WHERE m.message_id IN (SELECT value FROM json_each(?));

-- name: unread
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at, coalesce(r.attempts, 0)
FROM message AS m JOIN session AS s USING (session) LEFT JOIN reading AS r ON r.seq = m.seq
    AND (r.extractor = ?1 OR substr(r.extractor, 1, length(?1) + 1) = ?1 || '+')
WHERE r.seq IS NULL OR r.again_at <= ?2 ORDER BY m.seq LIMIT ?3;

-- name: around
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at
FROM session AS s JOIN message AS m USING (session)
WHERE s.session_id = ?1 AND m.seq IN (
    SELECT seq FROM message WHERE session = s.session AND at BETWEEN ?2 AND ?3
    UNION SELECT * FROM (SELECT seq FROM message WHERE session = s.session AND at < ?2 ORDER BY at DESC, seq DESC LIMIT ?4)
    UNION SELECT * FROM (SELECT seq FROM message WHERE session = s.session AND at > ?3 ORDER BY at, seq LIMIT ?4)
)
ORDER BY m.at, m.seq;

-- name: count_recall
INSERT INTO recalled (seq, times, at) SELECT seq, ?2, ?3 FROM message WHERE message_id = ?1
ON CONFLICT (seq) DO UPDATE SET times = times + excluded.times, at = max(at, excluded.at);

-- name: recalls
SELECT m.message_id, r.times, r.at FROM recalled AS r JOIN message AS m USING (seq);

-- name: item_at
SELECT namespace, key, value, created_at, updated_at, ttl, expires_at FROM item WHERE namespace = ? AND key = ?;

-- name: items_under
SELECT namespace, key, value, created_at, updated_at, ttl, expires_at FROM item
WHERE namespace = ?1 OR (namespace >= ?2 AND namespace < ?3) ORDER BY updated_at DESC, namespace, key;

-- name: item_texts_under
SELECT namespace, key, path, text, embedding FROM item_text
WHERE namespace = ?1 OR (namespace >= ?2 AND namespace < ?3) ORDER BY namespace, key, path;

-- name: put_item
INSERT INTO item (namespace, key, value, created_at, updated_at, ttl, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (namespace, key) DO UPDATE
SET value = excluded.value, updated_at = excluded.updated_at, ttl = excluded.ttl, expires_at = excluded.expires_at,
    created_at = CASE WHEN item.expires_at <= excluded.updated_at THEN excluded.created_at ELSE item.created_at END;

-- name: clear_item_texts
DELETE FROM item_text WHERE namespace = ? AND key = ?;

-- name: add_item_text
INSERT INTO item_text (namespace, key, place, path, text) VALUES (?, ?, ?, ?, ?);

-- name: embed_item_text
UPDATE item_text SET embedding = ?4 WHERE namespace = ?1 AND key = ?2 AND path = ?3;

-- name: clear_item_vectors
UPDATE item_text SET embedding = NULL;

-- name: delete_item
DELETE FROM item WHERE namespace = ? AND key = ? RETURNING key;

-- name: sweep_items
DELETE FROM item WHERE expires_at <= ? RETURNING key;

-- name: refresh_item
UPDATE item SET expires_at = ?3 + ttl WHERE namespace = ?1 AND key = ?2 AND ttl IS NOT NULL;

-- name: items_without_json
SELECT count(*) FROM item WHERE NOT json_valid(value) OR NOT json_valid(namespace);

-- name: queue_work
INSERT INTO work (only, due_at) VALUES (1, ?1)
ON CONFLICT (only) DO UPDATE SET due_at = excluded.due_at WHERE due_at IS NULL OR due_at > excluded.due_at;

-- name: held_token
SELECT token FROM work WHERE leased_until IS NOT NULL;

-- name: work_progressed
UPDATE work SET attempts = 0 WHERE attempts > 0;

-- name: work_due_at
-- When it may be leased: a time that has passed, one to come, or NULL. ?1: what the worker does; ?2: quiet.
SELECT max(
    coalesce(leased_until, 0),
    CASE WHEN due_at IS NOT NULL THEN due_at + ?2
    WHEN aside_at IS NULL AND NOT EXISTS (SELECT 1 FROM json_each(done_by) WHERE value = ?1) THEN 0 END
) FROM work;

-- name: lease_work
-- ?1: who; ?2: now; ?3: until when; ?4: after how many attempts it is put aside.
UPDATE work
SET token = abs(random() % 4503599627370496) + 1,
    holder = iif(attempts < ?4, ?1, NULL), leased_until = iif(attempts < ?4, ?3, NULL),
    aside_at = iif(attempts < ?4, NULL, coalesce(aside_at, ?2)), due_at = iif(attempts < ?4, coalesce(due_at, ?2), NULL),
    attempts = iif(attempts < ?4, attempts + 1, attempts)
RETURNING token, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'message'), attempts, aside_at IS NOT NULL;

-- name: work_extended
UPDATE work SET leased_until = ?1;

-- name: work_done
-- ?1: what the worker does; ?2: up to which message; ?3: now; ?4: how many of those before it are kept.
UPDATE work
SET holder = NULL, leased_until = NULL, attempts = 0, problem = NULL, aside_at = NULL, done_seq = ?2,
    due_at = CASE WHEN (SELECT max(seq) FROM sqlite_sequence WHERE name = 'message') > ?2 THEN ?3
             ELSE (SELECT min(again_at) FROM reading WHERE again_at > ?3) END,
    done_by = (
        SELECT json_group_array(value) FROM (
            SELECT value FROM (
                SELECT value, key FROM json_each(work.done_by) WHERE work.done_seq = ?2 AND value <> ?1
                ORDER BY key DESC LIMIT ?4
            ) UNION ALL SELECT ?1
        )
    );

-- name: work_failed
UPDATE work SET holder = NULL, leased_until = NULL, problem = ?1, due_at = ?2, aside_at = ?3;

-- name: work_given_back
UPDATE work SET holder = NULL, leased_until = NULL, attempts = max(attempts - 1, 0), due_at = ?1;

-- name: work_aside
SELECT aside_at, attempts, problem FROM work;

-- name: readings_aside
SELECT m.message_id, r.extractor, r.attempts, r.problem FROM reading AS r JOIN message AS m USING (seq)
WHERE r.problem IS NOT NULL AND r.again_at IS NULL ORDER BY r.seq, r.extractor;

-- name: work_put_back
UPDATE work SET aside_at = NULL, attempts = 0, problem = NULL, due_at = ?1;

-- name: readings_put_back
UPDATE reading SET attempts = 0, again_at = 0 WHERE problem IS NOT NULL AND again_at IS NULL RETURNING seq;
