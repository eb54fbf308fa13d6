"""Large users' vectors stay in the database, where an index finds them; small users are compared exactly, as ever."""

import asyncio

import numpy as np
import psycopg
import pytest
from contract import ADA, BOB, NOON, changes, forget, message, vectors_of_model

from pllm_memory.errors import EmbedderMismatch
from pllm_memory.recall import BALANCED, recall
from pllm_memory.recall.question import Question
from pllm_memory.stores.base import Changes, Embedded
from pllm_memory.stores.columns import Near
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.near import join_index
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio

SIZE = 384
MANY = 1500
WORDS = "Lyon boat piano garden Tuesday espresso train café marathon violin harbour kettle ladder window".split()


TOPICS = np.random.default_rng(0).standard_normal((40, SIZE))


def near_a_topic(rng, rows):
    """Vectors as those of texts are: about topics, so that some are much nearer than others."""
    found = TOPICS[rng.integers(40, size=rows)] + 0.9 * rng.standard_normal((rows, SIZE))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


async def fill(store, scope, vectors, seed=0):
    rng = np.random.default_rng(seed)
    for start in range(0, len(vectors), 500):
        some = vectors[start : start + 500]
        said = [
            message(f"m{start + n}", " ".join(rng.choice(WORDS, 6)), session=f"s{(start + n) // 20}")
            for n in range(len(some))
        ]
        await store.apply(scope, changes(*said, vectors=some, fingerprint="a"))


class Asks:
    """Embeds every question as the vector that it was made with."""

    def __init__(self, vector):
        self.vector = vector

    async def fingerprint(self):
        return "a"

    async def embed(self, texts, *, kind):
        return np.repeat(self.vector[None], len(texts), axis=0)


async def found(store, scope, vector, question="Did the boat leave the harbour?", **given):
    candidates = await store.candidates(scope)
    context = await recall(store, Asks(vector), scope, candidates, question, limit=10, budget=800, **given)
    return [hit.message_ids[0] for hit in context.hits]


@pytest.fixture
async def stores(postgres):
    """One for which users are large, and one for which they are not, on the same database."""
    large, exact = PostgresStore(f"{postgres}&index_from={MANY}"), PostgresStore(postgres)
    yield large, exact
    await large.close()
    await exact.close()


async def indexed(store, scope):
    """Reads, which starts it, and waits until all vectors are in the index."""
    await store.candidates(scope)
    await asyncio.gather(*store._indexing.values())
    candidates = await store.candidates(scope)
    assert candidates.far is not None
    assert candidates.vectors.shape == (len(candidates), 0)
    return candidates


async def test_a_large_user_finds_what_comparing_all_finds(stores, initialised):
    """Recall@10 of whole recalls, and of nearness alone, against all vectors in memory: at least 0.99."""
    large, exact = stores
    rng = np.random.default_rng(1)
    vectors = near_a_topic(rng, MANY)
    await fill(large, ADA, vectors)
    await fill(large, BOB, near_a_topic(rng, MANY), seed=2)  # another large one in the same index
    asked = near_a_topic(rng, 40)
    all_of_them = await exact.candidates(ADA)
    expected = [await found(exact, ADA, vector) for vector in asked]
    nearest = [np.argsort(-all_of_them.cosines(vector), kind="stable")[:10] for vector in asked]
    await indexed(large, BOB)
    candidates = await indexed(large, ADA)
    hits = [len(set(want) & set(await found(large, ADA, vector))) for want, vector in zip(expected, asked, strict=True)]
    assert sum(hits) / (10 * len(asked)) >= 0.99
    nothing = np.empty(0, np.int64)
    near = [await candidates.far.near(candidates, vector, nothing, only=False) for vector in asked]
    got = [np.argsort(-candidates.cosines(one), kind="stable")[:10] for one in near]
    assert np.mean([len(set(a.tolist()) & set(b.tolist())) for a, b in zip(nearest, got, strict=True)]) >= 9.9
    assert Question.read("the boat", candidates.speakers, NOON).terms
    assert {t: len(candidates.rows(t)) for t in WORDS} == {t: len(all_of_them.rows(t)) for t in WORDS}


async def test_a_small_user_among_many_vectors_is_compared_exactly(stores, initialised):
    """Twenty memories among those of large users: none of them is in the index, all are found as before."""
    large, exact = stores
    rng = np.random.default_rng(3)
    await fill(large, BOB, near_a_topic(rng, MANY))
    await indexed(large, BOB)
    await fill(large, ADA, near_a_topic(rng, 20))
    for vector in near_a_topic(rng, 10):
        assert await found(large, ADA, vector) == await found(exact, ADA, vector)
    assert (await large.candidates(ADA)).far is None
    with psycopg.connect(initialised[0]) as admin:
        marked = admin.execute("SELECT user_id, count(*) FROM pllm.vector WHERE indexed GROUP BY 1").fetchall()
        assert marked == [("bob", MANY)]
        assert admin.execute("SELECT pg_relation_size('pllm.vector_near_384')").fetchone()[0] > MANY * SIZE * 2


async def test_the_index_is_what_is_asked(stores, initialised):
    """Of so many that looking at all is dearer, the plan is a walk through the index."""
    large, _ = stores
    await fill(large, ADA, near_a_topic(np.random.default_rng(4), MANY))
    candidates = await indexed(large, ADA)
    with psycopg.connect(initialised[0], autocommit=True) as admin:
        admin.execute("ANALYZE pllm.vector")
        zeros = "[" + ",".join(["0.1"] * SIZE) + "]"
        plan = admin.execute(
            "EXPLAIN SELECT seq FROM pllm.vector WHERE user_id = 'ada' AND indexed AND vector_dims(embedding) = 384 "
            "ORDER BY embedding::halfvec(384) <#> %s::halfvec(384) LIMIT 256",
            [zeros],
        ).fetchall()
    assert "vector_near_384" in str(plan)
    assert candidates.far is not None


async def test_what_is_new_and_what_is_forgotten(stores):
    """A large user goes on: new vectors join the index at once, forgotten ones are gone, in the process and outside."""
    large, _ = stores
    rng = np.random.default_rng(5)
    vectors = near_a_topic(rng, MANY + 1)
    await fill(large, ADA, vectors[:MANY])
    await indexed(large, ADA)
    await large.apply(ADA, changes(message("new", "the kettle sings")))
    assert (await large.candidates(ADA)).pending == 1
    embedded = Embedded(("new",), vectors[MANY:])
    await large.apply(ADA, Changes(embedded=embedded, fingerprint="a", created_at=NOON))
    assert (await large.candidates(ADA)).pending == 0
    assert "new" in await found(large, ADA, vectors[MANY])
    await large.apply(ADA, forget("new"))
    assert "new" not in await found(large, ADA, vectors[MANY])
    assert await large.check(ADA) == []
    assert (await large.erase(ADA)).messages == MANY
    assert len(await large.candidates(ADA)) == 0


async def test_only_what_had_been_said_by_then(stores):
    """Of few allowed rows each is compared, and the index, which knows no times, is not asked."""
    large, _ = stores
    rng = np.random.default_rng(6)
    vectors = near_a_topic(rng, MANY)
    await fill(large, ADA, vectors)
    candidates = await indexed(large, ADA)
    rows = np.arange(30)
    near = await candidates.far.near(candidates, vectors[7], rows, only=True)
    assert isinstance(near, Near)
    assert near.rows.tolist() == rows.tolist()
    assert int(np.argmax(candidates.cosines(near))) == 7
    assert await found(large, ADA, vectors[7], as_of=NOON, strategy=BALANCED)


async def test_where_the_index_has_too_few_all_are_compared(stores, initialised):
    """As when most of it is of others, or was switched off: slower, not wrong."""
    large, exact = stores
    rng = np.random.default_rng(7)
    await fill(large, ADA, near_a_topic(rng, MANY))
    expected = {n: await found(exact, ADA, vector) for n, vector in enumerate(near_a_topic(rng, 3))}
    await indexed(large, ADA)
    with psycopg.connect(initialised[0], autocommit=True) as admin:
        admin.execute("UPDATE pllm.vector SET indexed = false WHERE user_id = 'ada' AND seq > 100")
    again = np.random.default_rng(7)
    near_a_topic(again, MANY)
    for n, vector in enumerate(near_a_topic(again, 3)):
        assert len(set(expected[n]) & set(await found(large, ADA, vector))) >= 9


@pytest.mark.parametrize("size", [SIZE, 512], ids=["as-long", "longer"])
async def test_vectors_of_another_model_are_not_compared(stores, size):
    """Embedded again by another process, between reading the columns and comparing vectors."""
    large, exact = stores
    vectors = near_a_topic(np.random.default_rng(9), MANY)
    await fill(large, ADA, vectors)
    candidates = await indexed(large, ADA)
    others = np.random.default_rng(10).standard_normal((MANY, size)).astype(np.float32)
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    await exact.admit(ADA, "b")
    await exact.apply(ADA, vectors_of_model([f"m{n}" for n in range(MANY)], others, "b"))
    assert (await exact.candidates(ADA, model="b")).far is None
    await candidates.far.near(candidates, vectors[17], np.arange(5), only=False)
    await exact.settle(ADA, "b")
    for only in (False, True):
        with pytest.raises(EmbedderMismatch, match="'b'"):
            await candidates.far.near(candidates, vectors[17], np.arange(5), only=only)


async def test_stopped_anywhere_it_goes_on(stores):
    """Batch by batch, each in a transaction of its own; two at once do no harm."""
    large, exact = stores
    await fill(exact, ADA, near_a_topic(np.random.default_rng(8), MANY))
    task = asyncio.create_task(join_index(exact._database, ADA))
    await asyncio.sleep(0.3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await exact.candidates(ADA)).far is None
    await asyncio.gather(join_index(exact._database, ADA), join_index(exact._database, ADA))
    assert (await large.candidates(ADA)).far is not None
    await join_index(exact._database, Scope("nobody"))
