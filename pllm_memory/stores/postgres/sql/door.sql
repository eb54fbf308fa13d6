-- What is asked before the first call, and what is about no one user.

-- name: vector_type
SELECT t.oid, t.typarray, quote_ident(n.nspname), e.extversion
FROM pg_extension AS e JOIN pg_type AS t ON t.typnamespace = e.extnamespace JOIN pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname = 'vector' AND t.typname = 'halfvec';

-- name: index_sizes
SELECT substring(relname FROM '^vector_near_([0-9]+)$')::integer FROM pg_class
WHERE relnamespace = 'pllm'::regnamespace AND relname ~ '^vector_near_[0-9]+$';

-- name: whoami
-- Who we are, and whether the policies hold for us. Membership counts: who may become the owner is as good as the owner.
SELECT current_user,
       bool_or(r.rolsuper),
       bool_or(r.rolbypassrls),
       EXISTS (
           SELECT FROM pg_class AS c
           WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind IN ('r', 'p')
             AND pg_has_role(current_user, c.relowner, 'MEMBER')
       ),
       ARRAY(
           SELECT c.relname::text FROM pg_class AS c
           JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped
           WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind IN ('r', 'p')
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
       )
FROM pg_roles AS r WHERE r.rolname IN (current_user, session_user);

-- name: version
SELECT max(version) FROM pllm.migration;

-- name: limits
-- As in `become` of user.sql, for what is about no one user.
SELECT set_config('statement_timeout', %(statement_timeout)s, true),
       set_config('lock_timeout', %(lock_timeout)s, true),
       set_config('idle_in_transaction_session_timeout', %(idle_timeout)s, true);

-- name: users
SELECT * FROM pllm.users();

-- name: lease
SELECT * FROM pllm.lease(%(worker)s, %(lasting)s, %(quiet)s, %(tries)s);

-- name: queue
SELECT * FROM pllm.queue(%(doing)s, %(after)s, %(most)s);

-- name: aside
SELECT * FROM pllm.aside();
