"""Resolve: from everything that was said to what is true. Pure: the same statements give the same facts.

Statements are taken in the order in which they were *said*, whenever they arrived, and each of them meets only the
facts of its own subject and predicate:

- of a predicate with one value, a new value ends the old one, from the day it holds;
- of one with many, only an explicit end, or the contrary ("likes" – "dislikes") of the same object, does;
- a correction makes the old value one that never held;
- who is trusted less never ends what was said by who is trusted more, and a guess never ends a statement: they
  are kept as facts that were never believed;
- what hangs on a fact that ended is marked as doubtful, until it is said again.

What was believed on some day follows from what had been said by then. What was true on some day, from `valid_at`
and `invalid_at`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from pllm_memory.facts import USER, Entity, Fact, Statement, digest
from pllm_memory.predicates import ANYTHING, REGISTRY, Predicate, describe
from pllm_memory.remember.names import Names
from pllm_memory.remember.sorts import general
from pllm_memory.remember.timeline import Claim, Draft, Timeline, Timelines, claim_of
from pllm_memory.types import ROLES


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What follows from a set of statements.

    Attributes:
        facts: All of them, also those that have ended, in the order they were said.
        names: Who is meant by a reference.
        support: The statements that each fact follows from, by its id.
    """

    facts: tuple[Fact, ...]
    names: Names
    support: Mapping[str, tuple[Statement, ...]]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Whom and what they are about, in the order of first mention; made when asked for, as a recall never does."""
        return tuple(self.names.entities())


def resolve(
    statements: Iterable[Statement],
    *,
    user_id: str,
    known: Mapping[str, Predicate] = REGISTRY,
    as_of: datetime | None = None,
) -> Beliefs:
    """What follows from what was said.

    Args:
        statements: Of one user. Those of the same time must come in the order they were said; else any order will do.
        user_id: Whose memory it is.
        known: The registry of predicates.
        as_of: Only what had been said by then counts.
    """
    said = _in_order(s for s in statements if as_of is None or s.said_at <= as_of)
    return _Fold(known).take(said, Names(said, user_id, known))


@dataclass(slots=True)
class Resolution:
    """What follows from what was said, ready to go on with what is said later.

    Attributes:
        beliefs: What follows.
        user_id: Whose memory it is.
        known: The registry of predicates.
    """

    beliefs: Beliefs
    user_id: str
    known: Mapping[str, Predicate]
    _said: Sequence[Statement]
    _fold: "_Fold | None"

    @classmethod
    def of(cls, statements: Iterable[Statement], *, user_id: str, known: Mapping[str, Predicate] = REGISTRY) -> Self:
        """Begins anew; see `resolve`."""
        said, fold = _in_order(statements), _Fold(known)
        return cls(fold.take(said, Names(said, user_id, known)), user_id, known, said, fold)

    def after(self, statements: Iterable[Statement]) -> "Resolution":
        """What follows from all of these, in less time if they are those of before and some that were said later.

        One can go on from here but once: what was made of the statements is then the other's.
        """
        said, fold = _in_order(statements), self._fold
        before, more = said[: len(self._said)], said[len(self._said) :]
        names, self._fold = copy(self.beliefs.names), None
        if fold and before == self._said and fold.has_none_of(more) and names.add(more):
            return Resolution(fold.take(more, names), self.user_id, self.known, said, fold)
        return self.of(said, user_id=self.user_id, known=self.known)


def _in_order(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda s: (s.said_at, not _is_swap(s)))


class _Fold:
    """The timelines of what was said so far, and the facts that were made of them."""

    def __init__(self, known: Mapping[str, Predicate]) -> None:
        self._known = known
        self._timelines = Timelines()
        self._messages: set[str] = set()
        self._facts: dict[int, tuple[Draft, Fact]] = {}

    def has_none_of(self, said: Iterable[Statement]) -> bool:
        """Whether nothing was heard of their messages yet: two statements of one are read together."""
        return self._messages.isdisjoint(statement.message_id for statement in said)

    def take(self, said: Sequence[Statement], names: Names) -> Beliefs:
        """Takes what was said after all else.

        Args:
            said: In the order it was said.
            names: Who is meant by a reference, by all that was ever said.
        """
        self._messages.update(statement.message_id for statement in said)
        vague, told = _vague_ends(said), {(s.message_id, s.predicate) for s in said if s.mode != "ends"}
        placed: dict[tuple[str, str], set[str]] = {}
        for statement in said:
            subject = names.resolve(statement.subject, statement.said_at)
            claim = claim_of(statement, names)
            if statement.predicate == ANYTHING:
                if general(statement.object.rpartition(" ")[2]):  # "the dog" is Rex
                    animal = claim_of(replace(statement, predicate=_PET.name), names)
                    self._timelines.of_both(subject, _PET).be_over(replace(animal, statement=statement))
                if _of_anything(self._timelines.of(subject), claim, told):
                    placed[statement.message_id, subject] = set(claim.value.split())
                continue
            if _misread(claim, placed.get((statement.message_id, subject))):
                continue
            predicate = describe(statement.predicate, self._known)
            if statement.source == "tagger" and _is_another(self._timelines.of(subject), claim, predicate):
                continue
            self._timelines.of_both(subject, predicate).add(claim, echo=statement.id in vague)
            for other in _ended_too(predicate, statement):
                timeline = self._timelines.of_both(subject, describe(other, self._known))
                timeline.add(replace(claim, mode="ends"), echo=True)
        return self._beliefs(names)

    def _beliefs(self, names: Names) -> Beliefs:
        drafts = _doubted(self._timelines.drafts(), self._known)
        kept = [self._kept(draft) for _, draft in drafts]
        ids = _ids(drafts, kept)
        shows = {
            (draft.predicate, id(s)): id_ for id_, (_, draft) in zip(ids, drafts, strict=True) for s in draft.evidence
        }
        facts = [
            fact or _fact(subject, draft, names, self._known, id_=id_, shows=shows)
            for fact, id_, (subject, draft) in zip(kept, ids, drafts, strict=True)
        ]
        self._facts = {id(draft): (draft, fact) for fact, (_, draft) in zip(facts, drafts, strict=True)}
        support = {id_: draft.evidence for id_, (_, draft) in zip(ids, drafts, strict=True)}
        return Beliefs(tuple(sorted(facts, key=lambda fact: fact.created_at)), names, support)

    def _kept(self, draft: Draft) -> Fact | None:
        """The fact that was made of this very draft."""
        known, fact = self._facts.get(id(draft), (None, None))
        return fact if known is draft else None


_PET = REGISTRY["pet"]
_GUESSED = frozenset({"works_at", "lives_in", "gym", "hobby", "owns", "studies_at", "is", "has"})
"""Predicates that a name by itself may be read as."""


def _misread(claim: Claim, placed: AbstractSet[str] | None) -> bool:
    """Whether a claim is about what just took another's place, which tells better what it is; or ends it."""
    if not placed:
        return False
    words = set(claim.value.split())
    return placed <= words if claim.mode == "ends" else words == placed and claim.statement.predicate in _GUESSED


_KIN = frozenset(
    "mother father sister brother daughter son child grandmother grandfather aunt uncle cousin niece nephew"
    " mother-in-law father-in-law sister-in-law brother-in-law stepmother stepfather grandson granddaughter pet".split()
)
"""What one is for life: a son is no landlord besides."""


_ROLES = frozenset(("partner", "roommate", "landlord", "boss", "doctor", "neighbour"))
"""What hardly anybody is besides another of these."""


def _is_another(timelines: Sequence[Timeline], claim: Claim, predicate: Predicate) -> bool:
    """Whether a model takes for one thing whom others have called something else that they cannot be besides.

    Nobody's home is a person: of "she sleeps in Layla's room", that is Layla.
    """
    if claim.mode != "holds" or not (predicate.personal or predicate.object == "place"):
        return False
    others = [one for one in timelines if one.predicate.name != predicate.name and one.predicate.personal]
    return any(one.knows(claim.value) for one in others if _excludes(one.predicate, predicate))


def _excludes(one: Predicate, other: Predicate) -> bool:
    """Whether nobody is both to somebody."""
    names = {one.name, other.name}
    return not _KIN.isdisjoint(names) or names <= _ROLES or not other.personal


def _is_swap(statement: Statement) -> bool:
    return statement.predicate == ANYTHING and statement.replaces is not None


def _of_anything(timelines: Sequence[Timeline], claim: Claim, told: AbstractSet[tuple[str, str]]) -> bool:
    """Takes what is told of whatever holds of an object: that it is over, or that another took its place.

    Returns:
        Whether something took another's place. It does not where the message tells by itself what came instead.
    """
    if claim.mode == "ends":
        for timeline in timelines:
            timeline.be_over(claim)
        return False
    meant = [(timeline, place) for timeline in timelines if (place := timeline.replaced(claim)) is not None]
    if any((claim.statement.message_id, timeline.predicate.name) in told for timeline, _ in meant):
        return False
    for timeline, place in meant:
        timeline.take_place(claim, place)
    return bool(meant)


def _ended_too(predicate: Predicate, statement: Statement) -> tuple[str, ...]:
    """Other predicates whose fact of the same object ends by this statement."""
    if statement.mode == "ends":
        return predicate.kin if statement.object else ()
    return (predicate.opposite,) if predicate.opposite and statement.mode == "holds" else ()


def _vague_ends(said: Iterable[Statement]) -> set[str]:
    """Ends that may mean either of two facts, as "I left Denver": they end what is there, and tell of nothing else."""
    ends: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for statement in said:
        if statement.mode == "ends" and statement.object:
            ends[statement.message_id, statement.subject, statement.object].append(statement.id)
    return {id_ for ids in ends.values() if len(ids) > 1 for id_ in ids}


# ── what hangs on what ───────────────────────────────────────────────────────────────────────────────


def _doubted(drafts: Sequence[tuple[str, Draft]], known: Mapping[str, Predicate]) -> list[tuple[str, Draft]]:
    """Marks what hangs on something that has changed since it was said last."""
    upstream = {name for predicate in known.values() for name in predicate.depends_on}
    changes: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for subject, draft in drafts:
        if draft.predicate not in upstream:
            continue
        begun = draft.valid_at and not draft.implied  # what it came after, nobody need have told
        if draft.invalid_at != draft.valid_at and (draft.expired_at or draft.invalid_at or begun):
            changes[subject, draft.predicate].append(draft)
    return [(subject, _doubt(subject, draft, changes, known)) for subject, draft in drafts]


def _doubt(
    subject: str, draft: Draft, changes: Mapping[tuple[str, str], list[Draft]], known: Mapping[str, Predicate]
) -> Draft:
    if not draft.open or draft.predicate not in known:
        return draft
    for upstream in describe(draft.predicate, known).depends_on:
        for change in changes.get((subject, upstream), ()):
            changed = _changed_at(change, draft)
            if changed and draft.last_said < changed and (draft.valid_at or draft.created_at) < changed:
                return replace(draft, doubted_at=changed, ended_by=change.evidence[0])
    return draft


def _changed_at(change: Draft, draft: Draft) -> datetime | None:
    """When one learned of a change: that something ended, or that it began after the other was said last."""
    later = change.valid_at and not change.implied and change.valid_at > draft.last_said
    return (
        change.created_at if later and change.created_at > draft.last_said else change.expired_at or change.invalid_at
    )


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────


def _fact(
    subject: str,
    draft: Draft,
    names: Names,
    known: Mapping[str, Predicate],
    *,
    id_: str,
    shows: Mapping[tuple[str, int], str],
) -> Fact:
    """A draft as a fact; `shows` says which fact a statement is evidence of."""
    shown, first, by = names.shown(subject), draft.evidence[0], draft.ended_by
    return Fact(
        id=id_,
        subject=shown,
        predicate=draft.predicate,
        object=draft.object,
        text=sentence(shown, draft.predicate, draft.object, over=draft.invalid_at is not None, known=known),
        valid_at=draft.valid_at,
        invalid_at=draft.invalid_at,
        created_at=draft.created_at,
        expired_at=draft.expired_at,
        last_said_at=draft.last_said,
        message_ids=tuple(dict.fromkeys(statement.message_id for statement in draft.evidence)),
        source=first.source,
        trust=ROLES[draft.trust],  # pyright: ignore[reportArgumentType]  ROLES lists the very literals
        certain=draft.certain,
        strength=draft.evidence[-1].strength,
        doubted_at=draft.doubted_at,
        ended_by=shows.get((by.predicate, id(by))) if by else None,
    )


def said(statement: Statement) -> str:
    """A statement as a sentence, as the message says it: "The user lives in Lyon"."""
    owner, slash, role = statement.subject.rpartition("/")
    subject = f"{'The user' if owner == USER else owner}'s {role}" if slash else statement.subject
    if statement.predicate == ANYTHING and statement.replaces:
        return f"{'The user' if subject == USER else subject} has {statement.object} in place of {statement.replaces}"
    over = statement.mode == "ends" or bool(statement.invalid_at and statement.invalid_at <= statement.said_at)
    return sentence(subject, statement.predicate, statement.object or "anything", over=over)


def sentence(
    subject: str, predicate: str, object_: str, *, over: bool = False, known: Mapping[str, Predicate] = REGISTRY
) -> str:
    """A fact as a sentence: "Ada lives in Lyon"."""
    found = describe(predicate, known)
    phrase = (found.past if over and not found.event else "") or found.phrase
    if not phrase:
        phrase = f"{{subject}} {predicate.replace('_', ' ')} {{object}}"
    who = "The user" if subject == USER else subject
    return phrase.replace("{subject}", who, 1).replace("{object}", object_, 1)


def _ids(drafts: Sequence[tuple[str, Draft]], kept: Sequence[Fact | None]) -> list[str]:
    """The id of each: of what said it first. Should one statement ever begin two, each has one of its own."""
    found: dict[str, None] = {}
    for (subject, draft), fact in zip(drafts, kept, strict=True):
        id_ = base = fact.id if fact else digest(subject, draft.predicate, draft.evidence[0].id)
        again = 1
        while id_ in found:
            again += 1
            id_ = digest(base, str(again))
        found[id_] = None
    return list(found)
