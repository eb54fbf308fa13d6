"""The demo: two friends' messages over a year, remembered, and a dozen questions about them.

Rhona and Jarek, and everybody they write about, are invented; the conversation was written for this project.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import files
from time import perf_counter
from typing import Any

from pllm_memory.memory import AsyncUserMemory
from pllm_memory.remember.read import read_text
from pllm_memory.types import Context, Message

USER_ID = "rhona-and-jarek"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoQuestion:
    """A question about the conversation.

    Attributes:
        question: What is asked.
        answer: What a reader of the whole conversation would say.
        evidence: The ids of the messages that say so; none where it was never said.
        shows: What it is an example of.
    """

    question: str
    answer: str
    evidence: tuple[str, ...]
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAnswer:
    """What the memory gave for a question, and how long it took."""

    asked: DemoQuestion
    context: Context
    milliseconds: float

    @property
    def found(self) -> tuple[str, ...]:
        """The evidence that is in the packed text."""
        return tuple(id_ for id_ in self.asked.evidence if id_ in self.context.packed)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready values."""
        return {
            "question": self.asked.question,
            "answer": self.asked.answer,
            "shows": self.asked.shows,
            "evidence": list(self.asked.evidence),
            "found": list(self.found),
            "milliseconds": round(self.milliseconds, 2),
            "context": self.context.to_dict(),
        }


def conversation() -> list[Message]:
    """The messages, in order."""
    found, _ = read_text(_read("conversation.jsonl"))
    return list(found.values())


def questions() -> list[DemoQuestion]:
    """The questions, in order."""
    return [
        DemoQuestion(**item | {"evidence": tuple(item["evidence"])}) for item in json.loads(_read("questions.json"))
    ]


async def ask(memory: AsyncUserMemory) -> AsyncIterator[DemoAnswer]:
    """Asks each question, with the model warm, as it is in a running agent."""
    await memory.recall("warm up")
    for question in questions():
        start = perf_counter()
        context = await memory.recall(question.question)
        yield DemoAnswer(asked=question, context=context, milliseconds=(perf_counter() - start) * 1000)


def _read(name: str) -> str:
    return (files("pllm_memory.demo") / name).read_text(encoding="utf-8")
