"""Explain a hit in words and numbers."""

from collections.abc import Mapping, Sequence

from pllm_memory.types import Explanation, Hit, Message, Via

_MEANINGS: Mapping[str, str] = {
    "lexical": "shares words with the question, or names a thing of a kind that it asks for, or was said next to a "
    "message that does",
    "semantic": "is near the question in meaning",
    "speaker": "was said by the person whom the question is about",
    "session": "is in a session that has something near the question in meaning",
    "temporal": "was said at, or soon after, the time that the question names",
    "dated": "has an expression of time, and the question asks when",
    "preference": "states a preference, and the question asks for advice",
    "substance": "says something, rather than greet or agree",
    "fact": "is evidence for something that is known and bears on the question",
    "asking": "is itself a question, which counts against it",
    "expansion": "fits the question in other words, or a part of it, as the LLM put it",
    "reranker": "was read beside the question by the reranker, which moved it to another place",
    "assistant": "was said by the assistant, which counts against it",
}
_AGAINST: Mapping[str, str] = {
    "semantic": "is farther from the question in meaning than this user's messages are on average",
    "session": "is in a session that has nothing near the question in meaning",
    "reranker": "was read beside the question by the reranker, which moved it down",
}
"""What is said instead where a retriever took something away."""


def explain(hit: Hit, evidence: Sequence[Message]) -> Explanation:
    """Why a hit was found: where it comes from, and what each retriever added to its score."""
    quoted = "; ".join(f"message {m.id}, {m.at:%Y-%m-%d %H:%M} UTC, by {m.speaker}" for m in evidence)
    return Explanation(hit=hit, evidence=tuple(evidence), text=f"evidence: {quoted}\n{explain_score(hit)}")


def explain_score(hit: Hit) -> str:
    """What each retriever added to a hit's score, the most important first."""
    parts = sorted(hit.via.items(), key=lambda item: -abs(item[1].score))
    return "\n".join([f"score {hit.score:.3f}, made of", *(_line(name, via) for name, via in parts)])


def _line(name: str, via: Via) -> str:
    meanings = {**_MEANINGS, **_AGAINST} if via.score < 0 else _MEANINGS
    return f"  {via.score:+.3f}  {name}, rank {via.rank}: it {meanings.get(name, 'was found by this retriever')}"
