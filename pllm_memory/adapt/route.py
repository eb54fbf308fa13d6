"""Route: which weights answer a request, and why. Pure.

A question for a fact about the user goes to the base model with memory in its prompt: retrieval wins at facts, and at
knowing what was never said, adapters at manner and preference, and to tell the two by the question is the best router
(arXiv 2606.11712, 2606.19172). For everything else the user's own adapter answers, where enough was said to train one,
and it has been proven; else the shared one; else the base model. Whatever is in doubt goes to the base model too. What
is remembered is in the prompt in all three cases.
"""

import re
from dataclasses import dataclass
from typing import Literal

from pllm_memory.text import folded

FEWEST = 25
"""Replies to train on, below which a user has no adapter that is trained for them alone.

It is the least that was measured (docs/personalization.md): there an own adapter is better than a stranger's and than
the shared one for every speaker, though by little. Of fewer nothing is known, and eight that are held out, a quarter of
all, are the least that can prove one.
"""
Level = Literal["user", "shared", "base"]
Asks = Literal["fact", "other"]

_ABOUT_ME = re.compile(r"\b(?:i|me|my|mine|myself|we|us|our|ours)\b")
_FACT = re.compile(
    r"^(?:(?:and|so|but|ok|okay|hey|hi|please|well)\b[, ]*)*"
    r"(?:when|where|who|whom|whose|which|what|how (?:many|much|old|long|often|far)|since when"
    r"|(?:did|do|does|have|has|had|was|were|am|are|is) (?:i|we|my|our|the)\b)"
)
_RECALL = re.compile(
    r"\b(?:remind me|(?:do|can|could) you (?:still )?(?:remember|recall|know)|what do you know about"
    r"|(?:have|did) i (?:ever )?(?:tell|told|mention|say|said))"
)
_OPEN = re.compile(
    r"\b(?:should|could|would|recommend\w*|suggest\w*|advi[cs]e\w*|ideas?|tips?|think of|best|good way"
    r"|how (?:to|do i|can i)|write|draft|reply|rewrite|help me|plan (?:a|my|our))\b"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is at one level.

    Attributes:
        name: Of the adapter that would answer; None if there is none.
        doubt: Why it must not answer; empty if it may.
    """

    name: str | None = None
    doubt: str = ""


NONE = Offer()


def none_yet(replies: int) -> Offer:
    """What there is of a user's own where none was made, or none was proven.

    Args:
        replies: How many things the user said that one could be trained on.
    """
    if replies >= FEWEST:
        return NONE
    return Offer(doubt=f"there is none, because {replies} replies are too few to train on: {FEWEST} are needed")


@dataclass(frozen=True, slots=True)
class Route:
    """Which weights answer.

    Attributes:
        level: "user": the user's own adapter; "shared": the one of all users; "base": the base model.
        adapter: The adapter's name, or None.
        reasons: Why, in sentences: the first for the decision, others for what was not taken.
    """

    level: Level
    adapter: str | None
    reasons: tuple[str, ...]

    def fallen_back(self, problem: str) -> "Route":
        """The base model instead, because of what happened."""
        return Route("base", None, (f"the base model answers: {problem}", *self.reasons))

    def __str__(self) -> str:
        return "; ".join(self.reasons)


def asks(question: str) -> Asks:
    """Whether a fact about the user is asked for: what was said, or what is or was so.

    It is told by the words; a question for advice, and what is no question, is "other".
    """
    plain = folded(question).strip()
    if _RECALL.search(plain):
        return "fact"
    return "fact" if _FACT.match(plain) and _ABOUT_ME.search(plain) and not _OPEN.search(plain) else "other"


def route(question: str, *, own: Offer = NONE, shared: Offer = NONE) -> Route:
    """Decides.

    Args:
        question: What the user says in this turn.
        own: The user's own adapter that is live.
        shared: The shared adapter that is live.
    """
    passed = tuple(
        f"{whose} adapter does not answer: {offer.doubt or 'there is none that is live'}"
        for whose, offer in (("the user's own", own), ("the shared", shared))
        if offer.doubt or offer.name is None
    )
    if asks(question) == "fact":
        why = "a fact is asked for, and facts are in the memory: the base model answers with it in the prompt"
        return Route("base", None, (why, *passed))
    if own.name and not own.doubt:
        return Route("user", own.name, (f"the user's own adapter {own.name} is live",))
    if shared.name and not shared.doubt:
        return Route("shared", shared.name, (f"the shared adapter {shared.name} is live", *passed))
    return Route("base", None, ("the base model answers with the memory in the prompt", *passed))
