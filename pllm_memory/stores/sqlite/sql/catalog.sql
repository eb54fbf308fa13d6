-- Which users have a file. The file name is a hash, so the name behind it is kept here.

-- name: create
CREATE TABLE user (
    user_id TEXT PRIMARY KEY,
    number  INTEGER NOT NULL,           -- the order in which they came
    erasing INTEGER NOT NULL DEFAULT 0  -- 1: there was a wish to erase; the file says whether it was carried out
) STRICT;
CREATE INDEX erasing ON user (erasing) WHERE erasing = 1;

-- name: add
INSERT INTO user (user_id, number) SELECT ?, coalesce(max(number), 0) + 1 FROM user WHERE true ON CONFLICT DO NOTHING;

-- name: set_erasing
UPDATE user SET erasing = 1 WHERE user_id = ?;

-- name: erasing
SELECT user_id FROM user WHERE erasing = 1;

-- name: remove
DELETE FROM user WHERE user_id = ?;

-- name: page
SELECT number, user_id FROM user WHERE number > ? ORDER BY number LIMIT ?;
