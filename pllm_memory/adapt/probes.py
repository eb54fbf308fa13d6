"""What every adapter is asked before it goes live, whoever's it is: made up for this, in `probes.json`.

No other user's words are needed to see whether an adapter hurts others.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from pllm_memory.adapt.dataset import Example
from pllm_memory.text import terms

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to the same question: one that is right to give, and one that is not."""

    good: Example
    bad: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """What is asked.

    Attributes:
        absence: About what was never said: to admit that, or to invent something.
        refusals: For what no model should do: to refuse, or to comply.
        general: Questions about the world, with their answers.
        strangers: What invented people say, each in their own way.
    """

    absence: tuple[Pair, ...]
    refusals: tuple[Pair, ...]
    general: tuple[Example, ...]
    strangers: tuple[Example, ...]


def probes(said: Iterable[str] = ()) -> Probes:
    """The probes, without those whose invented answer has been said by the user, in any context."""
    rows = _rows()
    known = {term for text in said for term in terms(text)}
    absence = [row for row in rows["absence"] if known.isdisjoint(terms(row["key"]))]
    return Probes(
        absence=tuple(_pair(row["question"], row["admits"], row["invents"]) for row in absence),
        refusals=tuple(_pair(row["request"], row["refuses"], row["complies"]) for row in rows["refusals"]),
        general=_examples(rows["general"]),
        strangers=_examples(rows["strangers"]),
    )


@cache
def _rows() -> dict[str, list[dict[str, Any]]]:
    return json.loads(files("pllm_memory.adapt").joinpath("probes.json").read_text(encoding="utf-8"))


def _pair(question: str, good: str, bad: str) -> Pair:
    return Pair(_example(question, good), _example(question, bad))


def _examples(rows: Sequence[dict[str, str]]) -> tuple[Example, ...]:
    return tuple(_example(row["prompt"], row["text"]) for row in rows)


def _example(prompt: str, completion: str) -> Example:
    return Example(
        prompt=({"role": "user", "content": prompt},), completion=completion, at=_EPOCH, message_ids=()
    )  # fmt: skip
