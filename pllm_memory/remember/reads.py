"""What a person asks of the beliefs: which facts hold, about whom, when. Pure."""

from collections.abc import Iterable
from datetime import datetime

from pllm_memory.errors import NotFound
from pllm_memory.facts import USER, Entity, Fact
from pllm_memory.remember.resolve import Beliefs


def select(
    beliefs: Beliefs,
    *,
    about: str | None = None,
    predicate: str | None = None,
    moment: datetime,
    history: bool = False,
) -> list[Fact]:
    """The facts that hold at a moment, or all that there ever were, by when they were told.

    Args:
        beliefs: What follows from what was said.
        about: Only of this entity: a name, an alias, "user", "my sister", "Ana/husband".
        predicate: Only of this predicate.
        moment: When they must hold.
        history: Also those that do not hold, or are in doubt.
    """
    shown = None if about is None else beliefs.names.shown(beliefs.names.find(about))
    return [
        fact
        for fact in beliefs.facts
        if (shown is None or fact.subject == shown)
        and (predicate is None or fact.predicate == predicate)
        and (history or holds(fact, moment))
    ]


def holds(fact: Fact, moment: datetime) -> bool:
    """Whether a fact is to be taken as true at a moment.

    A plan holds until its day is over, unless it was for another day, an event from its day on; what hangs on something
    that has changed does not, until it is said again.
    """
    if fact.doubted_at is not None and fact.doubted_at <= moment:
        return False
    if fact.predicate == "plans":
        wrong = fact.invalid_at is not None and fact.valid_at == fact.invalid_at
        return not wrong and (fact.invalid_at is None or moment < fact.invalid_at)
    return fact.holds_at(moment)


def entities(beliefs: Beliefs, kind: str | None = None) -> list[Entity]:
    """Whom and what the facts are about, the most mentioned first."""
    found = [entity for entity in beliefs.entities if kind is None or entity.kind == kind]
    return sorted(found, key=lambda entity: -len(entity.message_ids))


def find(beliefs: Beliefs, fact_id: str) -> Fact:
    """The fact of this id.

    Raises:
        NotFound: If there is none: what it followed from may have been forgotten.
    """
    found = next((fact for fact in beliefs.facts if fact.id == fact_id), None)
    if found is None:
        raise NotFound(f"there is no fact {fact_id!r}; what it followed from may have been forgotten")
    return found


def history_of(beliefs: Beliefs, fact: Fact) -> list[Fact]:
    """Every value that this subject had for this predicate, by time: what it was before, and what came after."""
    same = [one for one in beliefs.facts if (one.subject, one.predicate) == (fact.subject, fact.predicate)]
    return sorted(same, key=lambda one: (one.valid_at or one.created_at, one.created_at))


def dependents(facts: Iterable[Fact], fact: Fact) -> list[Fact]:
    """What became doubtful, or ended, by this fact's change."""
    return [one for one in facts if one.ended_by == fact.id and one.id != fact.id]


def owner(beliefs: Beliefs) -> str:
    """What the person is called whose memory it is."""
    return beliefs.names.shown(USER)
