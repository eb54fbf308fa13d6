"""What the benchmark copies into the tables is what the store would have written there."""

import sys
from pathlib import Path

import numpy as np
import psycopg
import pytest
from contract import ADA, BOB

from pllm_memory.stores.base import Embedded
from pllm_memory.stores.postgres import PostgresStore

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
                admin.execute(f"SELECT {named} FROM pllm.{table} WHERE user_id = %s ORDER BY 1, 2", [who]).fetchall()
                for who in ("ada", "bob")
            )
            assert ada
            assert ada == bob, table
    await store.apply(BOB, memory.changes)
    assert len(await store.candidates(BOB)) == 30
    await store.close()
