"""What a parsed sentence tells, by the patterns that are found in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.times import Times, find, times
from pllm_memory.remember.nlp.examples import Pattern, Patterns
from pllm_memory.remember.nlp.meant import Manner, manner, still_denied
from pllm_memory.remember.nlp.parse import Parse
from pllm_memory.remember.nlp.shapes import SUBJECT, UNSAID, Found, match, subjects
from pllm_memory.remember.nlp.slots import SAID_AS, TASTES, values
from pllm_memory.remember.nlp.whom import who

_FELT = TASTES | {"avoids", "abstains_from"}
"""What nobody is ordered to do, so that a verb without a subject is the speaker's: "Love jazz"."""
_ANY = "any"
"""The slot of a word that may be any, and is not kept."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A pattern that was found: at which word of a sentence, with what in its slots, said how, of when."""

    pattern: Pattern
    slots: Found
    parse: Parse
    place: int
    how: Manner
    at: datetime

    @property
    def fits(self) -> bool:
        """Whether it is said in the manner of the example."""
        how, pattern = self.how, self.pattern
        if how.modal != pattern.modal or pattern.tense not in how.tense or (pattern.negative and not how.negative):
            return False
        if pattern.ordering and subjects(self.parse, self.place):
            return False  # "call me Kat" is not "they call me Kat"
        return self._short() if pattern.unsaid else self._own()

    @property
    def unsaid(self) -> bool:
        """Whether nobody is said whom it is about."""
        return self.slots.get(SUBJECT) == UNSAID

    def _short(self) -> bool:
        """Of "crazy about jazz": whether nothing stands before it that would say whom it is about."""
        return not self.unsaid or (self._alone() and not self.parse.under(self.place, "cop", "poss"))

    def _own(self) -> bool:
        """Whether its subject is said, or can only be the speaker."""
        if not self.unsaid:
            return True
        told = self.parse.words[self.place].tag in ("VBD", "VBN", "VBG") or self.how.negative or bool(self.how.modal)
        return self._alone() and (told or self.pattern.predicate in _FELT)

    def _alone(self) -> bool:
        """Whether it is the root of its sentence, and nothing but small words stand before what it is made of."""
        if self.parse.words[self.place].dep != "ROOT":
            return False
        before = self.parse.words[: self.place]
        return not any(word.pos in ("NOUN", "PROPN", "VERB") and word.head == self.place for word in before)


def told(parse: Parse, patterns: Patterns, at: datetime, around: Around, *, answers: bool) -> Iterator[Claim]:
    """What a sentence claims.

    Args:
        parse: The sentence.
        patterns: What to look for.
        at: When it was said.
        around: Who speaks, and whom they mentioned.
        answers: Whether it answers a question: then a subject that is left out may be anybody.
    """
    for place in range(len(parse.words)):
        fitting = [one for one in _found(parse, place, patterns, at) if one.fits and not (answers and one.unsaid)]
        largest = max((one.pattern.shape.size for one in fitting), default=0)
        for one in fitting:
            if one.pattern.shape.size == largest:
                yield from _claims(one, around)


def _found(parse: Parse, place: int, patterns: Patterns, at: datetime) -> Iterator[_Found]:
    known = patterns.by_root.get(parse.words[place].lemma, ())
    matching = [(one, slots) for one in known if (slots := _matched(one, parse, place)) is not None]
    how = manner(parse, place) if matching else None
    if how:
        yield from (_Found(one, slots, parse, place, how, at) for one, slots in matching)


def _matched(pattern: Pattern, parse: Parse, place: int) -> Found | None:
    """Where the slots are; of "am terrified of", which may be a passive, and "terrified of", also the subject."""
    slots = match(pattern.shape, parse, place)
    if slots is not None and pattern.unsaid:
        return {SUBJECT: next(iter(subjects(parse, place)), UNSAID)} | slots
    return slots


def _claims(found: _Found, around: Around) -> Iterator[Claim]:
    people = who(found.parse, found.slots.get(SUBJECT, UNSAID), around)
    said = dict(_said(found)) if people else {}
    if not all(said.values()):
        return
    when = _when(found)
    for predicate, objects in said.items():
        for subject in people:
            for value in objects:
                claim = _claim(found, when, subject, SAID_AS.get(predicate, predicate), value)
                if claim and value != subject:
                    yield claim


def _said(found: _Found) -> Iterator[tuple[str, list[str]]]:
    """What is said, by predicate."""
    if found.pattern.value:
        yield found.pattern.predicate, [found.pattern.value]
    for name, place in found.slots.items():
        if name not in (SUBJECT, _ANY):
            yield name, list(values(found.parse, place, name, found.at))


def _claim(found: _Found, when: Times, subject: str, predicate: str, value: str) -> Claim | None:
    """A claim, if what was found holds, began or ended as the tense and the negation have it."""
    how, does = found.how, found.pattern.does
    if how.negative != found.pattern.negative:
        over = how.over or still_denied(found.parse, found.place)
        until = when.since or when.until or found.at
        return Claim(subject, predicate, value, "ends", invalid_at=until) if over and does != "ends" else None
    begun = when.at or when.since or when.lasting
    if does == "ends":
        return Claim(subject, predicate, value, "ends", invalid_at=when.at or found.at, certain=how.certain)
    if does == "begins" or found.pattern.tense == "past":
        return Claim(subject, predicate, value, valid_at=begun, invalid_at=when.until, certain=how.certain)
    if predicate in TASTES and "past" in how.tense and not (when.since or when.lasting or _ever(found)):
        return None  # "I've enjoyed this talk"
    return Claim(
        subject, predicate, value, valid_at=when.since or when.lasting, invalid_at=when.until, certain=how.certain,
        strength=0.8 if predicate in TASTES else 0.5,
    )  # fmt: skip


def _ever(found: _Found) -> bool:
    near = {found.parse.words[child].lemma for child in found.parse.children[found.place]}
    return bool(near & {"always", "never", "long", "ever", "since"})


def _when(found: _Found) -> Times:
    """The times that belong to a clause, and to none within it."""
    moments = find(found.parse.text, found.at)
    return times(moment for moment in moments if _within(found.parse, found.place, moment.start))


def _within(parse: Parse, place: int, start: int) -> bool:
    first = next((one for one, word in enumerate(parse.words) if word.end > start), None)
    for one in [] if first is None else [first, *parse.above(first)]:
        if one == place:
            return True
        if parse.words[one].pos in ("VERB", "AUX") and parse.under(one, "nsubj", "nsubjpass"):
            return False
    return False
