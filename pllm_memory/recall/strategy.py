"""Strategies: which retrievers take part and what their word is worth, as named values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pllm_memory.recall import retrievers
from pllm_memory.recall.retrievers import Retriever

RETRIEVERS: Mapping[str, Retriever] = {
    "lexical": retrievers.lexical,
    "semantic": retrievers.semantic,
    "session": retrievers.session,
    "speaker": retrievers.speaker,
    "temporal": retrievers.temporal,
    "dated": retrievers.dated,
    "preference": retrievers.preference,
    "substance": retrievers.substance,
    "asking": retrievers.asking,
    "assistant": retrievers.assistant,
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
        facts: What the evidence of a fact that bears on the question gets at the most.
        thorough: Whether an LLM rephrases the question and a reranker looks twice, where they are configured.
    """

    name: str
    weights: Mapping[str, float]
    advice: Mapping[str, float]
    facts: float = 0.3
    thorough: bool = False

    @property
    def semantic(self) -> bool:
        """Whether it needs an embedding model."""
        return "semantic" in self.weights


_RULES = {
    "speaker": 0.2,
    "temporal": 0.8,
    "dated": 0.15,
    "preference": 0.2,
    "substance": 0.3,
    "asking": 0.1,
    "assistant": 0.1,
}
"""What the rules add to words and meaning. Round numbers, chosen by reasons and checked by leaving out one
conversation after the other (docs/recall.md); none is fitted to a benchmark."""

FAST = Strategy(
    "fast",
    {"lexical": 2.0, **_RULES},
    {"lexical": 1.0, "preference": 0.5, "assistant": 0.2},
)
"""Words only: no model."""
BALANCED = Strategy(
    "balanced",
    {"lexical": 1.0, "semantic": 1.0, "session": 0.2, **_RULES},
    {"lexical": 0.4, "assistant": 0.2},
)
"""Words and meaning: the default."""
THOROUGH = replace(BALANCED, name="thorough", thorough=True)
"""The default, with a second look by the models that you have: a reranker, an LLM, or both. Slower."""
STRATEGIES: Mapping[str, Strategy] = {strategy.name: strategy for strategy in (FAST, BALANCED, THOROUGH)}
"""All strategies by name."""
