"""Take back: which statements are to go, so that a fact is gone. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pllm_memory.facts import Fact, Statement
from pllm_memory.predicates import Predicate
from pllm_memory.remember.resolve import Beliefs, resolve
from pllm_memory.remember.timeline import value_of


def statements_of(
    said: Sequence[Statement], facts: Collection[str], beliefs: Beliefs, *, user_id: str, known: Mapping[str, Predicate]
) -> dict[str, tuple[Statement, ...]]:
    """The statements that say some facts.

    A fact that has ended follows from what told of its end too: "I'm not vegan any more" says that one was, also when
    "I'm vegan" is taken back. Who forgets that they were vegan means both.

    Args:
        said: All that was said, in its order.
        facts: The ids of the facts; those that are none are left out.
        beliefs: What follows from all that was said.
        user_id: Whose memory it is.
        known: The registry of predicates.
    """
    still = [fact for fact in beliefs.facts if fact.id in facts]
    found = {fact.id: beliefs.support[fact.id] for fact in still}
    wanted = {_spell(fact): fact.id for fact in still}
    while still:
        gone = {statement.id for support in found.values() for statement in support}
        beliefs = resolve([one for one in said if one.id not in gone], user_id=user_id, known=known)
        still = [one for one in beliefs.facts if one.invalid_at and _spell(one) in wanted]
        for one in still:
            found[wanted[_spell(one)]] += beliefs.support[one.id]
    return found


def _spell(fact: Fact) -> tuple[str, str, str, datetime | None]:
    """What held, and until when: the same, whichever message tells of it."""
    return fact.subject, fact.predicate, value_of(fact.object), fact.invalid_at
