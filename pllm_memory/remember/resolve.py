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
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from pllm_memory.facts import USER, Entity, Fact, Statement, digest
from pllm_memory.predicates import ANYTHING, REGISTRY, Predicate, describe
from pllm_memory.remember.names import Names, key
from pllm_memory.text import folded, terms
from pllm_memory.types import ROLES


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What follows from a set of statements.

    Attributes:
        facts: All of them, also those that have ended, in the order they were said.
        entities: Whom and what they are about, in the order of first mention.
        names: Who is meant by a reference.
        support: The statements that each fact follows from, by its id.
    """

    facts: tuple[Fact, ...]
    entities: tuple[Entity, ...]
    names: Names
    support: Mapping[str, tuple[Statement, ...]]


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
    said = sorted(
        (s for s in statements if as_of is None or s.said_at <= as_of), key=lambda statement: statement.said_at
    )
    names = Names(said, user_id, known)
    timelines: dict[tuple[str, str], _Timeline] = {}
    vague = _vague_ends(said)
    for statement in said:
        subject = names.resolve(statement.subject, statement.said_at)
        if statement.predicate == ANYTHING:
            for timeline in [one for (who, _), one in timelines.items() if who == subject]:
                timeline.be_over(_claim(statement, names))
            continue
        predicate = describe(statement.predicate, known)
        _timeline(timelines, subject, predicate).add(_claim(statement, names), echo=statement.id in vague)
        for other in _ended_too(predicate, statement):
            echo = replace(_claim(statement, names), mode="ends")
            _timeline(timelines, subject, describe(other, known)).add(echo, echo=True)
    drafts = _doubted([(subject, draft) for (subject, _), one in timelines.items() for draft in one.drafts], known)
    numbered = _numbered([_fact(subject, draft, names, known) for subject, draft in drafts])
    support = {fact.id: draft.evidence for fact, (_, draft) in zip(numbered, drafts, strict=True)}
    facts = tuple(sorted(numbered, key=lambda fact: fact.created_at))
    return Beliefs(facts, tuple(names.entities()), names, support)


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


# ── one subject, one predicate ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Claim:
    """A statement, its object resolved."""

    statement: Statement
    mode: str
    value: str
    """What two ways to say the same object have in common."""
    object: str

    @property
    def said_at(self) -> datetime:
        return self.statement.said_at


@dataclass(frozen=True, slots=True)
class _Draft:
    """A fact in the making."""

    predicate: str
    object: str
    value: str
    valid_at: datetime | None
    implied: bool
    """Whether `valid_at` is just when it was said first."""
    invalid_at: datetime | None
    created_at: datetime
    expired_at: datetime | None
    evidence: tuple[Statement, ...]
    doubted_at: datetime | None = None
    ended_by: tuple[str, str] | None = None
    """Predicate and value of what ended it."""

    @property
    def open(self) -> bool:
        return self.expired_at is None and self.invalid_at is None

    @property
    def trust(self) -> int:
        return min(statement.trust for statement in self.evidence)

    @property
    def certain(self) -> bool:
        return any(statement.certain for statement in self.evidence)

    @property
    def last_said(self) -> datetime:
        return max(statement.said_at for statement in self.evidence)


class _Timeline:
    """The facts of one subject and predicate, as statements come in the order they were said."""

    def __init__(self, predicate: Predicate) -> None:
        self.predicate = predicate
        self.drafts: list[_Draft] = []
        self._open: dict[int, None] = {}
        self._of_value: dict[str, list[int]] = defaultdict(list)

    def add(self, claim: _Claim, *, echo: bool = False) -> None:
        """Takes one more statement. An end that is only an echo of what was said makes nothing new."""
        if claim.mode == "ends":
            self._end(claim, echo=echo)
        elif claim.mode == "corrects":
            self._correct(claim)
        elif _is_past(claim, self.predicate):
            self._add_past(claim)
        else:
            self._hold(claim)

    def _hold(self, claim: _Claim) -> None:
        same = next((place for place in self._like(claim) if self.drafts[place].open), None)
        if same is not None:
            self._put(same, _said_again(self.drafts[same], claim))
            return
        new = _draft(claim, self.predicate)
        if self.predicate.cardinality == "one":
            for place in list(self._open):
                if not _may_end(claim, self.drafts[place]):
                    self._append(_never_believed(new))
                    return
                self._put(place, _ended(self.drafts[place], claim, new.valid_at))
        self._append(new)

    def _add_past(self, claim: _Claim) -> None:
        """What held until some time: it ends what was thought to hold still, or tells of earlier days."""
        believed = [place for place in self._like(claim) if self.drafts[place].expired_at is None]
        for place in believed:
            draft = self.drafts[place]
            if draft.open and not _may_end(claim, draft):
                return
            known = replace(draft, evidence=_with(draft, claim))
            if draft.open:
                known = _ended(_began(known, claim), claim, claim.statement.invalid_at)
            self._put(place, known)
            return
        self._append(replace(_draft(claim, self.predicate), valid_at=claim.statement.valid_at))

    def _end(self, claim: _Claim, *, echo: bool) -> None:
        statement = claim.statement
        when = _end_of(statement) if statement.mode == "ends" else statement.valid_at or statement.said_at
        found = self._exactly(claim) if claim.statement.mode == "holds" else self._meant(claim)
        for place in found:
            if _may_end(claim, self.drafts[place]):
                self._put(place, _ended(self.drafts[place], claim, when))
        over = statement.invalid_at or statement.valid_at  # else it is a denial, and tells of no earlier days
        if not found and claim.value and not echo and over and self.predicate.cardinality == "one":
            past = _draft(claim, self.predicate)
            self._append(replace(past, valid_at=None, implied=False, invalid_at=when))

    def be_over(self, claim: _Claim) -> None:
        """Takes an end that says only of what: what holds of that object by other messages is over."""
        if not self.predicate.lasting:
            return
        for place in list(self._open):
            draft = self.drafts[place]
            told = any(statement.message_id != claim.statement.message_id for statement in draft.evidence)
            if told and _means(claim, draft) and _may_end(claim, draft):
                self._put(place, _ended(draft, claim, _end_of(claim.statement)))

    def _correct(self, claim: _Claim) -> None:
        place = self._corrected(claim)
        if place is None:
            self._hold(claim)
            return
        wrong = self.drafts[place]
        new = _draft(claim, self.predicate)
        if not claim.value:  # only its time was wrong
            new = replace(new, object=wrong.object, value=wrong.value)
        if claim.statement.valid_at is None and not self.predicate.event:
            new = replace(new, valid_at=wrong.valid_at, implied=wrong.implied)
        if not _may_end(claim, wrong):
            self._append(_never_believed(new))
            return
        by = (self.predicate.name, new.value)
        self._put(place, replace(_never_believed(wrong), expired_at=claim.said_at, ended_by=by))
        again = [other for other in self._like(claim) if self.drafts[other].open] if claim.value else []
        if again:
            self._put(again[-1], _said_again(self.drafts[again[-1]], claim))
        else:
            self._append(new)

    # ── which facts a statement meets ────────────────────────────────────────────────────────────────

    def _like(self, claim: _Claim) -> list[int]:
        """Those that say the same, open or not."""
        if self.predicate.event:
            when = claim.statement.valid_at
            return [p for p in self._of_value.get(claim.value, ()) if _same_day(self.drafts[p].valid_at, when)]
        if self.predicate.cardinality == "one" and self.predicate.object != "text":
            return [place for place, draft in enumerate(self.drafts) if _alike(draft.value, claim.value)]
        return list(self._of_value.get(claim.value, ()))

    def _exactly(self, claim: _Claim) -> list[int]:
        return [place for place in self._of_value.get(claim.value, ()) if place in self._open]

    def _meant(self, claim: _Claim) -> list[int]:
        """Those that an end means: of its object, or the only one where it names none."""
        if claim.value:
            return self._exactly(claim) or [p for p in self._open if _alike(self.drafts[p].value, claim.value)]
        return list(self._open) if len(self._open) == 1 else []

    def _corrected(self, claim: _Claim) -> int | None:
        """The one that a correction means: of the object that it names, or the one that was said last."""
        believed = [place for place, draft in enumerate(self.drafts) if draft.expired_at is None]
        if claim.statement.replaces:
            wrong = value_of(claim.statement.replaces)
            return next((place for place in reversed(believed) if _alike(self.drafts[place].value, wrong)), None)
        if self.predicate.event and claim.value:  # its time was wrong
            return next((place for place in reversed(believed) if self.drafts[place].value == claim.value), None)
        if self.predicate.cardinality == "one" or not claim.value:
            return max(believed, key=lambda place: self.drafts[place].last_said, default=None)
        return None

    def _append(self, draft: _Draft) -> None:
        self.drafts.append(draft)
        self._of_value[draft.value].append(len(self.drafts) - 1)
        if draft.open:
            self._open[len(self.drafts) - 1] = None

    def _put(self, place: int, draft: _Draft) -> None:
        if draft.value != self.drafts[place].value:
            self._of_value[draft.value].append(place)
        self.drafts[place] = draft
        if not draft.open:
            self._open.pop(place, None)


def _timeline(timelines: dict[tuple[str, str], _Timeline], subject: str, predicate: Predicate) -> _Timeline:
    return timelines.setdefault((subject, predicate.name), _Timeline(predicate))


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────


def _may_end(claim: _Claim, draft: _Draft) -> bool:
    """Low trust never ends high, a guess never ends a statement; nor a model what rules read in the same message."""
    statement = claim.statement
    known_better = _by_model(statement) and any(
        other.message_id == statement.message_id and not _by_model(other) for other in draft.evidence
    )
    return statement.trust <= draft.trust and (statement.certain or not draft.certain) and not known_better


def _by_model(statement: Statement) -> bool:
    return statement.source.startswith("llm:")


def _is_past(claim: _Claim, predicate: Predicate) -> bool:
    until = claim.statement.invalid_at
    return until is not None and until <= claim.said_at and not predicate.event


def _draft(claim: _Claim, predicate: Predicate) -> _Draft:
    statement = claim.statement
    valid_at = statement.valid_at or (None if predicate.event else statement.said_at)
    invalid_at = statement.invalid_at
    if predicate.name == "plans" and valid_at and not invalid_at:
        invalid_at = valid_at + timedelta(1)  # a plan is over when its day is
    return _Draft(
        predicate=predicate.name,
        object=claim.object,
        value=claim.value,
        valid_at=valid_at,
        implied=statement.valid_at is None,
        invalid_at=invalid_at,
        created_at=statement.said_at,
        expired_at=None,
        evidence=(statement,),
    )


def _said_again(draft: _Draft, claim: _Claim) -> _Draft:
    """One more message that says so; it may know better since when, and more exactly what."""
    valid_at, implied = draft.valid_at, draft.implied
    if claim.statement.valid_at and implied:
        valid_at, implied = claim.statement.valid_at, False
    longer = len(claim.value) > len(draft.value)
    better = replace(draft, object=claim.object, value=claim.value) if longer else draft
    return replace(better, valid_at=valid_at, implied=implied, evidence=_with(draft, claim))


def _began(draft: _Draft, claim: _Claim) -> _Draft:
    """It may be told only at its end since when it held."""
    known = claim.statement.valid_at
    return replace(draft, valid_at=known, implied=False) if known and draft.implied else draft


def _with(draft: _Draft, claim: _Claim) -> tuple[Statement, ...]:
    return (*draft.evidence, claim.statement)


def _ended(draft: _Draft, claim: _Claim, when: datetime | None) -> _Draft:
    """It held until then. One that is said to have ended before it began never held."""
    until = when or claim.said_at
    if draft.valid_at and until < draft.valid_at:
        until = draft.valid_at if not draft.implied else until
    began = min(draft.valid_at, until) if draft.valid_at else None
    by = (claim.statement.predicate, claim.value) if claim.value and claim.mode == "holds" else None
    return replace(draft, valid_at=began, invalid_at=until, expired_at=claim.said_at, ended_by=by)


def _never_believed(draft: _Draft) -> _Draft:
    """Kept, so that nothing is lost in silence, but it held at no time."""
    moment = draft.valid_at or draft.created_at
    return replace(draft, valid_at=moment, invalid_at=moment, expired_at=draft.created_at)


def _end_of(statement: Statement) -> datetime:
    return statement.invalid_at or statement.valid_at or statement.said_at


def _alike(value: str, other: str) -> bool:
    """Whether one of two objects is the other, perhaps with more words: "Lyon" and "Lyon, France"."""
    words, others = set(value.split()), set(other.split())
    return words <= others or others <= words


def _means(claim: _Claim, draft: _Draft) -> bool:
    """Whether an end that names only an object may mean a fact: the same words, fewer, or one more before its head."""
    words, others = claim.value.split(), draft.value.split()
    if set(words) <= set(others):
        return True
    head = value_of(claim.statement.object.split()[-1]) if claim.statement.object else ""
    return set(others) <= set(words) and len(words) - len(others) <= 1 and head in others


def _same_day(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) < timedelta(1)


def _claim(statement: Statement, names: Names) -> _Claim:
    """A claim about an entity has its name, not the way it is called just now."""
    entity = names.meant(statement)
    shown = names.shown(entity) if entity else statement.object
    return _Claim(statement, statement.mode, value_of(entity or statement.object), shown)


def let_go() -> None:
    """Keeps no text any more: somebody was forgotten."""
    value_of.cache_clear()
    key.cache_clear()
    digest.cache_clear()


@lru_cache(maxsize=65_536)  # beliefs are made again after every write, of mostly the same words
def value_of(text: str) -> str:
    """What two ways to say the same object have in common: the stems of its words, in alphabetical order."""
    found = sorted(set(terms(text)))
    return " ".join(found) or folded(text).strip()


# ── what hangs on what ───────────────────────────────────────────────────────────────────────────────


def _doubted(drafts: Sequence[tuple[str, _Draft]], known: Mapping[str, Predicate]) -> list[tuple[str, _Draft]]:
    """Marks what hangs on something that has changed since it was said last."""
    changes: dict[tuple[str, str], list[_Draft]] = defaultdict(list)
    for subject, draft in drafts:
        begun = draft.valid_at and not draft.implied  # what it came after, nobody need have told
        if draft.invalid_at != draft.valid_at and (draft.expired_at or begun):
            changes[subject, draft.predicate].append(draft)
    return [(subject, _doubt(subject, draft, changes, known)) for subject, draft in drafts]


def _doubt(
    subject: str, draft: _Draft, changes: Mapping[tuple[str, str], list[_Draft]], known: Mapping[str, Predicate]
) -> _Draft:
    if not draft.open:
        return draft
    for upstream in describe(draft.predicate, known).depends_on:
        for change in changes.get((subject, upstream), ()):
            changed = _changed_at(change, draft)
            if changed and draft.last_said < changed and (draft.valid_at or draft.created_at) < changed:
                return replace(draft, doubted_at=changed, ended_by=(change.predicate, change.value))
    return draft


def _changed_at(change: _Draft, draft: _Draft) -> datetime | None:
    """When one learned of a change: that something ended, or that it began after the other was said last."""
    later = change.valid_at and not change.implied and change.valid_at > draft.last_said
    return change.created_at if later and change.created_at > draft.last_said else change.expired_at


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────


def _fact(subject: str, draft: _Draft, names: Names, known: Mapping[str, Predicate]) -> Fact:
    shown = names.shown(subject)
    first = draft.evidence[0]
    return Fact(
        id=digest(subject, draft.predicate, draft.value),
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
        ended_by=draft.ended_by and digest(subject, *draft.ended_by),
    )


def said(statement: Statement) -> str:
    """A statement as a sentence, as the message says it: "The user lives in Lyon"."""
    owner, slash, role = statement.subject.rpartition("/")
    subject = f"{'The user' if owner == USER else owner}'s {role}" if slash else statement.subject
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


def _numbered(facts: Iterable[Fact]) -> list[Fact]:
    """The same thing can hold twice, with a break: the second time is a fact of its own."""
    times: dict[str, int] = defaultdict(int)
    found: list[Fact] = []
    for fact in facts:
        times[fact.id] += 1
        again = times[fact.id]
        found.append(fact if again == 1 else replace(fact, id=digest(fact.id, str(again))))
    return found
