-- Everything that a user's file keeps, and how it comes into another one: see stores/parts.py for the columns.

-- name: dump_memory
SELECT (SELECT value FROM meta WHERE key = 'fingerprint'), (SELECT value FROM meta WHERE key = 'beside');

-- name: dump_message
SELECT m.message_id, s.session_id, m.role, m.name, m.content, m.caption, m.at, m.created_at
FROM message AS m JOIN session AS s USING (session) ORDER BY m.seq;

-- name: dump_vector
SELECT m.message_id, v.embedding FROM vector AS v JOIN message AS m USING (seq) ORDER BY v.seq;

-- name: dump_reading
SELECT m.message_id, r.extractor, r.attempts, r.problem, r.again_at
FROM reading AS r JOIN message AS m USING (seq) ORDER BY r.seq, r.extractor;

-- name: dump_statement
SELECT m.message_id, s.extractor, s.place, s.subject, s.predicate, s.object, s.mode, s.replaces, s.valid_at,
       s.invalid_at, s.certain, s.strength, s.text, s.source
FROM statement AS s JOIN message AS m USING (seq) ORDER BY s.seq, s.extractor, s.place;

-- name: dump_withdrawn
SELECT w.statement_id, m.message_id FROM withdrawn AS w JOIN message AS m USING (seq) ORDER BY w.statement_id;

-- name: dump_recalled
SELECT m.message_id, r.times, r.at FROM recalled AS r JOIN message AS m USING (seq) ORDER BY r.seq;

-- name: dump_item
SELECT namespace, key, value, created_at, updated_at, ttl, expires_at FROM item ORDER BY namespace, key;

-- name: dump_item_text
SELECT namespace, key, place, path, text, embedding FROM item_text ORDER BY namespace, key, place;

-- name: load_memory
INSERT INTO meta (key, value)
SELECT 'fingerprint', ?1 WHERE ?1 IS NOT NULL UNION ALL SELECT 'beside', ?2 WHERE ?2 IS NOT NULL;

-- name: load_vector
INSERT INTO vector (seq, embedding) SELECT seq, ?2 FROM message WHERE message_id = ?1;

-- name: load_reading
INSERT INTO reading (seq, extractor, attempts, problem, again_at)
SELECT seq, ?2, ?3, ?4, ?5 FROM message WHERE message_id = ?1;

-- name: load_statement
INSERT INTO statement (seq, extractor, place, subject, predicate, object, mode, replaces, valid_at, invalid_at,
                       certain, strength, text, source)
SELECT seq, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM message WHERE message_id = ?1;

-- name: load_withdrawn
INSERT INTO withdrawn (statement_id, seq) SELECT ?1, seq FROM message WHERE message_id = ?2;

-- name: load_recalled
INSERT INTO recalled (seq, times, at) SELECT seq, ?2, ?3 FROM message WHERE message_id = ?1;

-- name: load_item
INSERT INTO item (namespace, key, value, created_at, updated_at, ttl, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: load_item_text
INSERT INTO item_text (namespace, key, place, path, text, embedding) VALUES (?, ?, ?, ?, ?, ?);

-- name: clear_messages
DELETE FROM message;

-- name: clear_sessions
DELETE FROM session;

-- name: clear_vocabulary
DELETE FROM term;

-- name: clear_items
DELETE FROM item;

-- name: clear_about
DELETE FROM meta WHERE key IN ('fingerprint', 'beside', 'profile');
