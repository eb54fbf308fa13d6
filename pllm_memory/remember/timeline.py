"""What is held of one subject and one predicate, as statements come in the order in which they were said. Pure.

Which facts a statement meets, and what it does to them: `resolve` says by what rules.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from pllm_memory.facts import Statement, digest
from pllm_memory.predicates import Predicate
from pllm_memory.remember.names import Names, key
from pllm_memory.remember.sorts import general, sorts
from pllm_memory.text import folded, terms


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, its object resolved."""

    statement: Statement
    mode: str
    value: str
    """What two ways to say the same object have in common."""
    object: str

    @property
    def said_at(self) -> datetime:
        """When it was said."""
        return self.statement.said_at


@dataclass(frozen=True, slots=True)
class Draft:
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
    ended_by: Statement | None = None
    """What says what it was ended by: evidence of another fact."""

    @property
    def open(self) -> bool:
        """Whether it is believed to hold still."""
        return self.expired_at is None and self.invalid_at is None

    @property
    def trust(self) -> int:
        """The best of those who said it: the lower, the more they are trusted."""
        return min(statement.trust for statement in self.evidence)

    @property
    def certain(self) -> bool:
        """Whether anybody was sure."""
        return any(statement.certain for statement in self.evidence)

    @property
    def last_said(self) -> datetime:
        """When it was said last."""
        return max(statement.said_at for statement in self.evidence)


class Timeline:
    """The facts of one subject and predicate, as statements come in the order they were said."""

    def __init__(self, predicate: Predicate) -> None:
        self.predicate = predicate
        self.drafts: list[Draft] = []
        self._open: dict[int, None] = {}
        self._of_value: dict[str, list[int]] = defaultdict(list)
        self._having: dict[str, set[int]] = defaultdict(set)
        self._ended_at: dict[datetime, list[int]] = defaultdict(list)

    def add(self, claim: Claim, *, echo: bool = False) -> None:
        """Takes one more statement. An end that is only an echo of what was said makes nothing new."""
        if claim.mode == "ends":
            self._end(claim, echo=echo)
        elif claim.mode == "corrects":
            self._correct(claim)
        elif _is_past(claim, self.predicate):
            self._add_past(claim)
        else:
            self._hold(claim)

    def _hold(self, claim: Claim) -> None:
        same = next(self._open_like(claim), None)
        if same is not None:
            self._say_again(same, claim)
            return
        new = _draft(claim, self.predicate)
        if self.predicate.cardinality == "one":
            for place in list(self._open):
                if not _may_end(claim, self.drafts[place]):
                    self._append(_never_believed(new))
                    return
                self._put(place, _ended(self.drafts[place], claim, new.valid_at))
            self._end_when_it_began(new)
        self._append(new)

    def _end_when_it_began(self, new: Draft) -> None:
        """Of "I left Oslo. Since May I live in Lyon": what the same message ended, it ended when the new one began."""
        for place in self._ended_at.get(new.created_at, ()):
            draft = self.drafts[place]
            at_once = draft.invalid_at is not None and new.created_at - draft.invalid_at < _SOON
            if at_once and new.valid_at and (draft.valid_at or new.valid_at) <= new.valid_at < new.created_at:
                self._put(place, replace(draft, invalid_at=new.valid_at))

    def _say_again(self, place: int, claim: Claim) -> None:
        """Once it is known since when it holds, it is known until when that held which it ended."""
        before, after = self.drafts[place], _said_again(self.drafts[place], claim, self.predicate)
        self._put(place, after)
        if not after.valid_at or before.valid_at == after.valid_at:
            return
        for other in self._ended_at.get(before.created_at, ()):
            draft = self.drafts[other]
            if draft.ended_by in before.evidence and draft.invalid_at == before.valid_at:
                self._put(other, replace(draft, invalid_at=max(after.valid_at, draft.valid_at or after.valid_at)))

    def _add_past(self, claim: Claim) -> None:
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

    def _end(self, claim: Claim, *, echo: bool) -> None:
        statement = claim.statement
        when = _end_of(statement) if statement.mode == "ends" else statement.valid_at or statement.said_at
        found = self._exactly(claim) if claim.statement.mode == "holds" else self._meant(claim)
        for place in found:
            if _may_end(claim, self.drafts[place]):
                self._put(place, _ended(self.drafts[place], claim, when))
        over = statement.invalid_at or statement.valid_at  # else it is a denial, and tells of no earlier days
        news = not found and claim.value and not echo and self.predicate.cardinality == "one"
        if news and over and not self._knows_over(claim, over):
            past = _draft(claim, self.predicate)
            self._append(replace(past, valid_at=None, implied=False, invalid_at=when))

    def knows(self, value: str) -> bool:
        """Whether that was ever told, and not taken back."""
        return any(
            self.drafts[place].valid_at != self.drafts[place].invalid_at for place in self._of_value.get(value, ())
        )

    def _knows_over(self, claim: Claim, when: datetime) -> bool:
        """Whether it is known to have ended then, or the same message has ended it."""
        ended = (self.drafts[place] for place in self._alike(claim.value))
        return any(
            one.expired_at == claim.said_at or (one.invalid_at is not None and abs(one.invalid_at - when) < _ABOUT)
            for one in ended
        )

    def be_over(self, claim: Claim) -> None:
        """Takes an end that says only of what: what holds of that object by other messages is over."""
        if not self.predicate.lasting:
            return
        named = [place for place in self._sharing(claim.value) if place in self._open]
        for place in [place for place in named if _means(claim, self.drafts[place])] or self._of_sort(claim):
            draft = self.drafts[place]
            told = any(statement.message_id != claim.statement.message_id for statement in draft.evidence)
            if told and _may_end(claim, draft):
                self._put(place, _ended(draft, claim, _end_of(claim.statement)))

    def replaced(self, claim: Claim) -> int | None:
        """The fact that a swap means which says only of what for what: one that holds of the old by other messages."""
        old = value_of(claim.statement.replaces or "")
        if not (old and self.predicate.succeeded):
            return None
        new = set(claim.value.split())
        for place in self._alike(old):
            inside = new <= set(self.drafts[place].value.split())  # "Habitat for Humanity" is one name
            if place in self._open and not inside and _may_end(claim, self.drafts[place]):
                return place
        return None

    def take_place(self, claim: Claim, place: int) -> None:
        """Takes such a swap: what held of the old one holds of the new one from then on."""
        statement = replace(claim.statement, predicate=self.predicate.name)
        new = Claim(statement, "holds", claim.value, claim.object)
        self._put(place, _ended(self.drafts[place], new, _end_of(statement)))
        self._hold(new)

    def _correct(self, claim: Claim) -> None:
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
        self._put(place, replace(_never_believed(wrong), expired_at=claim.said_at, ended_by=claim.statement))
        again = list(self._open_like(claim)) if claim.value else []
        if again:
            self._say_again(again[-1], claim)
        else:
            self._append(new)

    # ── which facts a statement meets ────────────────────────────────────────────────────────────────

    def _like(self, claim: Claim) -> list[int]:
        """Those that say the same, open or not."""
        if self.predicate.event:
            when = claim.statement.valid_at
            return [p for p in self._of_value.get(claim.value, ()) if _same_day(self.drafts[p].valid_at, when)]
        if self._by_words:
            return self._alike(claim.value)
        return list(self._of_value.get(claim.value, ()))

    def _open_like(self, claim: Claim) -> Iterator[int]:
        """Those that say the same and are believed to hold: of one value at a time there are few in any life."""
        if self._by_words:
            return (place for place in self._open if _alike(self.drafts[place].value, claim.value))
        return (place for place in self._like(claim) if place in self._open or self._is_day_of(place, claim))

    def _is_day_of(self, place: int, claim: Claim) -> bool:
        """Whether an event that is believed, and ends with its day, is said to be on that day again."""
        draft = self.drafts[place]
        dated = draft.valid_at is not None and claim.statement.valid_at is not None
        return self.predicate.event and dated and draft.expired_at is None

    @property
    def _by_words(self) -> bool:
        """Whether more words, or fewer, may be the same object."""
        one = self.predicate.cardinality == "one" and self.predicate.object != "text"
        return one and not self.predicate.event

    def _exactly(self, claim: Claim) -> list[int]:
        return [place for place in self._of_value.get(claim.value, ()) if place in self._open]

    def _meant(self, claim: Claim) -> list[int]:
        """Those that an end means: of its object, or the only one where it names none."""
        if claim.value:
            alike = self._exactly(claim) or [p for p in self._alike(claim.value) if self.drafts[p].open]
            return alike or self._of_sort(claim)
        return list(self._open) if len(self._open) == 1 else []

    def _of_sort(self, claim: Claim) -> list[int]:
        """The only one that is of the sort which an end names, by its make: "the car" is the Fiat."""
        words = claim.statement.object.split()
        own = words and not any("'" in word or "’" in word for word in words)  # not "Tom's car"
        sort = general(words[-1]) if own and self.predicate.name in ("owns", "has") else ""
        if not sort:
            return []
        found = [p for p in self._open if sort in sorts(self.drafts[p].object.split())]
        return found if len(found) == 1 else []

    def _corrected(self, claim: Claim) -> int | None:
        """The one that a correction means: of the object that it names, or the one that was said last."""
        if claim.statement.replaces:
            wrong = self._alike(value_of(claim.statement.replaces))
            return next((place for place in reversed(wrong) if self.drafts[place].expired_at is None), None)
        believed = [place for place, draft in enumerate(self.drafts) if draft.expired_at is None]
        if self.predicate.event and claim.value:  # its time was wrong
            return next((place for place in reversed(believed) if self.drafts[place].value == claim.value), None)
        if self.predicate.cardinality == "one" or not claim.value:
            return max(believed, key=lambda place: self.drafts[place].last_said, default=None)
        return None

    def _alike(self, value: str) -> list[int]:
        """Those whose object is the same, perhaps with more words or fewer."""
        return [place for place in self._sharing(value) if _alike(self.drafts[place].value, value)]

    def _sharing(self, value: str) -> list[int]:
        """Those that may be alike: a word in common, or none at all. A long life is not gone through for each claim."""
        if not value:
            return list(range(len(self.drafts)))
        having = [places for word in ("", *value.split()) if (places := self._having.get(word))]
        return sorted(set[int]().union(*having)) if having else []

    def _append(self, draft: Draft) -> None:
        self.drafts.append(draft)
        place = len(self.drafts) - 1
        self._note(place, draft.value)
        if draft.open:
            self._open[place] = None

    def _note(self, place: int, value: str) -> None:
        self._of_value[value].append(place)
        for word in value.split() or [""]:
            self._having[word].add(place)

    def _put(self, place: int, draft: Draft) -> None:
        if draft.value != self.drafts[place].value:
            self._note(place, draft.value)
        self.drafts[place] = draft
        if not draft.open and place in self._open:
            del self._open[place]
            if draft.expired_at:
                self._ended_at[draft.expired_at].append(place)


class Timelines:
    """All of them, in the order in which they began."""

    def __init__(self) -> None:
        self._all: dict[tuple[str, str], Timeline] = {}
        self._of_subject: dict[str, list[Timeline]] = defaultdict(list)

    def of(self, subject: str) -> Sequence[Timeline]:
        """Those of one subject."""
        return self._of_subject.get(subject, ())

    def of_both(self, subject: str, predicate: Predicate) -> Timeline:
        """The one of a subject and a predicate, an empty one where there is none."""
        found = self._all.get((subject, predicate.name))
        if found is None:
            found = self._all[subject, predicate.name] = Timeline(predicate)
            self._of_subject[subject].append(found)
        return found

    def drafts(self) -> list[tuple[str, Draft]]:
        """What is in them, each with its subject."""
        return [(subject, draft) for (subject, _), one in self._all.items() for draft in one.drafts]


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────


def _may_end(claim: Claim, draft: Draft) -> bool:
    """Low trust never ends high, a guess never ends a statement; nor a model what rules read in the same message."""
    statement = claim.statement
    known_better = _by_model(statement) and any(
        other.message_id == statement.message_id and not _by_model(other) for other in draft.evidence
    )
    return statement.trust <= draft.trust and (statement.certain or not draft.certain) and not known_better


def _by_model(statement: Statement) -> bool:
    return statement.source.startswith("llm:")


def _is_past(claim: Claim, predicate: Predicate) -> bool:
    until = claim.statement.invalid_at
    return until is not None and until <= claim.said_at and not predicate.event


def _draft(claim: Claim, predicate: Predicate) -> Draft:
    statement = claim.statement
    valid_at = statement.valid_at or (None if predicate.event else statement.said_at)
    invalid_at = statement.invalid_at
    if predicate.name == "plans" and valid_at and not invalid_at:
        invalid_at = valid_at + timedelta(1)  # a plan is over when its day is
    return Draft(
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


def _said_again(draft: Draft, claim: Claim, predicate: Predicate) -> Draft:
    """One more message that says so; it may know better since when, and more exactly what.

    A later beginning than when it was said before is believed only of what one has one of: "I live in Rome" was a
    plan then. Of a cat that was there before, "since Monday" says something else.
    """
    valid_at, implied, since = draft.valid_at, draft.implied, claim.statement.valid_at
    if since and implied and (predicate.cardinality == "one" or not valid_at or since < valid_at):
        valid_at, implied = since, False
    longer = len(claim.value) > len(draft.value)
    better = replace(draft, object=claim.object, value=claim.value) if longer else draft
    return replace(better, valid_at=valid_at, implied=implied, evidence=_with(draft, claim))


def _began(draft: Draft, claim: Claim) -> Draft:
    """It may be told only at its end since when it held."""
    known = claim.statement.valid_at
    return replace(draft, valid_at=known, implied=False) if known and draft.implied else draft


def _with(draft: Draft, claim: Claim) -> tuple[Statement, ...]:
    return (*draft.evidence, claim.statement)


def _ended(draft: Draft, claim: Claim, when: datetime | None) -> Draft:
    """It held until then. One that is said to have ended before it began never held."""
    until = when or claim.said_at
    if draft.valid_at and until < draft.valid_at:
        until = draft.valid_at if not draft.implied else until
    began = min(draft.valid_at, until) if draft.valid_at else None
    by = claim.statement if claim.value and claim.mode == "holds" else None
    to_come = claim.mode == "ends" and until > claim.said_at + _SOON  # it holds until then
    return replace(draft, valid_at=began, invalid_at=until, expired_at=None if to_come else claim.said_at, ended_by=by)


_SOON = timedelta(1)
_ABOUT = timedelta(62)
"""How far apart two ends may be told that are the same one: "in March", "this spring"."""


def _never_believed(draft: Draft) -> Draft:
    """Kept, so that nothing is lost in silence, but it held at no time."""
    moment = draft.valid_at or draft.created_at
    return replace(draft, valid_at=moment, invalid_at=moment, expired_at=draft.created_at)


def _end_of(statement: Statement) -> datetime:
    return statement.invalid_at or statement.valid_at or statement.said_at


def _alike(value: str, other: str) -> bool:
    """Whether one of two objects is the other, perhaps with more words: "Lyon" and "Lyon, France"."""
    words, others = set(value.split()), set(other.split())
    return words <= others or others <= words


def _means(claim: Claim, draft: Draft) -> bool:
    """Whether an end that names only an object may mean a fact: the same words, fewer, or one more before its head."""
    words, others = claim.value.split(), draft.value.split()
    if set(words) <= set(others):
        return True
    last = claim.statement.object.split()[-1] if claim.statement.object else ""
    same = value_of(last) in others or (general(last) and general(last) in sorts(draft.object.split()))
    return set(others) <= set(words) and len(words) - len(others) <= 1 and bool(same)


def _same_day(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) < timedelta(1)


def claim_of(statement: Statement, names: Names) -> Claim:
    """A claim about an entity has its name, not the way it is called just now."""
    entity = names.meant(statement)
    shown = names.shown(entity) if entity else statement.object
    return Claim(statement, statement.mode, value_of(entity or statement.object), shown)


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
