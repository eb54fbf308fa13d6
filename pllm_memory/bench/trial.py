"""One trial: one system gets one case, remembers it, and is asked."""

import sys
import time
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from pllm_memory.bench import metrics
from pllm_memory.bench.cases import Asked, Case
from pllm_memory.bench.metered import Metered, MeteredLLM, Usage
from pllm_memory.bench.report import Cost, Graded, Inside, Outcome
from pllm_memory.bench.systems import TOKENS_A_HIT, AllMessages, Found, Packed, Packs, System, Weighs, fill
from pllm_memory.errors import PllmError
from pllm_memory.types import Message

DEPTH = 20
"""How far rankings are looked at: what recall@20 needs, and near what an agent asks for."""
BUDGETS = (500, 1000, 2000)


class Grader(Protocol):
    """Answers a question from a packed context with a reader model, and judges the answer."""

    name: str
    """What reports call the models."""
    budget: int
    """How many tokens of context the reader gets."""

    async def grade(self, asked: Asked, packed: Packed) -> Graded:
        """Whether the answers are right; no verdicts where the question has no answer to compare with."""
        ...


Meter = Metered | MeteredLLM
"""What counts how models are asked."""


@dataclass(slots=True)
class _Took:
    seconds: float = 0.0
    cpu: float = 0.0
    usage: Usage = field(default_factory=Usage)


class Trial:
    """One system and one case.

    Args:
        system: Who is asked.
        case: About whom.
        meters: The models that systems ask, each of them counting: the embedder that all share, an LLM.
        grader: Answers questions and judges the answers, where a model is configured for that.
        budgets: Of the contexts that are packed, in tokens.
    """

    def __init__(
        self, system: System, case: Case, meters: Sequence[Meter], grader: Grader | None, budgets: Sequence[int]
    ) -> None:
        self._system = system
        self._case = case
        self._meters = meters
        self._grader = grader
        self._budgets = {str(budget): budget for budget in budgets}
        if budgets and isinstance(system, AllMessages):
            self._budgets["everything"] = sys.maxsize  # only here is the whole memory a context
        self._messages: Mapping[str, Message] = {message.id: message for message in case.messages}

    async def remember(self) -> Cost:
        """Hands over the messages."""
        async with self._timed() as took:
            await self._system.remember(self._case)
        size = await self._system.bytes_on_disk(self._case.user_id) if isinstance(self._system, Weighs) else None
        return Cost(messages=len(self._case.messages), seconds=took.seconds, cpu=took.cpu, bytes=size, usage=took.usage)

    async def ask(self, asked: Asked) -> Outcome:
        """Asks one of the case's own questions."""
        found, outcome = await self._search(asked)
        sessions = asked.sessions or {self._messages[id_].session_id for id_ in asked.evidence}
        return replace(
            outcome,
            scores=metrics.score(found.ranked, asked.evidence) if asked.evidence else None,
            session_scores=self._session_scores(found, sessions) if sessions else None,
            inside={name: await self._inside(asked, budget) for name, budget in self._budgets.items()},
            graded=await self._grade(asked),
        )

    async def ask_as_stranger(self, asked: Asked) -> Outcome:
        """Asks a question about somebody else, of whom nothing is known here."""
        _, outcome = await self._search(asked)
        return replace(outcome, stranger=True)

    async def forget(self) -> None:
        """Makes room for the next case."""
        await self._system.forget(self._case.user_id)

    async def _search(self, asked: Asked) -> tuple[Found, Outcome]:
        async with self._timed() as took:
            found = await self._system.search(self._case.user_id, asked.text, k=DEPTH, at=asked.at)
        return found, Outcome(
            case=self._case.user_id,
            question=asked.id,
            category=asked.category,
            seconds=took.seconds,
            cpu=took.cpu,
            usage=took.usage,
            confidence=found.confidence,
            answerable=asked.answerable,
        )

    def _session_scores(self, found: Found, sessions: Collection[str]) -> dict[str, float]:
        """The ranking as one of sessions, each at the place of its best message."""
        ranked = dict.fromkeys(self._messages[id_].session_id for id_ in found.ranked)
        return metrics.score(tuple(ranked), sessions)

    async def _inside(self, asked: Asked, budget: int) -> Inside:
        packed = await self._pack(asked, budget)
        ids = packed.message_ids
        share = metrics.recall_at(len(ids), ids, asked.evidence) if asked.evidence else None
        return Inside(share=share, tokens=packed.tokens)

    async def _pack(self, asked: Asked, budget: int) -> Packed:
        user_id = self._case.user_id
        if isinstance(self._system, Packs):
            return await self._system.pack(user_id, asked.text, budget=budget, at=asked.at)
        found = await self._system.search(user_id, asked.text, k=budget // TOKENS_A_HIT, at=asked.at)
        return fill(self._messages, found.ranked, budget)

    async def _grade(self, asked: Asked) -> Graded:
        if self._grader is None:
            return Graded()
        packed = await self._pack(asked, self._grader.budget)
        try:
            return await self._grader.grade(asked, packed)
        except PllmError as error:  # a reader that fails once in a thousand calls spoils one answer, not the run
            return Graded(error=f"{type(error).__name__}: {error}")

    @asynccontextmanager
    async def _timed(self) -> AsyncGenerator[_Took]:
        """What a block takes, where what the shared embedder saved in it counts as if it had not."""
        took = _Took()
        before = self._used()
        start, processor = time.perf_counter(), time.process_time()
        yield took
        wall, cpu = time.perf_counter() - start, time.process_time() - processor
        took.usage = self._used() - before
        took.seconds = wall + took.usage.saved
        took.cpu = cpu + took.usage.saved_cpu

    def _used(self) -> Usage:
        return sum((meter.usage for meter in self._meters), Usage())
