"""Explain a fact: what says it, what ended it, what it hangs on, and what hangs on it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pllm_memory.facts import Fact
from pllm_memory.predicates import describe
from pllm_memory.remember.reads import dependents, history_of
from pllm_memory.remember.resolve import Beliefs
from pllm_memory.text import spoken
from pllm_memory.types import Explanation, Message

_LONGEST_QUOTE = 200


def explain_fact(beliefs: Beliefs, fact: Fact, evidence: Sequence[Message]) -> Explanation:
    """Why a fact is believed, or no more, with its evidence in the order it was said."""
    lines = [fact.text, _when(fact), f"read by {fact.source}, trusted as what the {fact.trust} says"]
    lines += [_quoted(message) for message in evidence]
    lines += _changes(beliefs, fact)
    return Explanation(evidence=tuple(evidence), text="\n".join(lines))


def _when(fact: Fact) -> str:
    since = f"holds since {_day(fact.valid_at)}" if fact.valid_at else "holds since nobody knows when"
    if fact.invalid_at and fact.invalid_at == fact.valid_at:
        since = "never held"
    elif fact.invalid_at:
        since = f"held {f'from {_day(fact.valid_at)} ' if fact.valid_at else ''}until {_day(fact.invalid_at)}"
    told = f"told on {_day(fact.created_at)}"
    return f"{since}; {told}" + (f"; believed until {_day(fact.expired_at)}" if fact.expired_at else "")


def _changes(beliefs: Beliefs, fact: Fact) -> Iterable[str]:
    cause = next((one for one in beliefs.facts if one.id == fact.ended_by), None)
    if fact.doubted_at:
        yield f"in doubt since {_day(fact.doubted_at)}, because this changed: {cause.text if cause else 'unknown'}"
    elif cause:
        yield f"ended by: {cause.text} (told on {_day(cause.created_at)})"
    upstream = describe(fact.predicate).depends_on
    if upstream:
        yield f"hangs on: {', '.join(upstream)}"
    for one in dependents(beliefs.facts, fact):
        yield f"{'made doubtful' if one.doubted_at else 'ended'}: {one.text}"
    before = [one for one in history_of(beliefs, fact) if one.id != fact.id]
    if describe(fact.predicate).cardinality == "one" and before:
        yield "other values: " + "; ".join(f"{one.object} ({_when(one)})" for one in before)


def _quoted(message: Message) -> str:
    said = " ".join(spoken(message).split())
    short = said if len(said) <= _LONGEST_QUOTE else said[: _LONGEST_QUOTE - 1] + "…"
    return f'evidence: [{message.id}] {message.at:%Y-%m-%d} {message.speaker}: "{short}"'


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "?"
