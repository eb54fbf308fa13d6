"""What the benchmark copies into the tables is what the store would have written there."""

import json
import os
import re
import sys
from itertools import chain
from pathlib import Path

import numpy as np
import psycopg
import pytest
from contract import ADA, BOB
from test_postgres_near import Asks, fill, near_a_topic
from test_postgres_one_partition import ONE_USER, values

from pllm_memory.recall import recall
from pllm_memory.stores.base import Embedded
from pllm_memory.stores.parts import summed
from pllm_memory.stores.postgres import PostgresStore, halfvec
from pllm_memory.stores.postgres.checks import DOOR
from pllm_memory.stores.sqlite import SQLiteStore
from pllm_memory.stores.sqlite.catalog import path_of

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

pytestmark = pytest.mark.anyio


async def test_copied_rows_are_those_of_the_ordinary_path(postgres, initialised):
    from dataclasses import replace

    from bulk import COLUMNS, Memory, load
    from texts import conversation

    vectors = np.eye(30, 8, dtype=np.float16)
    memory = Memory.of(conversation(30, seed=1), vectors)
    embedded = Embedded(tuple(one.id for one, _ in memory.changes.messages), vectors)
    store = PostgresStore(postgres)
    await store.apply(ADA, replace(memory.changes, embedded=embedded))
    load(initialised[0], [("bob", 0, vectors)], [memory])
    assert await store.check(BOB) == []
    assert [one.to_dict() for one in await store.messages(BOB)] == [one.to_dict() for one in await store.messages(ADA)]
    with psycopg.connect(initialised[0]) as admin:
        for table, columns in COLUMNS.items():
            named = ", ".join(name for name in columns if name != "user_id")
            ada, bob = (
                admin.execute(f"SELECT {named} FROM pllm.{table} WHERE user_id = %s ORDER BY {named}", [who]).fetchall()
                for who in ("ada", "bob")
            )
            assert ada
            assert ada == bob, table
    await store.apply(BOB, memory.changes)
    assert len(await store.candidates(BOB)) == 30
    await store.close()


async def test_a_copied_file_is_as_the_store_would_have_made_it(tmp_path):
    """All that is kept of the user, to the last byte, and the list of users is made again."""
    from dataclasses import replace

    from bulk import Memory, copy_file
    from texts import conversation

    memory = Memory.of(conversation(30, seed=1), np.eye(30, 8, dtype=np.float16))
    ids = tuple(one.id for one, _ in memory.changes.messages)
    vectors = np.random.default_rng(0).standard_normal((30, 8)).astype(np.float16)
    for scope, given in ((ADA, memory.vectors), (BOB, vectors)):
        store = SQLiteStore(tmp_path / scope.user_id)
        await store.apply(scope, replace(memory.changes, embedded=Embedded(ids, given)))
        await store.close()
    copy_file(tmp_path / "ada", path_of(tmp_path / "ada", ADA).read_bytes(), "bob", vectors)
    (tmp_path / "ada" / "catalog.db").unlink()
    both, bobs = SQLiteStore(tmp_path / "ada"), SQLiteStore(tmp_path / "bob")
    assert sorted([user_id async for user_id in both.users()]) == ["ada", "bob"]
    assert await summed(both.dump(BOB)) == await summed(bobs.dump(BOB))
    assert await both.check(BOB) == []
    await both.close()
    await bobs.close()


OTHERS, EACH = int(os.environ.get("PLLM_TEST_OTHERS", "1100")), 100
"""A million memories and more are those of 10,000 others: that takes a while."""


@pytest.fixture
def crowd(postgres, initialised):
    """A hundred thousand memories of others; where all of them are."""
    from bulk import Memory, load
    from texts import conversation

    vectors = near_a_topic(np.random.default_rng(0), 20_000).astype(np.float16)
    template = Memory.of(conversation(EACH, seed=0), vectors)
    starts = np.random.default_rng(1).integers(len(vectors) - EACH, size=OTHERS)
    users = ((f"other {n}", 0, vectors[start : start + EACH]) for n, start in enumerate(starts.tolist()))
    load(initialised[0], users, [template])
    with psycopg.connect(initialised[0], autocommit=True) as admin:
        admin.execute("ANALYZE pllm.memory, pllm.message, pllm.term, pllm.vector, pllm.reading")
    return postgres


async def test_who_has_twenty_memories_among_a_hundred_thousand_finds_each(crowd, initialised, tmp_path):
    """All twenty are compared, as in a file of their own, and no plan so much as looks at the others' rows."""
    store, rng = PostgresStore(crowd), np.random.default_rng(2)
    mine = near_a_topic(rng, 20)
    await fill(store, ADA, mine)
    candidates = await store.candidates(ADA)
    file = SQLiteStore(tmp_path)
    await fill(file, ADA, mine)
    alone = await file.candidates(ADA)
    await file.close()
    assert np.array_equal(candidates.vectors, mine.astype(np.float16))
    for vector in near_a_topic(rng, 20):
        assert candidates.cosines(vector).tolist() == alone.cosines(vector).tolist()
        context = await recall(store, Asks(vector), ADA, candidates, "Where is the boat?", limit=20, budget=5000)
        assert len({id_ for hit in context.hits for id_ in hit.message_ids}) == 20
    await store.close()
    with psycopg.connect(initialised[0]) as admin:
        assert admin.execute("SELECT count(*) FROM pllm.vector").fetchone()[0] > 100_000
        [[oid, array_oid, *_]] = admin.execute(DOOR["vector_type"]).fetchall()
        halfvec.register(admin, oid, array_oid)
        reading = {name: sql for name, sql in ONE_USER.items() if not re.search(rb"\b(INSERT|UPDATE|DELETE)\b", sql)}
        assert len(reading) > 20
        for name, sql in reading.items():
            [(plan,)] = admin.execute(b"EXPLAIN (ANALYZE, FORMAT JSON) " + sql, values(sql)).fetchall()
            assert all(rows <= 60 for rows in _looked_at(plan)), (name, json.dumps(plan, indent=1))


def _looked_at(plan):
    """How many rows each scan of a table has looked at."""
    if isinstance(plan, list):
        return list(chain.from_iterable(map(_looked_at, plan)))
    if not isinstance(plan, dict):
        return []
    looked = (
        plan.get("Actual Rows", 0)
        + plan.get("Rows Removed by Filter", 0)
        + plan.get("Rows Removed by Index Recheck", 0)
    )
    return ([looked * plan["Actual Loops"]] if "Relation Name" in plan else []) + _looked_at(list(plan.values()))
