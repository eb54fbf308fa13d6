"""Rows and columns: what is kept in memory, what is read anew, what `check` finds."""

import asyncio
import random

import numpy as np
import psycopg
import pytest
from contract import ADA, BOB, NOON, WORDS, changes, embedded, forget, message, unit
from readings_contract import reading, readings, statement

from pllm_memory.errors import StoreTooNew
from pllm_memory.stores.base import Changes
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.database import Database
from pllm_memory.stores.sqlite import SQLiteStore
from pllm_memory.text import ANALYSIS_VERSION
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio


@pytest.fixture
def admin(initialised, postgres):
    with psycopg.connect(initialised[0], autocommit=True) as connection:
        yield connection


@pytest.fixture
async def store(postgres):
    opened = PostgresStore(postgres)
    yield opened
    await opened.close()


@pytest.fixture
def trips(monkeypatch):
    """The statements of each trip to the server that was made for a question."""
    made, real = [], Database.read

    async def read(self, scope, *queries):
        made.append([one.name for one in queries])
        return await real(self, scope, *queries)

    monkeypatch.setattr(Database, "read", read)
    return made


async def test_columns_are_those_of_the_default_store(store, folder):
    """Array by array, number by number, as long as nothing is forgotten."""
    default, chance, rng = SQLiteStore(folder), random.Random(3), np.random.default_rng(3)
    for step in range(12):
        said = [
            message(f"{step}-{n}", " ".join(chance.choices(WORDS, k=7)), session=chance.choice("abc"), name=name)
            for n, name in enumerate(chance.choices(["Max", None], k=chance.choice([1, 3, 30])))
        ]
        written = changes(*said, vectors=unit(rng, 1 + len(said) // 2), fingerprint="a")
        for one in (default, store):
            await one.apply(ADA, written)
    ours, theirs = await store.candidates(ADA), await default.candidates(ADA)
    assert (ours.fingerprint, ours.speakers, ours.vocabulary) == (
        theirs.fingerprint,
        theirs.speakers,
        theirs.vocabulary,
    )
    for name in ("keys", "session", "at", "speaker", "role", "length", "substance", "flags", "has_vector", "vectors",
                 "vector_sum"):  # fmt: skip
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), name)
    for term, number in theirs.vocabulary.items():
        postings = [one.inverted.postings(number, len(one)) for one in (ours, theirs)]
        np.testing.assert_array_equal(*postings, term)
    await default.close()


async def test_where_nothing_has_changed_one_trip_says_so(store, trips):
    """And what was read before is handed out again, as it is."""
    await store.apply(ADA, changes(message("m1")))
    first, said = await store.candidates(ADA), await store.statements(ADA)
    await store.apply(BOB, changes(message("m1")))
    trips.clear()
    assert await store.candidates(ADA) is first
    assert await store.statements(ADA) is said
    assert trips == [["state"], ["state"]]
    await store.apply(ADA, changes(message("m2")))
    trips.clear()
    assert len(await store.candidates(ADA)) == 2
    assert len(trips) == 2
    await store.apply(ADA, forget("m1"))
    trips.clear()
    assert len(await store.candidates(ADA)) == 1
    assert len(trips) == 3  # what was asked for was what is newer than rows that are no longer there


async def test_many_readers_of_one_user_at_once(store, postgres):
    """While another process writes: each sees a true picture, and rows are added once."""
    other = PostgresStore(postgres)

    async def read():
        for _ in range(30):
            found = await store.candidates(ADA)
            assert found.keys.tolist() == list(range(1, len(found) + 1))

    async def write():
        for number in range(40):
            await other.apply(ADA, changes(message(f"m{number}")))

    await asyncio.gather(write(), *(read() for _ in range(8)))
    assert len(await store.candidates(ADA)) == 40
    await other.close()


async def test_memory_for_columns_is_bounded(postgres):
    """The least recently used users go first; whoever is back is read again."""
    store = PostgresStore(postgres, cache_bytes=60_000)
    scopes = [Scope(f"user {n}") for n in range(20)]
    for scope in scopes:
        await store.apply(scope, changes(*(message(f"m{n}", f"word{n} said") for n in range(20))))
        await store.candidates(scope)
        assert store._cache._held <= 60_000
    held = set(store._cache._known)
    assert scopes[-1] in held
    assert scopes[0] not in held
    assert len(await store.candidates(scopes[0])) == 20
    await store.close()


async def test_terms_are_made_again_when_the_rules_have_changed(store, postgres, admin):
    """By the next one to read, or to write; what other processes have read is old then."""
    said = [message("m1", "the boat in Lyon"), message("m2", "a violin")]
    for act in (lambda one: one.candidates(ADA), lambda one: one.apply(ADA, changes(message("m3", "a boat")))):
        await store.apply(ADA, changes(*said))
        await store.candidates(ADA)
        admin.execute("UPDATE pllm.message SET terms = '', length = 0, flags = 99")
        admin.execute("INSERT INTO pllm.term SELECT 'ada', 99, 'stray'")
        admin.execute("UPDATE pllm.memory SET analysis = 0, last_term = 99, version = nextval('pllm.change')")
        other = PostgresStore(postgres)
        await act(other)
        assert await store.check(ADA) == []
        assert (await store.candidates(ADA)).rows("boat").tolist()[:1] == [0]
        assert "stray" not in (await store.candidates(ADA)).vocabulary
        await other.close()
        await store.apply(ADA, forget("m3"))


async def test_terms_by_rules_that_we_do_not_know_are_refused(store, admin):
    """Rather than read wrongly, or turned back."""
    await store.apply(ADA, changes(message("m1")))
    admin.execute("UPDATE pllm.memory SET analysis = %s", [ANALYSIS_VERSION + 1])
    with pytest.raises(StoreTooNew):
        await store.candidates(ADA)
    with pytest.raises(StoreTooNew):
        await store.apply(ADA, changes(message("m2")))


async def test_check_finds_what_is_wrong(store, admin):
    """Terms that are not what the message says, words that nobody said, vectors of two sizes, counters left behind."""
    said = [message("m1", "the boat in Lyon"), message("m2", "a violin")]
    await store.apply(ADA, changes(*said, vectors=unit(np.random.default_rng(1), 2)))
    assert await store.check(ADA) == []
    for sql, expected in {
        "UPDATE pllm.message SET terms = '' WHERE seq = 1": "messages that are indexed wrongly: 1",
        "UPDATE pllm.message SET substance = 99": "messages that are indexed wrongly: 2",
        "INSERT INTO pllm.term SELECT 'ada', 99, 'stray'": "terms that no message has: 1",
        "UPDATE pllm.vector SET embedding = '[1,2,3]' WHERE seq = 1": "wrong vector sizes: 1",
        "UPDATE pllm.message SET session = session + seq - 1": "sessions with several numbers: 1",
        "UPDATE pllm.memory SET last_seq = 1": "rows beyond the counters: 1",
    }.items():
        keep(admin)
        admin.execute(sql)
        assert expected in await store.check(ADA), sql
        restore(admin)


def keep(admin):
    """Copies the rows that a test is going to spoil."""
    for name in ("message", "vector", "memory"):
        admin.execute(f"CREATE TEMP TABLE kept_{name} AS TABLE pllm.{name}")


def restore(admin):
    """Puts them back."""
    admin.execute(
        "UPDATE pllm.message AS m SET terms = k.terms, substance = k.substance, session = k.session "
        "FROM kept_message AS k WHERE k.seq = m.seq"
    )
    admin.execute("UPDATE pllm.vector AS v SET embedding = k.embedding FROM kept_vector AS k WHERE k.seq = v.seq")
    admin.execute("UPDATE pllm.memory AS m SET last_seq = k.last_seq FROM kept_memory AS k")
    admin.execute("DELETE FROM pllm.term WHERE term = 'stray'")
    for name in ("message", "vector", "memory"):
        admin.execute(f"DROP TABLE kept_{name}")


async def test_a_reading_may_come_with_its_message_and_its_vector(store):
    """All that one transaction can do, in one."""
    said = message("m1", "I moved to Lyon.")
    everything = Changes(
        messages=changes(said).messages,
        embedded=embedded(["m1"], [[1.0, 0.0]]),
        readings=readings(reading(statement())).readings,
        fingerprint="a",
        created_at=NOON,
    )
    await store.apply(ADA, everything)
    assert [one.object for one in (await store.statements(ADA)).items] == ["Lyon"]
    assert (await store.candidates(ADA)).embedded == 1
    assert (await store.apply(ADA, everything)).added == ()
