"""Embedders for measuring: where only the number of messages matters, their vectors are drawn, not computed."""

import time
from collections.abc import Sequence

import numpy as np

from pllm_memory.models.base import Embedder, Kind, Vectors
from pllm_memory.models.local import DIMENSIONS, LocalEmbedder


class DrawnVectors:
    """Random unit vectors for messages; questions are embedded for real, by the default model."""

    def __init__(self, real: Embedder | None = None) -> None:
        self.real = real or LocalEmbedder()
        self._chance = np.random.default_rng(0)

    async def fingerprint(self) -> str:
        """The real model's."""
        return await self.real.fingerprint()

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Vectors of length 1."""
        if kind == "query":
            return await self.real.embed(texts, kind=kind)
        vectors = self._chance.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Charged:
    """Embeds each text once, and charges every system that asks for it again the same price.

    As `bench.metered.Metered`, but prices are taken in one shuffle of all texts: taken when a text first comes,
    they would be those of a busy moment for one system, and of a calm one for another.

    Attributes:
        saved: Seconds that were not spent, so far.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.saved = 0.0
        self._embedder = embedder
        self._vectors: dict[Kind, dict[str, Vectors]] = {"document": {}, "query": {}}
        self._prices: dict[Kind, dict[str, float]] = {"document": {}, "query": {}}

    async def fingerprint(self) -> str:
        """The model's own."""
        return await self._embedder.fingerprint()

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embeds what is new, and remembers the rest."""
        known, prices = self._vectors[kind], self._prices[kind]
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new or not texts:
            vectors = await self._embedder.embed(new, kind=kind)
            known.update(zip(new, vectors, strict=True))
        self.saved += sum(prices.get(text, 0.0) for text in texts)
        return np.stack([known[text] for text in texts]) if texts else vectors

    async def take_prices(self) -> None:
        """Times the embedding of every text known so far: messages in batches, questions one by one."""
        for kind, batch in (("document", 64), ("query", 1)):
            texts: list[str] = np.random.default_rng(0).permutation(sorted(self._vectors[kind])).tolist()
            for start in range(0, len(texts), batch):
                part = texts[start : start + batch]
                before = time.perf_counter()
                await self._embedder.embed(part, kind=kind)
                price = (time.perf_counter() - before) / len(part)
                self._prices[kind] |= dict.fromkeys(part, price)
