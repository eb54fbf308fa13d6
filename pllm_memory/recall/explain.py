"""Explain a hit in words and numbers."""

from collections.abc import Mapping, Sequence

from pllm_memory.types import Explanation, Hit, Message, Via

_MEANINGS: Mapping[str, str] = {
    "lexical": "shares words with the question, or was said next to a message that does",
    "semantic": "is near the question in meaning",
    "speaker": "was said by the person whom the question is about",
    "temporal": "has an expression of time, and the question asks when",
    "preference": "states a preference, and the question asks for advice",
    "substance": "says something, rather than greet or agree",
    "asking": "is itself a question, which counts against it",
}


def explain(hit: Hit, evidence: Sequence[Message]) -> Explanation:
    """Why a hit was found: what each retriever added to its score, the most important first."""
    parts = sorted(hit.via.items(), key=lambda item: -abs(item[1].score))
    quoted = "; ".join(f"message {m.id} of {m.at:%Y-%m-%d %H:%M} UTC by {m.speaker}" for m in evidence)
    lines = [f"Score {hit.score:.3f}. Evidence: {quoted}.", *(_line(name, via) for name, via in parts)]
    return Explanation(hit=hit, evidence=tuple(evidence), text="\n".join(lines))


def _line(name: str, via: Via) -> str:
    return f"{via.score:+.3f}  {name} (rank {via.rank}): it {_MEANINGS.get(name, 'was found by this retriever')}"
