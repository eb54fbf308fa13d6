"""Let a memory live through a story: it is told the messages, and asked on the way."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pllm_memory.bench.facts.gold import Question, Story
from pllm_memory.bench.facts.score import Answer, family
from pllm_memory.facts import Fact
from pllm_memory.types import Message


class Reader(Protocol):
    """The memory of one user, as far as this benchmark needs it."""

    async def remember(self, messages: Sequence[Message], /) -> object:
        """Remembers what was said."""
        ...

    async def facts(
        self,
        *,
        about: str | None = None,
        predicate: str | None = None,
        as_of: datetime | None = None,
        valid_at: datetime | None = None,
        history: bool = False,
    ) -> Sequence[Fact]:
        """What is known; by default what is current."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """One story, lived through.

    Attributes:
        story: The story.
        answers: One a question, in its order.
        found: All facts at the end, those that ended too.
        remembering: Seconds it took to remember.
        reading: Seconds each call of `facts` took.
    """

    story: Story
    answers: tuple[Answer, ...]
    found: tuple[Fact, ...]
    remembering: float
    reading: tuple[float, ...]


async def lived(story: Story, reader: Reader) -> Trial:
    """Tells the story up to each question, and asks it there and then."""
    asking = _Asking(reader)
    at: dict[str, list[Question]] = defaultdict(list)
    for question in story.questions:
        for message_id in filter(None, (question.before, question.after)):
            at[message_id].append(question)
    served: dict[str, tuple[Fact, ...]] = {}
    earlier: dict[str, tuple[Fact, ...]] = {}
    remembering, told = 0.0, 0
    for count, message in enumerate(story.messages, start=1):
        if not at[message.id] and count < len(story.messages):
            continue
        start = time.perf_counter()
        await reader.remember(story.messages[told:count])
        remembering += time.perf_counter() - start
        told = count
        for question in at[message.id]:
            answers = earlier if message.id == question.before else served
            answers[question.id] = await asking.ask(question, message.at)
    found = await asking.timed(history=True)
    answers = tuple(Answer(q, served[q.id], earlier.get(q.id, ())) for q in story.questions)
    return Trial(story, answers, found, remembering, tuple(asking.seconds))


class _Asking:
    """Asks, and takes the time."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.seconds: list[float] = []

    async def ask(self, question: Question, at: datetime) -> tuple[Fact, ...]:
        """What is served, under any predicate of the family; of what is planned, as of the day on which it is asked.

        The lives are years ago: what was planned for a day of them is over today.
        """
        as_of = at if question.on and question.kind == "current" else question.as_of
        found: list[Fact] = []
        for predicate in sorted(family(question.predicate)):
            found += await self.timed(
                about=question.about, predicate=predicate, as_of=as_of, valid_at=question.valid_at
            )
        return tuple(found)

    async def timed(
        self,
        *,
        about: str | None = None,
        predicate: str | None = None,
        as_of: datetime | None = None,
        valid_at: datetime | None = None,
        history: bool = False,
    ) -> tuple[Fact, ...]:
        start = time.perf_counter()
        found = await self._reader.facts(
            about=about, predicate=predicate, as_of=as_of, valid_at=valid_at, history=history
        )
        self.seconds.append(time.perf_counter() - start)
        return tuple(found)
