"""What may be added to what was read of a message before: never what contradicts it, nor what it says already."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from pllm_memory.facts import Statement
from pllm_memory.predicates import ANYTHING, describe
from pllm_memory.text import terms

_LOOSE = frozenset("did plans feels wants is has visited believes needs".split())
"""Predicates under which nearly anything is kept, so that it says little that an object is there."""


def added(heard: Collection[Statement], more: Iterable[Statement]) -> Iterator[Statement]:
    """Those of some statements that say something new.

    Args:
        heard: What was read in the message before.
        more: What an annotator reads in it.
    """
    known = list(heard)
    for one in more:
        if not any(_meets(one, other) for other in known):
            known.append(one)
            yield one


def trimmed(one: Statement, told: Iterable[Statement]) -> Statement:
    """A statement without what follows its object, where another one knows where that ends: "McGill and my major"."""
    kind = (one.subject, one.predicate, one.mode)
    same = [other.object for other in told if (other.subject, other.predicate, other.mode) == kind]
    known = [name for name in same if terms(name)]  # "The" is no end of "The leisure centre"
    low = f"{one.object.lower()} "
    end = max((name for name in known if low.startswith(f"{name.lower()} ")), key=len, default="")
    return replace(one, object=one.object[: len(end)]) if end else one


def _meets(one: Statement, other: Statement) -> bool:
    """Whether two statements are about the same matter."""
    same = one.predicate == other.predicate
    if one.subject != other.subject:  # it was told of that other one
        theirs = _related(one) and _related(other) and one.object == other.object  # "my brother's wife Ola"
        return theirs or (same and (one.object == other.subject or _alike(one, other)))
    if one.mode == "ends" == other.mode:  # each ends only what holds: of "gave up Ironworks", it matters what it was
        return same and one.object.lower() == other.object.lower()
    if other.predicate == ANYTHING and one.mode == "ends":
        return False  # which fact of it is over, nobody has said before
    if same and describe(one.predicate).cardinality == "one" and "ends" not in (one.mode, other.mode):
        return True
    loose = other.predicate in _LOOSE and other.predicate != one.predicate
    return not loose and _alike(one, other)


def _related(one: Statement) -> bool:
    return describe(one.predicate).object == "person"


def _alike(one: Statement, other: Statement) -> bool:
    """Whether their objects share a word that counts."""
    return bool(_words(one) & _words(other)) or one.object.lower() == other.object.lower()


def _words(one: Statement) -> set[str]:
    return set(terms(one.object))
