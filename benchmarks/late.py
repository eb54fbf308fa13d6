"""Late interaction (Khattab & Zaharia 2020) over the token vectors of the default embedder: a reranker to measure.

No weights are needed beside those that are there: each token of a question looks for the token of the text that is
most like it. It is not in the library, because it does not help (docs/results.md).
"""

from collections.abc import Sequence

import numpy as np

from pllm_memory.models.base import Floats
from pllm_memory.models.local import LocalEmbedder, OnnxModel


class LateInteraction:
    """Scores a text by the mean, over the question's tokens, of the best cosine with one of the text's (MaxSim)."""

    def __init__(self) -> None:
        self._embedder = LocalEmbedder()
        self._known: dict[str, np.ndarray] = {}

    async def score(self, question: str, texts: Sequence[str]) -> Floats:
        """Scores texts, in order."""
        model = await self._embedder._loaded()  # noqa: SLF001  what it has beside pooled vectors is no business of others
        asked = self._tokens(model, question)
        best = [(asked @ self._tokens(model, text).T).max(axis=1).mean() for text in texts]
        return np.asarray(best, np.float32)

    def _tokens(self, model: OnnxModel, text: str) -> np.ndarray:
        """The vectors of a text's tokens, of length 1, without the two special ones."""
        if text not in self._known:
            tokens = np.array([model.windows([text])[0].tokens])
            states = model._run(tokens, np.ones_like(tokens))[0][1:-1]  # noqa: SLF001  the same
            self._known[text] = states / np.linalg.norm(states, axis=1, keepdims=True)
        return self._known[text]
