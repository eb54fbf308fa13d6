"""Conversations that look real to a memory: English words by Zipf's law, two speakers, sessions, questions.

What they say makes no sense; how long it is, how often each word comes, and what a question shares with what was
said are as in real conversations. The same seed gives the same texts.
"""

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from pllm_memory.models.weights import TOKENIZER
from pllm_memory.types import Message

SPEAKERS = ("Ada", "Rhona")
SESSION = 20
"""Messages in one session."""
_START = datetime(2021, 3, 1, 9, tzinfo=UTC)
_ASKED = (
    "When did {name} mention the {0}?",
    "What did {name} say about {0} and {1}?",
    "Where does {name} keep the {0}?",
    "Who told {name} about the {0} last year?",
    "Did {name} ever {0} with a {1}?",
    "Which {0} does {name} like best?",
    "How long has {name} been doing {0} and {1}?",
    "Can you recommend a {0} for a {1}?",
)


@cache
def vocabulary() -> tuple[str, ...]:
    """English words, the most frequent first: the whole words of the model's own vocabulary, which has that order."""
    numbers: dict[str, int] = json.loads(TOKENIZER.read_bytes())["model"]["vocab"]
    return tuple(word for word in sorted(numbers, key=numbers.__getitem__) if len(word) > 1 and word.isalpha())


@cache
def _weights() -> tuple[float, ...]:
    return tuple(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, len(vocabulary()) + 1)))


def conversation(count: int, *, seed: int, prefix: str = "m") -> list[Message]:
    """A conversation of so many messages, two sessions a day."""
    chance = random.Random(seed)  # noqa: S311  texts, not secrets
    return [
        Message(
            id=f"{prefix}{number}",
            session_id=f"{prefix}-session-{number // SESSION}",
            name=SPEAKERS[number % 2],
            content=_said(chance),
            at=_START + timedelta(hours=12 * (number // SESSION), minutes=number % SESSION),
        )
        for number in range(count)
    ]


def questions(count: int, *, seed: int) -> list[str]:
    """Questions about words that are neither in every message nor in none."""
    chance = random.Random(seed)  # noqa: S311  texts, not secrets
    words = vocabulary()[300:4000]
    return [
        chance.choice(_ASKED).format(*chance.choices(words, k=2), name=chance.choice(SPEAKERS)) for _ in range(count)
    ]


def _said(chance: random.Random) -> str:
    """About 18 words, some messages 3, some 80; one in seven ends as a question."""
    length = min(80, max(3, round(chance.lognormvariate(2.9, 0.55))))
    sentences = list(_sentences(chance.choices(vocabulary(), cum_weights=_weights(), k=length), chance))
    sentences[-1] += "?" if chance.random() < 1 / 7 else "."
    return " ".join(["Thanks!", *sentences] if chance.random() < 0.05 else sentences)


def _sentences(words: Sequence[str], chance: random.Random) -> Iterator[str]:
    start = 0
    while start < len(words):
        end = start + chance.randint(5, 14)
        sentence = " ".join(words[start:end]).capitalize()
        yield sentence if end >= len(words) else sentence + "."
        start = end
