"""Stand-ins for models and clocks, for your tests and ours: deterministic, small, without files or network.

```python
memory = Memory(tmp_path, embedder=HashEmbedder())
```
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zlib import crc32

import numpy as np

from pllm_memory.errors import ModelError
from pllm_memory.models.base import Kind, Schema
from pllm_memory.models.rerankers import CheckedReranker
from pllm_memory.models.vectors import CheckedEmbedder
from pllm_memory.text import terms

__all__ = ["FrozenClock", "HashEmbedder", "OverlapReranker", "ScriptedLLM"]


class HashEmbedder(CheckedEmbedder):
    """Embeds without a model: texts that share words, or parts of words, are alike; nothing else is.

    Words and their character trigrams are hashed into `dimensions` numbers. The same text gives the same vector
    in every process, on every machine.

    Args:
        dimensions: How long a vector is.
    """

    def __init__(self, dimensions: int = 64) -> None:
        super().__init__("hash", dimensions=dimensions)
        self._size = dimensions

    async def _answer(self, texts: list[str], kind: Kind) -> object:
        del kind
        return [_hashed(text, self._size) for text in texts]


def _hashed(text: str, dimensions: int) -> np.ndarray:
    row = np.zeros(dimensions)
    row[0] = 1e-3  # so that a text without words has a direction too
    for feature, weight in _features(text):
        code = crc32(feature.encode(errors="replace"))
        row[(code >> 1) % dimensions] += weight if code & 1 else -weight
    return row


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in re.findall(r"\w+", text.casefold()):
        yield word, 1.0
        padded = f"^{word}$"
        yield from ((padded[i : i + 3], 0.3) for i in range(len(padded) - 2))


class OverlapReranker(CheckedReranker):
    """Reranks without a model: a text's score is the share of the question's words that it has, 0 to 1.

    Attributes:
        asked: The question and the texts of each call, in order.
    """

    def __init__(self) -> None:
        super().__init__("overlap")
        self.asked: list[tuple[str, list[str]]] = []

    async def _answer(self, question: str, texts: list[str]) -> object:
        self.asked.append((question, texts))
        wanted = set(terms(question))
        return [len(wanted.intersection(terms(text))) / max(len(wanted), 1) for text in texts]


class ScriptedLLM:
    """Answers from a script, word by word, and remembers what it was asked.

    Args:
        replies: The answers, in order; an exception among them is raised in its place.

    Attributes:
        asked: The messages of each call, in order.
        schemas: The form that each call wanted its answer in, or None.
    """

    def __init__(self, *replies: str | Exception) -> None:
        self._replies = iter(replies)
        self.asked: list[list[dict[str, str]]] = []
        self.schemas: list[Schema | None] = []

    async def reply(self, messages: Sequence[Mapping[str, str]], *, schema: Schema | None = None) -> AsyncIterator[str]:
        """Streams the next answer of the script.

        Raises:
            ModelError: If the script is over.
        """
        self.asked.append([dict(message) for message in messages])
        self.schemas.append(schema)
        answer = next(self._replies, None)
        if answer is None:
            raise ModelError(f"the script has no reply number {len(self.asked)}")
        if isinstance(answer, Exception):
            raise answer
        for piece in re.findall(r"\s*\S+\s*$|\s*\S+", answer):
            yield piece


class FrozenClock:
    """A clock that stands still until it is moved; call it for the time.

    Args:
        at: The time it shows at first, aware; noon of 1 January 2026 (UTC) if not given.
    """

    def __init__(self, at: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.at

    def advance(self, by: timedelta | float) -> datetime:
        """Moves it forward by a timedelta, or by seconds, and gives the new time."""
        self.at += by if isinstance(by, timedelta) else timedelta(seconds=by)
        return self.at
