"""Every statement stays with one user's part of the tables: what a cluster needs to send it to one machine.

The statements are found, not listed; one that needs a value that is not known here fails until it has one.
"""

import re
from pathlib import Path

import numpy as np
import psycopg
import pytest
from conftest import emptied
from contract import ADA
from readings_contract import fill

from pllm_memory.errors import ConfigError
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.database import SQL, Database
from pllm_memory.stores.postgres.halfvec import HalfVector
from pllm_memory.stores.postgres.setup import init
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[2] / "docs" / "scale.md"

ARRAYS = {"text": ["m1", "m2"], "boolean": [True, False], "bytea": [b"", b""], "double precision": [0.5, 1.0]}
VALUES = {
    "vectors": [HalfVector(np.ones(2, np.float16))] * 2, "analysis": 1, "fingerprint": "a", "version": 3,
    "changed": True, "gone": True, "said": True, "last": 0, "limit": 5, "now": 9, "extractor": "rules/1",
    "session_id": "s", "first": 0, "margin": 2, "snapshot": "x", "created_at": 9, "last_seq": 5, "last_session": 5,
    "last_term": 5, "signature": "00000000-0000-0000-0000-000000000000", "kept": 3,
    "asked": HalfVector(np.ones(384, np.float16)), "namespace": '["notes"]', "key": "tea", "at": 9,
    "after_seq": 0, "after_text": "", "after_key": "", "after_place": -1, "main": "a", "beside": "b",
    "token": 1, "lasting": 9, "up_to": 5, "doing": "rules/1", "problem": "x", "again_in": 9,
}  # fmt: skip
NAMESPACES = {"exact": '["notes"]', "first": '["notes",', "after": '["notes"-'}
"""What bounds a namespace; elsewhere "first" is a time."""
ONE_USER = {name: sql for name, sql in SQL.items() if re.search(rb"\b(FROM|JOIN|INTO|UPDATE) pllm\.", sql)}


def values(sql):
    """A value for every name in a statement; of an array, by its type."""
    given = {}
    known = VALUES | NAMESPACES if b"%(exact)s" in sql else VALUES
    for name, kind in re.findall(r"%\((\w+)\)[sb](?:::([a-z ]+)\[\])?", sql.decode()):
        given[name] = "ada" if name == "user_id" else ARRAYS.get(kind, [1, 2]) if kind else known[name]
    return given


def parts_of(plan):
    """The numbers of all parts that a plan looks at or changes."""
    if isinstance(plan, list):
        return set().union(*map(parts_of, plan))
    if not isinstance(plan, dict):
        return set()
    found = re.findall(r"_(\d+)$", plan.get("Relation Name", ""))  # of an INSERT it is the whole table
    return set(found).union(*map(parts_of, plan.values()))


@pytest.fixture
async def store(divided):
    opened = PostgresStore(emptied(*divided))
    for number in range(20):
        await fill(opened, Scope(f"user{number}"), "words")
    await fill(opened, ADA, "words")
    yield opened
    await opened.close()


def test_every_statement_binds_the_user():
    """And names no user of its own."""
    assert len(ONE_USER) > 40
    for name, sql in ONE_USER.items():
        assert b"%(user_id)s" in sql, name


@pytest.fixture
async def unbound(store, divided):
    """The same for an administrator, who is bound by no policy: those lead to one part by themselves."""
    opened = PostgresStore(divided[0], insecure=True)
    await opened.messages(ADA)
    yield opened._database
    await opened.close()


async def test_every_plan_touches_one_partition(unbound):
    """By the user that the statement binds, without help from the policies."""
    parts = {}

    async def explain(work):
        for name, sql in ONE_USER.items():
            cursor = await work._connection.execute(b"EXPLAIN (FORMAT JSON) " + sql, values(sql), binary=True)
            [(plan,)] = await cursor.fetchall()
            parts[name] = parts_of(plan)

    await unbound.write(ADA, explain)
    assert parts.keys() == ONE_USER.keys()
    for name, found in parts.items():
        assert len(found) == 1 or (not found and ONE_USER[name].startswith(b"INSERT")), (name, found)


def test_every_table_is_among_those_that_a_cluster_distributes(divided):
    """The page lists them; what others refer to comes before those, as a cluster wants it."""
    listed = re.findall(r"create_(distributed|reference)_table\('pllm\.(\w+)'", PAGE.read_text())
    with psycopg.connect(divided[0]) as admin:
        tables = {
            name: set(needs)
            for name, needs in admin.execute(
                "SELECT c.relname::text, ARRAY(SELECT t.relname::text FROM pg_constraint AS k JOIN pg_class AS t "
                "ON t.oid = k.confrelid WHERE k.conrelid = c.oid AND k.contype = 'f' AND NOT t.relispartition) "
                "FROM pg_class AS c WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind IN ('r', 'p') "
                "AND NOT c.relispartition"
            )
        }
    assert sorted(name for _, name in listed) == sorted(tables)
    assert [name for kind, name in listed if kind == "reference"] == ["migration"]
    for number, (_, name) in enumerate(listed):
        assert tables[name] <= {before for _, before in listed[:number]}, name


async def test_a_statement_without_the_user_is_noticed(unbound):
    """The test above can fail."""

    async def explain(work):
        cursor = await work._connection.execute(b"EXPLAIN (FORMAT JSON) SELECT count(*) FROM pllm.message", binary=True)
        [(plan,)] = await cursor.fetchall()
        return parts_of(plan)

    assert len(await unbound.write(ADA, explain)) == 4


async def test_what_the_database_does_by_itself_touches_one_partition(store, divided, monkeypatch):
    """Foreign keys, and what is deleted with a row: whatever a whole life of a user locks is of one part."""
    seen, real = set(), Database._transaction

    def transaction(self, connection, scope, **given):
        return _Watched(real(self, connection, scope, **given), seen)

    monkeypatch.setattr(Database, "_transaction", transaction)
    user = Scope("eve")
    await fill(store, user, "words")
    await store.candidates(user)
    await store.erase(user)
    assert any(re.search(r"^(message|vector)_\d$", name) for name in seen)
    assert len({re.search(r"_(\d)(_|$)", name)[1] for name in seen if re.search(r"_\d(_|$)", name)}) == 1, seen


class _Watched:
    """A transaction that says at its end which relations it has written to."""

    def __init__(self, transaction, seen):
        self._transaction, self._seen = transaction, seen

    async def __aenter__(self):
        self._work = await self._transaction.__aenter__()
        return self._work

    async def __aexit__(self, kind, *error):
        if kind is None:
            cursor = await self._work._connection.execute(
                b"SELECT c.relname FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation "
                b"WHERE l.pid = pg_backend_pid() AND l.mode = 'RowExclusiveLock' "
                b"AND c.relnamespace = 'pllm'::regnamespace"
            )
            self._seen.update(name for (name,) in await cursor.fetchall())
        return await self._transaction.__aexit__(kind, *error)


async def test_the_number_of_partitions_is_said_once(divided):
    """Again the same, or none, is no error; another one is."""
    assert (await init(divided[0])).partitions == 4
    assert (await init(divided[0], partitions=4)).applied == 0
    with pytest.raises(ConfigError, match="have 4 partitions"):
        await init(divided[0], partitions=8)
