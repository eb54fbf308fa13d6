"""An embedder that embeds each text once in a run, and still charges every system for its own embedding."""

import time
from collections.abc import Sequence

import numpy as np

from pllm_memory.models.base import Embedder, Kind, Vectors


class Metered:
    """Remembers every vector, and what it cost to make it.

    Many systems embed the same texts; a benchmark that pays for each of them again takes hours. What a call
    saved that way is added to `saved`: wall time plus saved time is what the call takes without the others.

    Attributes:
        saved: Seconds that were not spent, so far.
        spent: Seconds that were.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[tuple[Kind, str], Vectors] = {}
        self._seconds: dict[tuple[Kind, str], float] = {}
        self.saved = 0.0
        self.spent = 0.0

    async def fingerprint(self) -> str:
        """The model's own."""
        return await self._embedder.fingerprint()

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embeds what is new, and remembers the rest."""
        missing = [text for text in dict.fromkeys(texts) if (kind, text) not in self._vectors]
        spent = await self._make(missing, kind) if missing else 0.0
        self.saved += sum(self._seconds[kind, text] for text in texts) - spent
        if not texts:
            return await self._embedder.embed([], kind=kind)
        return np.stack([self._vectors[kind, text] for text in texts])

    async def _make(self, texts: Sequence[str], kind: Kind) -> float:
        start = time.perf_counter()
        vectors = await self._embedder.embed(texts, kind=kind)
        spent = time.perf_counter() - start
        for text, vector in zip(texts, vectors, strict=True):
            self._vectors[kind, text] = vector
            self._seconds[kind, text] = spent / len(texts)
        self.spent += spent
        return spent
