"""What is measured. Each section is a function from a size to rows; a row has its times and its ratios."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import apsw
import numpy as np
from clocks import Action, Tick, Times, interleaved, row
from embedders import Charged, DrawnVectors
from packaging.requirements import Requirement
from texts import conversation, questions

import pllm_memory
from pllm_memory.bench.cases import Case
from pllm_memory.bench.rivals import RIVALS
from pllm_memory.bench.systems import CannotRun, Ours, Weighs
from pllm_memory.config import Settings
from pllm_memory.memory import AsyncMemory, AsyncUserMemory
from pllm_memory.models.local import LocalEmbedder
from pllm_memory.recall import BALANCED, FAST
from pllm_memory.text import embeddable
from pllm_memory.types import Message

Rows = list[dict[str, Any]]

_PARTS = {"message": "text", "session": "text", "analysis": "words", "term": "words", "vector": "vectors"}
"""What a table of a user's file counts as; its indexes count with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured.

    Attributes:
        messages: How many messages a user has, one row each.
        rounds: A ratio is taken in each, and their median reported.
        asked: Questions in a round.
        batches: Messages in one `remember`.
        batched: How many messages are remembered in each round, for each size of batch.
        others: How many other users there are, one row each.
        user: How many messages the user has who is asked meanwhile.
        compared: How many messages the other libraries are given.
        starts: How often Python is started.
    """

    messages: tuple[int, ...] = (1_000, 10_000, 50_000, 100_000)
    rounds: int = 5
    asked: int = 30
    batches: tuple[int, ...] = (64, 512)
    batched: int = 512
    others: tuple[int, int] = (10, 5_000)
    user: int = 1_000
    compared: int = 1_000
    starts: int = 8


FULL = Size()
QUICK = Size(
    messages=(50, 200),
    rounds=2,
    asked=3,
    batches=(4, 8),
    batched=8,
    others=(2, 10),
    user=50,
    compared=15,
    starts=1,
)


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder, for as long as it is needed."""
    path = Path(tempfile.mkdtemp(prefix="pllm-speed-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@asynccontextmanager
async def memory(path: Path, embedder: Any) -> AsyncIterator[AsyncMemory]:
    """Our memory in a folder, with the settings that it has by default, whatever this machine's are; read by rules."""
    async with AsyncMemory(f"sqlite:///{path}", embedder=embedder, tagger="none", settings=Settings()) as opened:
        yield opened


def _add(times: dict[str, Times], taken: Mapping[str, list[float]]) -> None:
    for name, seconds in taken.items():
        times.setdefault(name, []).append(seconds)


# ── growth: recall, cold opens and bytes, by the number of messages ──────────────────────────────────


async def growth(size: Size, tick: Tick) -> dict[str, Rows]:
    """Recall over embedding its question, warm, after a write and after opening; bytes on disk a message."""
    embedder = DrawnVectors()
    with folder() as path:
        async with memory(path, embedder) as opened:
            for count in size.messages:
                await opened.for_user(str(count)).remember(conversation(count, seed=count))
                tick()
            warm = await _warm(opened, embedder, size, tick)
        return {"recall": warm, "open": await _opens(path, embedder, size, tick), "disk": _disk(path, size)}


def growth_steps(size: Size) -> int:
    """How often `growth` ticks."""
    return len(size.messages) * (1 + 2 * size.rounds)


async def _warm(opened: AsyncMemory, embedder: DrawnVectors, size: Size, tick: Tick) -> Rows:
    times: dict[int, dict[str, Times]] = {count: {} for count in size.messages}
    writes = iter(conversation(100_000, seed=1, prefix="new"))
    for count in size.messages:
        await opened.for_user(str(count)).recall("What is it?")
    for number in range(size.rounds):
        asked = questions(size.asked, seed=number)
        for count in size.messages:
            actions = _recalls(opened.for_user(str(count)), embedder, writes)
            _add(times[count], await interleaved(actions, asked, seed=number))
            _add(times[count], {_BY_ITSELF: await _one_after_the_other(opened.for_user(str(count)), asked)})
            tick()
    return [
        row(taken[name], taken["embed"], messages=count, what=name, embed=row(taken["embed"], taken["embed"])["p50"])
        for count, taken in times.items()
        for name in taken
        if name != "embed"
    ]


_BY_ITSELF = "FAST, nothing between"


async def _one_after_the_other(user: AsyncUserMemory, asked: Sequence[str]) -> list[float]:
    """What `FAST` takes where nothing runs between two questions, as without a model."""
    fast: Action[str] = Action(lambda question: user.recall(question, strategy=FAST))
    await user.recall(asked[0], strategy=FAST)  # what the last write has left to do
    return [await fast.seconds(question) for question in asked]


def _recalls(user: AsyncUserMemory, embedder: DrawnVectors, writes: Iterator[Message]) -> dict[str, Action[str]]:
    async def write(_: str) -> None:
        await user.remember(next(writes))

    async def settle(question: str) -> None:
        """What the write before it has left to do is not this recall's."""
        await user.recall(question, strategy=FAST)
        await user.recall(question)

    return {
        "embed": Action(lambda question: embedder.embed([question], kind="query")),
        "BALANCED": Action(user.recall, before=settle),
        "FAST": Action(lambda question: user.recall(question, strategy=FAST), before=settle),
        "BALANCED after a write": Action(user.recall, before=write),
        "FAST after a write": Action(lambda question: user.recall(question, strategy=FAST), before=write),
    }


async def _opens(path: Path, embedder: DrawnVectors, size: Size, tick: Tick) -> Rows:
    """The first FAST recall of a user whose file is closed: in the system's cache, and not in it."""
    times: dict[int, dict[str, Times]] = {count: {} for count in size.messages}
    for number in range(size.rounds):
        asked = questions(3, seed=number)
        for count in size.messages:
            _add(times[count], await interleaved(_first_recalls(path, str(count), embedder), asked, seed=number))
            tick()
    return [
        row(taken[name], taken["embed"], messages=count, what=name)
        for count, taken in times.items()
        for name in ("in cache", "from disk")
    ]


def _first_recalls(path: Path, user_id: str, embedder: DrawnVectors) -> dict[str, Action[str]]:
    async def first(question: str) -> None:
        async with memory(path, embedder) as opened:
            await opened.for_user(user_id).recall(question, strategy=FAST)

    async def forget_pages(_: str) -> None:
        _forget_pages(path)

    return {
        "embed": Action(lambda question: embedder.embed([question], kind="query")),
        "in cache": Action(first),
        "from disk": Action(first, before=forget_pages),
    }


def _forget_pages(path: Path) -> None:
    """Asks the system to let go of what it keeps of these files in memory."""
    for file in path.rglob("*.db"):
        handle = os.open(file, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def _disk(path: Path, size: Size) -> Rows:
    found = (_file_sizes(file) for file in sorted(path.glob("??/*.db")))
    by_messages = sorted((messages, parts) for messages, parts in found if messages >= min(size.messages))
    return [{"messages": messages, **parts} for messages, parts in by_messages]


def _file_sizes(file: Path) -> tuple[int, dict[str, float]]:
    """How many messages a file has, and bytes for each, by what they are for."""
    database = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    count, characters = database.execute("SELECT count(*), sum(length(content)) FROM message").fetchall()[0]
    parts: dict[str, float] = dict.fromkeys(("text", "words", "vectors", "rest"), 0.0)
    tables = "SELECT m.tbl_name, sum(d.pgsize) FROM dbstat AS d LEFT JOIN sqlite_schema AS m USING (name) GROUP BY 1"
    for table, used in database.execute(tables).fetchall():
        parts[_PARTS.get(table, "rest")] += used / count
    database.close()
    return count, {"total": file.stat().st_size / count, **parts, "characters": characters / count}


# ── remember ─────────────────────────────────────────────────────────────────────────────────────────


async def remember(size: Size, tick: Tick) -> dict[str, Rows]:
    """Remembering over embedding the same texts alone, with the default model."""
    embedder = LocalEmbedder()
    await embedder.embed(["The model is loaded at its first use."], kind="document")
    with folder() as path:
        async with memory(path, embedder) as real, memory(path / "drawn", DrawnVectors(embedder)) as drawn:
            rows = [await _remember_by(real, drawn, embedder, batch, size, tick) for batch in (1, *size.batches)]
    return {"remember": rows}


def remember_steps(size: Size) -> int:
    """How often `remember` ticks."""
    return size.rounds * (1 + len(size.batches))


async def _remember_by(
    real: AsyncMemory, drawn: AsyncMemory, embedder: LocalEmbedder, batch: int, size: Size, tick: Tick
) -> dict[str, Any]:
    times: dict[str, Times] = {}
    actions: dict[str, Action[list[Message]]] = {
        "embed": Action(lambda messages: embedder.embed([embeddable(m) for m in messages], kind="document")),
        "remember": Action(real.for_user(f"by {batch}").remember),
        "without the model": Action(drawn.for_user(f"by {batch}").remember),
    }
    for number in range(size.rounds):
        said = conversation(max(batch, size.batched if batch > 1 else size.asked), seed=number, prefix=f"{number}-")
        batches = [said[start : start + batch] for start in range(0, len(said), batch)]
        _add(times, await interleaved(actions, batches, seed=number))
        tick()
    compared = row(times["remember"], times["embed"], batch=batch)
    without = row(times["without the model"], times["embed"])
    return {
        **compared,
        "throughput": 1 / compared["ratio"],
        "throughput_low": 1 / compared["high"],
        "throughput_high": 1 / compared["low"],
        "embed_a_second": 1000 * batch / row(times["embed"], times["embed"])["p50"],
        "a_second": 1000 * batch / compared["p50"],
        "a_second_without_model": 1000 * batch / without["p50"],
        "p50_without_model": without["p50"],
    }


# ── other users ──────────────────────────────────────────────────────────────────────────────────────


async def others(size: Size, tick: Tick) -> dict[str, Rows]:
    """The same user's recall, with few and with many others in the same memory, who are active too."""
    embedder = DrawnVectors()
    few, many = size.others
    with folder() as path:
        async with memory(path / "few", embedder) as one, memory(path / "many", embedder) as other:
            await _fill(one, few, size, tick)
            await _fill(other, many, size, tick)
            actions = {
                "few": _recall_among(one, few),
                "many": _recall_among(other, many),
                "few, FAST": _recall_among(one, few, strategy=FAST),
                "many, FAST": _recall_among(other, many, strategy=FAST),
            }
            times: dict[str, Times] = {}
            for number in range(size.rounds):
                _add(times, await interleaved(actions, questions(size.asked, seed=number), seed=number))
                tick()
    return {
        "others": [
            row(times[f"{which}{ending}"], times[f"few{ending}"], users=count, strategy=name)
            for name, ending in (("BALANCED", ""), ("FAST", ", FAST"))
            for which, count in (("few", few), ("many", many))
        ]
    }


def others_steps(size: Size) -> int:
    """How often `others` ticks."""
    return sum(size.others) + size.rounds


async def _fill(opened: AsyncMemory, count: int, size: Size, tick: Tick) -> None:
    await opened.for_user("ada").remember(conversation(size.user, seed=0))
    for number in range(count):
        await opened.for_user(f"other {number}").remember(conversation(10, seed=number))
        tick()


def _recall_among(opened: AsyncMemory, count: int, *, strategy: Any = BALANCED) -> Action[str]:
    ada, chance = opened.for_user("ada"), np.random.default_rng(0)

    async def another(question: str) -> None:
        await opened.for_user(f"other {chance.integers(count)}").recall(question, strategy=FAST)

    return Action(lambda question: ada.recall(question, strategy=strategy), before=another)


# ── beside other libraries ───────────────────────────────────────────────────────────────────────────


class MessageByMessage(Ours):
    """Ours, called as an agent calls it, which is also how mem0 is called."""

    async def remember(self, case: Case) -> None:
        """A call for each message."""
        for message in case.messages:
            await self._memory.for_user(case.user_id).remember(message)


async def rivals(size: Size, tick: Tick) -> dict[str, Rows]:
    """Ingest and search, the same messages and the same model, over ours."""
    meter = Charged(LocalEmbedder())
    systems, missing = _systems(meter)
    said = tuple(conversation(size.compared, seed=0))
    asked = questions(size.asked, seed=0)
    times: dict[str, dict[str, Times]] = {}
    weights: dict[str, int] = {}
    try:
        for number in range(-1, 3):  # the round before the first fills the meter's cache
            case = Case(user_id=f"round{number}", messages=said, questions=())
            taken = await _compare(systems, case, asked, meter, seed=number)
            for name in taken if number >= 0 else ():
                _add(times.setdefault(name, {}), taken[name])
            for name, system in systems.items():
                if number < 0 and isinstance(system, Weighs):
                    weights[name] = await system.bytes_on_disk(case.user_id)
                await system.forget(case.user_id)
            if number < 0:
                await meter.take_prices()
            tick()
    finally:
        for system in systems.values():
            await system.close()
    return {"rivals": [*_rival_rows(times, weights, size), *missing]}


def rivals_steps(size: Size) -> int:
    """How often `rivals` ticks."""
    del size
    return 4


def _systems(meter: Charged) -> tuple[dict[str, Any], Rows]:
    found: dict[str, Any] = {
        "ours": Ours(meter, BALANCED),
        "ours, FAST": Ours(None, FAST),
        "ours, message by message": MessageByMessage(meter, BALANCED),
    }
    missing: Rows = []
    for name, make in RIVALS.items():
        try:
            found[name] = make(meter)
        except CannotRun as error:
            missing.append({"system": name, "missing": str(error)})
    return found, missing


async def _compare(
    systems: Mapping[str, Any], case: Case, asked: Sequence[str], meter: Charged, *, seed: int
) -> dict[str, dict[str, list[float]]]:
    """Seconds of each system for all messages and for each question, with and without embedding."""
    taken: dict[str, dict[str, list[float]]] = {name: {} for name in systems}

    async def timed(name: str, what: str, call: Any) -> None:
        saved, start = meter.saved, time.perf_counter()
        await call
        wall = time.perf_counter() - start
        taken[name].setdefault(what, []).append(wall)
        taken[name].setdefault(f"{what} and embed", []).append(wall + meter.saved - saved)

    order = np.random.default_rng(abs(seed))
    for name in order.permutation(sorted(systems)).tolist():
        await timed(name, "ingest", systems[name].remember(case))
    for question in asked:
        for name in order.permutation(sorted(systems)).tolist():
            await timed(name, "search", systems[name].search(case.user_id, question, k=10, at=None))
    return taken


def _rival_rows(times: Mapping[str, Mapping[str, Times]], weights: Mapping[str, int], size: Size) -> Iterator[Any]:
    for name, taken in times.items():
        kinds = {what: row(found, times["ours"][what]) for what, found in taken.items()}
        disk = weights.get(name)
        yield {"system": name, "bytes": disk and disk / size.compared, "messages": size.compared, **kinds}


# ── starting and installing ──────────────────────────────────────────────────────────────────────────


async def start(size: Size, tick: Tick) -> dict[str, Rows]:
    """Importing the library in a new process over importing numpy; and what the core weighs on disk."""
    codes = {"import pllm_memory": "import pllm_memory", "import numpy": "import numpy", "nothing": "pass"}
    actions = {name: Action(_runner(code)) for name, code in codes.items()}
    times: dict[str, Times] = {}
    await interleaved(actions, [0], seed=0)
    for number in range(size.starts):
        _add(times, await interleaved(actions, range(3), seed=number))
        tick()
    return {
        "start": [row(times[name], times["import numpy"], what=name) for name in codes],
        "install": _installed(),
    }


def start_steps(size: Size) -> int:
    """How often `start` ticks."""
    return size.starts


def _runner(code: str) -> Any:
    async def run(_: int) -> None:
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], check=True)

    return run


def _installed() -> Rows:
    """Megabytes of the core and of all that it needs, without extras, as installed here."""
    sizes: dict[str, float] = {}
    waiting = ["pllm-memory"]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in sizes:
            found = metadata.distribution(name)
            sizes[name] = _megabytes(found) if name != "pllm-memory" else _our_megabytes()
            needed = [Requirement(text) for text in found.requires or ()]
            waiting += [one.name for one in needed if not one.marker or one.marker.evaluate({"extra": ""})]
    rows = [{"package": name, "megabytes": round(sizes[name], 1)} for name in sorted(sizes, key=lambda n: -sizes[n])]
    return [{"package": "all", "megabytes": round(sum(sizes.values()), 1)}, *rows]


def _megabytes(found: metadata.Distribution) -> float:
    paths = (Path(str(file.locate())) for file in found.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def _our_megabytes() -> float:
    home = Path(pllm_memory.__file__).parent
    return sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 1e6


SECTIONS = {
    "growth": (growth, growth_steps),
    "remember": (remember, remember_steps),
    "others": (others, others_steps),
    "rivals": (rivals, rivals_steps),
    "start": (start, start_steps),
}
"""What can be measured, and of how many steps it is, by name."""
