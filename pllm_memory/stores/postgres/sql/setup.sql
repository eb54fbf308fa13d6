-- What `pllm-memory init` runs as an administrator, once for each database. Every statement can be repeated.

-- name: lock
SELECT pg_advisory_xact_lock(hashtextextended('pllm-memory init', 0));

-- name: roles
-- Roles belong to all databases of a server, and the lock to one: another init may be faster.
DO $$
BEGIN
    BEGIN
        CREATE ROLE pllm_owner NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
        CREATE ROLE pllm_app NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT pllm_owner TO %I', current_user);
    END IF;
END
$$;

-- name: schema
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'pllm') THEN
        CREATE SCHEMA pllm AUTHORIZATION pllm_owner;
    END IF;
END
$$;

-- name: has_vectors
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector');

-- name: add_vectors
CREATE EXTENSION vector;

-- name: version_of_vectors
SELECT extversion FROM pg_extension WHERE extname = 'vector';

-- name: become_owner
SET LOCAL ROLE pllm_owner;

-- name: find_vectors
SELECT set_config('search_path', 'pllm, ' || quote_ident(n.nspname), true)
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'vector';

-- name: version_table
CREATE TABLE IF NOT EXISTS pllm.migration (
    version    integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- name: version
SELECT coalesce(max(version), 0) FROM pllm.migration;

-- name: partitions
SELECT count(*)::integer FROM pg_inherits WHERE inhparent = to_regclass('pllm.memory');

-- name: migrated
INSERT INTO pllm.migration (version) VALUES (%(version)s);

-- name: seal
-- Whatever has a user_id shows a user's rows to that user only: the tables are found, not listed.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.oid::regclass AS name, c.relispartition AS is_part, c.relrowsecurity AND c.relforcerowsecurity AS sealed,
               EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polname = 'own_rows') AS has_policy
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped
        WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind IN ('r', 'p')
    LOOP
        IF NOT found.sealed THEN
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', found.name);
            EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', found.name);
        END IF;
        IF NOT found.has_policy THEN
            EXECUTE format(
                'CREATE POLICY own_rows ON %s '
                'USING (user_id = nullif(current_setting(''pllm.user_id'', true), '''')) '
                'WITH CHECK (user_id = nullif(current_setting(''pllm.user_id'', true), ''''))',
                found.name
            );
        END IF;
        IF NOT found.is_part THEN  -- the app goes through the table that it is a part of
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO pllm_app', found.name);
        END IF;
    END LOOP;
END
$$;

-- name: index_vectors
-- Of large users' vectors only: the others are not marked. 384 stands for the number of dimensions.
CREATE INDEX IF NOT EXISTS vector_near_384 ON pllm.vector USING hnsw ((embedding::halfvec(384)) halfvec_ip_ops)
WITH (ef_construction = 128)
WHERE indexed AND vector_dims(embedding) = 384;

-- name: grants
GRANT USAGE ON SCHEMA pllm TO pllm_app;
GRANT SELECT ON pllm.migration TO pllm_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA pllm TO pllm_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pllm FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pllm TO pllm_app;

-- name: can_log_in
SELECT rolcanlogin FROM pg_roles WHERE rolname = 'pllm_app';
