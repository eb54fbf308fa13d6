"""Models that count what they are asked; the embedder embeds each text once, and still charges every system for it."""

import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pllm_memory.models import chat
from pllm_memory.models.base import LLM, Embedder, Kind, Schema, Vectors
from pllm_memory.recall import estimate_tokens

_Took = tuple[float, float]
"""Seconds, and seconds of this process's processors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What models were asked, and what that took.

    Attributes:
        texts: How many texts were embedded, or would have been without the others.
        calls: How many calls of an LLM.
        tokens: How many tokens these had, questions and answers, by estimate.
        saved: Seconds of embedding that were not spent, because the vector was there.
        spent: Seconds that were.
        saved_cpu: Of `saved`, the seconds of this process's processors.
    """

    texts: int = 0
    calls: int = 0
    tokens: int = 0
    saved: float = 0.0
    spent: float = 0.0
    saved_cpu: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            texts=self.texts + other.texts,
            calls=self.calls + other.calls,
            tokens=self.tokens + other.tokens,
            saved=self.saved + other.saved,
            spent=self.spent + other.spent,
            saved_cpu=self.saved_cpu + other.saved_cpu,
        )

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(
            texts=self.texts - other.texts,
            calls=self.calls - other.calls,
            tokens=self.tokens - other.tokens,
            saved=self.saved - other.saved,
            spent=self.spent - other.spent,
            saved_cpu=self.saved_cpu - other.saved_cpu,
        )


class Metered:
    """Remembers every vector, and what it cost to make it.

    Many systems embed the same texts; a benchmark that pays for each of them again takes hours. What a call
    saved that way is added to `usage.saved`: wall time plus saved time is what the call takes without the others.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[tuple[Kind, str], Vectors] = {}
        self._took: dict[tuple[Kind, str], _Took] = {}
        self.usage = Usage()

    async def fingerprint(self) -> str:
        """The model's own."""
        return await self._embedder.fingerprint()

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embeds what is new, and remembers the rest."""
        missing = [text for text in dict.fromkeys(texts) if (kind, text) not in self._vectors]
        spent = await self._make(missing, kind) if missing else (0.0, 0.0)
        costs = [self._took[kind, text] for text in texts]
        self.usage += Usage(
            texts=len(texts),
            saved=sum(seconds for seconds, _ in costs) - spent[0],
            spent=spent[0],
            saved_cpu=sum(cpu for _, cpu in costs) - spent[1],
        )
        if not texts:
            return await self._embedder.embed([], kind=kind)
        return np.stack([self._vectors[kind, text] for text in texts])

    async def _make(self, texts: Sequence[str], kind: Kind) -> _Took:
        start = time.perf_counter(), time.process_time()
        vectors = await self._embedder.embed(texts, kind=kind)
        spent = time.perf_counter() - start[0], time.process_time() - start[1]
        for text, vector in zip(texts, vectors, strict=True):
            self._vectors[kind, text] = vector
            self._took[kind, text] = spent[0] / len(texts), spent[1] / len(texts)
        return spent

    def save(self, file: Path) -> None:
        """Writes what is remembered, for another process that `load`s it."""
        keys = list(self._vectors)
        written = np.frombuffer(json.dumps(keys).encode(), np.uint8)
        took = np.array([self._took[key] for key in keys])
        with file.open("wb") as out:
            np.savez(out, keys=written, took=took, vectors=np.array([self._vectors[key] for key in keys]))

    def load(self, file: Path) -> None:
        """Takes over what another process saved, which must have been this model's."""
        with np.load(file) as found:
            keys: list[tuple[Kind, str]] = [(kind, text) for kind, text in json.loads(found["keys"].tobytes())]
            self._vectors.update(zip(keys, found["vectors"], strict=True))
            took: list[list[float]] = found["took"].tolist()
            self._took.update((key, (seconds, cpu)) for key, (seconds, cpu) in zip(keys, took, strict=True))


class MeteredLLM:
    """Counts the calls of a chat model, and their tokens."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.usage = Usage()

    async def reply(self, messages: Sequence[Mapping[str, str]], *, schema: Schema | None = None) -> AsyncIterator[str]:
        """The model's own answer."""
        self.usage += Usage(calls=1, tokens=sum(estimate_tokens(message["content"]) for message in messages))
        said: list[str] = []
        async for piece in chat.reply(self._llm, messages, schema=schema):
            said.append(piece)
            yield piece
        self.usage += Usage(tokens=estimate_tokens("".join(said)))
