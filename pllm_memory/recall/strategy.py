"""Strategies: which retrievers take part and what their word is worth, as named values."""

from collections.abc import Mapping
from dataclasses import dataclass

from pllm_memory.recall import retrievers
from pllm_memory.recall.retrievers import Retriever

RETRIEVERS: Mapping[str, Retriever] = {
    "lexical": retrievers.lexical,
    "semantic": retrievers.semantic,
    "speaker": retrievers.speaker,
    "temporal": retrievers.temporal,
    "preference": retrievers.preference,
    "substance": retrievers.substance,
    "asking": retrievers.asking,
}
"""All retrievers by the name that `Hit.via` shows."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A named combination of retrievers.

    Attributes:
        name: What it is called.
        weights: By the retriever's name, what its score is multiplied with; one that is missing takes no part.
        advice: The weights that are other ones where the question asks for advice: then words count for
            little, because "where should I eat?" and "I can't have sesame" share none.
    """

    name: str
    weights: Mapping[str, float]
    advice: Mapping[str, float]

    @property
    def semantic(self) -> bool:
        """Whether it needs an embedding model."""
        return "semantic" in self.weights


_WORDS = {"lexical": 1.4, "speaker": 0.2, "temporal": 0.1, "preference": 0.2, "substance": 0.3, "asking": 0.1}

FAST = Strategy("fast", _WORDS, {"lexical": 1.4})
"""Words only: no model, under a millisecond."""
BALANCED = Strategy("balanced", {"semantic": 1.0, **_WORDS}, {"lexical": 0.35})
"""Words and meaning: the default."""
STRATEGIES: Mapping[str, Strategy] = {strategy.name: strategy for strategy in (FAST, BALANCED)}
"""All strategies by name."""
