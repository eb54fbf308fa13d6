"""No user sees another's rows: not by a mistake of ours, not by what a connection was used for before.

Tables, indexes, views and functions are found in the catalog, so one that is added later is tested too.
"""

import re

import psycopg
import pytest
from contract import ADA, BOB, changes, message
from readings_contract import fill

from pllm_memory.errors import Conflict, StoreError
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.database import SQL
from pllm_memory.stores.postgres.setup import init
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio

TABLES = """
    SELECT c.oid, c.relname FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""


@pytest.fixture(scope="module", params=["whole tables", "partitions"])
def initialised(request):
    """All of it holds for whole tables, and for tables that are divided."""
    return request.getfixturevalue("divided" if request.param == "partitions" else "initialised")


@pytest.fixture
def admin(initialised, postgres):
    with psycopg.connect(initialised[0], autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def store(postgres):
    opened = PostgresStore(postgres)
    yield opened
    await opened.close()


@pytest.fixture
async def full(store):
    """A store where two users have rows in every table."""
    for scope in (ADA, BOB):
        await fill(store, scope, f"marker-of-{scope.user_id}")
    return store


def tables(connection):
    """All that hold rows of users: tables, their parts, and what the parts are parts of."""
    return connection.execute(TABLES).fetchall()


def is_part(connection, name):
    return connection.execute(
        "SELECT relispartition FROM pg_class WHERE oid = %s::regclass", [f"pllm.{name}"]
    ).fetchone()[0]


def whole(connection):
    """What the app reads and writes: not the parts themselves."""
    return [(oid, name) for oid, name in tables(connection) if not is_part(connection, name)]


def become(connection, user_id):
    connection.execute("SELECT set_config('pllm.user_id', %s, true)", [user_id])


def state_of_all(admin):
    """Every row of every table, as the administrator sees them."""
    return {
        name: admin.execute(f"SELECT t::text FROM pllm.{name} AS t ORDER BY 1").fetchall() for _, name in tables(admin)
    }


# ── what the catalog says ────────────────────────────────────────────────────────────────────────────


def test_every_table_of_the_schema_has_a_user_or_no_content(admin):
    """What has no user_id is the list of migrations, and nothing else."""
    all_tables = admin.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'pllm'::regnamespace AND relkind IN ('r', 'p', 'f', 'm')"
    ).fetchall()
    assert {name for (name,) in all_tables} - {name for _, name in tables(admin)} == {"migration"}
    assert len(tables(admin)) >= 8


def test_row_level_security_is_enabled_and_forced_on_every_table(admin):
    for oid, name in tables(admin):
        found = admin.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s", [oid])
        assert found.fetchone() == (True, True), name


def test_every_table_has_the_one_policy_for_every_operation(admin):
    """For reading and for writing alike; two tables without content have another one, for a role that nobody can be."""
    for_functions = {"memory": [("listing", ["pllm_owner"], "SELECT")], "work": [("leasing", ["pllm_owner"], "ALL")]}
    for _, name in tables(admin):
        policies = admin.execute(
            "SELECT policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies "
            "WHERE schemaname = 'pllm' AND tablename = %s ORDER BY policyname DESC",
            [name],
        ).fetchall()
        own, *others = policies
        assert own[:4] == ("own_rows", "PERMISSIVE", ["public"], "ALL"), name
        assert own[4] == own[5]
        assert re.sub(r"::text|[() ]", "", own[4]) == "user_id=NULLIFcurrent_setting'pllm.user_id',true,''", name
        assert [(other[0], other[2], other[3]) for other in others] == for_functions.get(name, [])


def test_every_index_begins_with_the_user(admin):
    """So does every primary key and every unique key: nobody can see that a key is taken by somebody else.

    The one of what is due does not: a worker takes what has waited longest. It is not unique, and holds times.
    """
    found = admin.execute(
        """
        SELECT i.indexrelid::regclass::text, a.attname, t.collname, i.indisprimary, c.relname
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
        JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS m ON m.oid = x.relam AND m.amname = 'btree'
        LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        LEFT JOIN pg_collation AS t ON t.oid = i.indcollation[0]
        WHERE c.relnamespace = 'pllm'::regnamespace AND c.relname <> 'migration'
        """
    ).fetchall()
    for index, first, collation, _, _ in found:
        expected = ("due_at", None) if re.search(r"\.work_(\d_)?due(_at_idx)?$", index) else ("user_id", "C")
        assert (first, collation) == expected, index
    assert {table for *_, primary, table in found if primary} == {name for _, name in tables(admin)}


def test_every_foreign_key_begins_with_the_user(admin):
    """Else a row of one user could hang on one of another."""
    found = admin.execute(
        """
        SELECT k.conname, here.attname, there.attname FROM pg_constraint AS k
        JOIN pg_attribute AS here ON here.attrelid = k.conrelid AND here.attnum = k.conkey[1]
        JOIN pg_attribute AS there ON there.attrelid = k.confrelid AND there.attnum = k.confkey[1]
        WHERE k.contype = 'f' AND k.connamespace = 'pllm'::regnamespace
        """
    ).fetchall()
    assert len(found) >= 7
    assert {(here, there) for _, here, there in found} == {("user_id", "user_id")}


def test_the_roles_can_do_no_more_than_they_must(admin):
    """The app owns nothing, is a member of nothing, and has four rights on tables; nobody can log in as the owner."""
    roles = admin.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles "
        "WHERE rolname IN ('pllm_app', 'pllm_owner') ORDER BY rolname"
    ).fetchall()
    assert roles == [("pllm_app", *[False] * 4, True), ("pllm_owner", *[False] * 5)]
    assert not admin.execute("SELECT FROM pg_auth_members WHERE member = 'pllm_app'::regrole").fetchall()
    assert not admin.execute(
        "SELECT FROM pg_shdepend WHERE refobjid = 'pllm_app'::regrole AND deptype = 'o'"
    ).fetchall()
    rights = "SELECT privilege_type FROM information_schema.role_table_grants WHERE grantee = %s AND table_name = %s"
    for _, name in tables(admin):
        granted = {right for (right,) in admin.execute(rights, ["pllm_app", name])}
        assert granted == (set() if is_part(admin, name) else {"SELECT", "INSERT", "UPDATE", "DELETE"}), name
        assert not admin.execute(rights, ["PUBLIC", name]).fetchall()
    assert admin.execute(rights, ["pllm_app", "migration"]).fetchall() == [("SELECT",)]


def test_no_view_and_no_function_runs_with_more_rights(admin):
    """Views would run as their owner; the functions that do give names and numbers, with a search path of their own."""
    assert not admin.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'pllm'::regnamespace AND relkind IN ('v', 'm')"
    ).fetchall()
    found = admin.execute(
        "SELECT proname, pg_get_function_result(oid), prosecdef, proconfig, proowner::regrole::text, "
        "has_function_privilege('pllm_app', oid, 'EXECUTE'), proacl::text LIKE '%%{=X%%' OR proacl IS NULL "
        "FROM pg_proc WHERE pronamespace = 'pllm'::regnamespace ORDER BY proname"
    ).fetchall()
    found = [(name, result, definer, tuple(set_), *more) for name, result, definer, set_, *more in found]
    assert {tuple(how) for _, _, *how in found} == {
        (True, ("search_path=pg_catalog, pg_temp",), "pllm_owner", True, False)
    }
    assert {name: result for name, result, *_ in found} == {
        "aside": "SETOF text",
        "lease": "TABLE(user_id text, token bigint, up_to bigint, attempts integer, is_aside boolean)",
        "queue": "TABLE(last text)",
        "users": "SETOF text",
    }


def test_every_statement_on_a_table_binds_the_user():
    """Also where the policy would do: an index, and in a cluster the shard, is found by it."""
    for name, sql in SQL.items():
        named = re.findall(rb"\bpllm\.(\w+)\b(?!')", sql)
        assert not named or b"%(user_id)s" in sql, name
        joined = len(re.findall(rb"\bJOIN pllm\.", sql))
        bound = len(re.findall(rb"user_id = %\(user_id\)s|USING \(user_id", sql))
        assert bound >= joined, name


# ── every table, every operation ─────────────────────────────────────────────────────────────────────

WRITES = {
    "update": "UPDATE pllm.{table} SET user_id = user_id",
    "give": "UPDATE pllm.{table} SET user_id = 'bob'",
    "delete": "DELETE FROM pllm.{table}",
}


async def test_without_a_user_nothing_is_seen_or_written(full, admin, app):
    """No setting, an empty one, or one that a transaction left behind as ''."""
    before = state_of_all(admin)
    assert all(before[table] for _, table in whole(admin))
    for _, table in whole(admin):
        for setting in (None, ""):
            with app.transaction(force_rollback=True):
                if setting is not None:
                    become(app, setting)
                assert app.execute(f"SELECT * FROM pllm.{table}").fetchall() == []
                for write in WRITES.values():
                    assert app.execute(write.format(table=table)).rowcount == 0
            refused_copies(app, table, setting)
    assert state_of_all(admin) == before


async def test_as_another_user_nothing_is_seen_or_written(full, admin, app):
    """Eve has no rows: whatever she asks for or writes, the rows of the others are not there for her."""
    before = state_of_all(admin)
    for _, table in whole(admin):
        with app.transaction(force_rollback=True):
            become(app, "eve")
            assert app.execute(f"SELECT * FROM pllm.{table}").fetchall() == []
            for write in WRITES.values():
                assert app.execute(write.format(table=table)).rowcount == 0
        refused_copies(app, table, "eve")
    assert state_of_all(admin) == before


async def test_as_oneself_only_ones_own(full, admin, app):
    """Ada sees and changes her rows; giving them to Bob, or making rows for Bob, is refused."""
    for _, table in whole(admin):
        with app.transaction(force_rollback=True):
            become(app, "ada")
            users = app.execute(f"SELECT DISTINCT user_id FROM pllm.{table}").fetchall()
            assert users == [("ada",)], table
            changed = app.execute(WRITES["update"].format(table=table)).rowcount
            assert changed == app.execute(f"SELECT count(*) FROM pllm.{table}").fetchone()[0]
        with refusal(), app.transaction():
            become(app, "ada")
            app.execute(WRITES["give"].format(table=table))
        with app.transaction(force_rollback=True):
            become(app, "ada")
            app.execute(WRITES["delete"].format(table=table))
            become(app, "bob")
            assert app.execute(f"SELECT count(*) FROM pllm.{table}").fetchone()[0]
        refused_copies(app, table, "ada", of="bob")


def refusal():
    return pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security")


def refused_copies(app, table, setting, of="ada"):
    """A row like one of somebody's cannot be put in under their name."""
    with app.transaction(force_rollback=True):
        become(app, of)
        columns = [one.name for one in app.execute(f"SELECT * FROM pllm.{table} LIMIT 1").description]
        row = app.execute(f"SELECT * FROM pllm.{table} LIMIT 1").fetchone()
    placeholders = ", ".join(["%s"] * len(columns))
    with refusal(), app.transaction():
        if setting is not None:
            become(app, setting)
        app.execute(f"INSERT INTO pllm.{table} ({', '.join(columns)}) VALUES ({placeholders})", row)


async def test_what_would_go_round_the_policies_is_refused(full, admin, app):
    """TRUNCATE, COPY, switching them off, becoming the owner, a function or an operator of one's own that looks on."""
    before = state_of_all(admin)
    attempts = [
        "TRUNCATE pllm.memory CASCADE",
        "COPY pllm.message FROM STDIN",
        "ALTER TABLE pllm.message DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE pllm.message NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON pllm.message",
        "CREATE POLICY mine ON pllm.message USING (true)",
        "SET ROLE pllm_owner",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE TABLE pllm.mine (x text)",
        "CREATE FUNCTION pllm.mine() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
        "CREATE TRIGGER spy BEFORE INSERT ON pllm.message EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "LOCK TABLE pllm.message IN ACCESS EXCLUSIVE MODE; ALTER TABLE pllm.message ADD x text",
        "DELETE FROM pllm.migration",
    ]
    for attempt in attempts:
        with (
            pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)),
            app.transaction(),
        ):
            app.execute(attempt)
    app.execute("SET row_security = off")  # then the server refuses rather than filters
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT * FROM pllm.message")
    app.execute("RESET row_security")
    with app.transaction():  # a cheap function of one's own, that the planner might ask before the policy
        app.execute(
            "CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 "
            "AS $$ BEGIN RAISE NOTICE 'seen %', $1; RETURN true; END $$"
        )
        seen = []
        app.add_notice_handler(lambda notice: seen.append(notice.message_primary))
        become(app, "eve")
        app.execute("SELECT * FROM pllm.message WHERE pg_temp.spy(content)")
    assert not seen
    assert state_of_all(admin) == before


async def test_the_parts_of_a_table_cannot_be_reached_by_themselves(full, admin, app):
    """They have the policy too, but nobody needs to rely on it: the app has no right on them."""
    for _, part in tables(admin):
        if is_part(admin, part):
            become(app, "ada")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"SELECT * FROM pllm.{part}")
            with admin.transaction(force_rollback=True):
                admin.execute(f"GRANT SELECT ON pllm.{part} TO pllm_app")
                admin.execute("SET LOCAL ROLE pllm_app")
                become(admin, "eve")
                assert not admin.execute(f"SELECT * FROM pllm.{part}").fetchall()


async def test_the_owner_sees_names_only(full, admin):
    """FORCE holds for the owner as well; the two tables that it may list hold nothing that was said."""
    with admin.transaction(force_rollback=True):
        admin.execute("SET LOCAL ROLE pllm_owner")
        for _, table in whole(admin):
            rows = admin.execute(f"SELECT t::text FROM pllm.{table} AS t").fetchall()
            assert len(rows) == (2 if table in ("memory", "work") else 0), table
            assert "marker" not in str(rows)


async def test_a_key_of_somebody_else_is_free(full):
    """The same ids under two users never meet: not as a conflict, not by being taken."""
    await full.apply(Scope("eve"), changes(message("m1", "other words", session="session marker-of-ada")))
    assert [one.content for one in await full.messages(Scope("eve"))] == ["other words"]
    with pytest.raises(Conflict):
        await full.apply(Scope("eve"), changes(message("m1", "yet other words")))


# ── who may come in ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        ("CREATE ROLE {role} LOGIN SUPERUSER", "is a superuser"),
        ("CREATE ROLE {role} LOGIN BYPASSRLS IN ROLE pllm_app", "has BYPASSRLS"),
        ("CREATE ROLE {role} LOGIN IN ROLE pllm_owner, pllm_app", "owns the tables"),
        (
            "CREATE ROLE {role} LOGIN IN ROLE pllm_app; GRANT pllm_owner TO {role} WITH INHERIT FALSE",
            "may become their owner",
        ),
    ],
)
async def test_a_role_that_policies_do_not_hold_for_is_refused(full, admin, postgres, make, reason):
    """With the reason and the way out; who says that they mean it comes in, and still sees one user at a time."""
    role = "pllm_test_strong"
    admin.execute(make.format(role=role))
    try:
        admin.execute(f"ALTER ROLE {role} PASSWORD 'of the app'")
        url = postgres.replace("pllm_app", role, 1)
        with pytest.raises(StoreError, match=f"{reason}.*pllm_app.*PLLM_INSECURE=1"):
            await PostgresStore(url).messages(ADA)
        insecure = PostgresStore(url, insecure=True)
        assert len(await insecure.messages(ADA)) == 1
        assert await insecure.messages(Scope("eve")) == []
        await insecure.close()
    finally:
        admin.execute(f"DROP ROLE {role}")


async def test_a_table_without_its_policy_is_noticed_and_mended(make_database):
    """An administrator switched it off, for a repair perhaps: nobody comes in until init has been run again."""
    from conftest import PASSWORD, named

    admin = make_database()
    done = await init(admin, password=PASSWORD)
    url = named(admin, done.database, user="pllm_app")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("ALTER TABLE pllm.message NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(StoreError, match=r"off for message.*pllm-memory init"):
            await PostgresStore(url).messages(ADA)
        await init(admin)
    store = PostgresStore(url)
    assert await store.messages(ADA) == []
    await store.close()
