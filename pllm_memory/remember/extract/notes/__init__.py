"""What a careful listener would write down of a chat: what was done, with whom, why, and how it was.

The other rules reduce a clause to what holds: "likes camping". Friends tell more: "I love camping trips with my family,
because nature brings such peace". This keeps a sentence as it was said, told of its speaker, where its grammar shows
what it is: a deed, a habit, a feeling, what something does to the speaker, what they hold to be true, what they advise.
What "it was great" in the next sentence is about, is kept with it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pllm_memory.facts import Statement
from pllm_memory.predicates import ANYTHING
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.earnest import made_up
from pllm_memory.remember.extract.notes.hearer import advised, praised, shown, thanked
from pllm_memory.remember.extract.notes.oneself import of_oneself
from pllm_memory.remember.extract.notes.part import YOU, Said, parts, said_in
from pllm_memory.remember.extract.notes.things import found, held
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.text import terms

_LONGEST, _LONGEST_MORE = 225, 110
"""Characters of a note, and of a part that is kept with it."""
_LEAST = {"says": 5, "does": 4, "advises": 4}
"""Content words of a note, where it is not three: less is small talk."""
_ALONE = 4
"""Content words that a note of what is merely said has before anything is kept with it."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be noted, and the sentence that begins it."""

    claim: Claim
    text: str

    def with_more(self, more: Said) -> "Note":
        """With what goes on about it, if it is not too long then."""
        joined = f"{self.claim.object}; {more.told()}"
        if len(more.text) > _LONGEST_MORE or len(joined) > _LONGEST:
            return self
        return replace(self, claim=replace(self.claim, object=joined))


def notes(told: Sequence[Sentence], at: datetime, speaker: str, hearer: str | None) -> Iterator[Note]:
    """What the sentences of a message say.

    Args:
        told: The sentences.
        at: When they were said.
        speaker: Who speaks.
        hearer: The one person who is spoken to, by name; None for an assistant or a group.
    """
    if any(not (one.serious or one.question or _IF(one.text)) for one in told):
        return  # what is told beside a joke or a story may belong to it
    if any(_WRITTEN(one.text) for one in told):
        return  # it is a draft
    ways = _OWN if any(made_up(one.text) for one in told) else _WAYS
    last: Note | None = None
    for one in told:
        read = parts(one.text) if one.serious and not one.question else ()
        before, linked = last, last is not None
        for place, part in enumerate(read):
            said = said_in(part, at, speaker, hearer)
            claim = _note(said, ways) if said else None
            if claim:
                yield from _told(last)
                last, linked = Note(claim, one.text), True
            elif last and linked and said and _continues(said, same=place > 0):
                last = last.with_more(said)
            else:
                linked = False
        if last is before and before and before.text != one.text:
            yield before  # nothing goes on about it
            last = None
    yield from _told(last)


def _told(note: Note | None) -> Iterator[Note]:
    """A note, if it says more than small talk does."""
    if note and len(set(terms(note.claim.object))) >= _LEAST.get(note.claim.predicate, 3):
        yield note


_WRITTEN = saying(
    r"(?i)\b(?:check|proofread|translate|correct|rewrite|improve|rephrase|summari[sz]e|edit|polish)\b[^.!?]{0,30}\b"
    r"(?:letter|e-?mail|text|essay|sentences?|paragraph|cv|resume|message|draft|poem|story|grammar|speech)\b"
)
_IF = saying(r"(?i)\b(?:if|wish)\b")
_BACK = re.compile(
    r"(?i)^(?:it|its|that|this|they|these|those|she|he|everyone|everybody|which|such|the (?:kids|children|crowd"
    r"|audience|guests|people|place|event|food|music|weather|views?|vibes?|atmosphere|energy|colou?rs|experience))\b"
)
"""How what goes on about the same begins: it, or what was there."""
_POINTING = frozenset(("it", "them", "that", "this"))


def _continues(said: Said, *, same: bool) -> bool:
    """Whether a part goes on about what was before: "it was great", "I use it to relax", or anything behind a dash."""
    first = said.words[0].low
    if YOU.search(said.text) or first == "here":
        return False
    if first in ("i", "we"):
        return not _POINTING.isdisjoint(token.low for token in said.words[2:7])
    return same or bool(_BACK.match(said.text))


_OWN = (thanked, praised, advised, shown, of_oneself)
"""Ways to read a part that tell of the speaker, or to whom they speak; beside a book or a film no others."""
_WAYS = (*_OWN, found, held)


def _note(said: Said, ways: Sequence[Callable[[Said], Claim | None]]) -> Claim | None:
    """What a part says by itself, in the first way in which it can be read."""
    for read in ways:
        claim = read(said)
        if claim:
            merely = claim.predicate == "says" and len(set(terms(claim.object))) < _ALONE
            return None if merely or len(claim.object) > _LONGEST else claim
    return None


# ── beside what else was understood ──────────────────────────────────────────────────────────────────

_LONGER = frozenset(("did", "feels", "believes"))
"""Predicates of which the longer of two that say the same is kept."""
_NEW, _SHORT = 4, 55
"""Content words that a note has besides what holds by its sentence; characters of a note that needs one more."""


def told_more(known: Sequence[Statement], noted: Sequence[Statement]) -> tuple[Statement, ...]:
    """What was understood of a message with its notes: of two that say the same, the one that says more.

    A note of which nearly all is known otherwise is none.
    """
    if not noted:
        return tuple(known)
    heard = frozenset[str]().union(*(terms(f"{one.predicate.replace('_', ' ')} {one.object}") for one in known))
    kept, more = list(known), list[Statement]()
    for note in noted:
        stems = frozenset(terms(note.object))
        shorter = [one for one in kept if one.subject == note.subject and _says_less(one, stems)]
        if len(stems - heard) < _needed(note, known, shorter):
            continue
        same = [one for one in shorter if one.predicate == note.predicate]
        kept = [one for one in kept if one not in same]
        valid_at = note.valid_at or next((one.valid_at for one in same if one.valid_at), None)
        more.append(replace(note, valid_at=valid_at if note.predicate == "did" else None))
        heard |= stems
    return (*kept, *more)


_NOTED = _LONGER | {"visited"}
"""Predicates of which there may be a note beside."""


def _needed(note: Statement, known: Sequence[Statement], shorter: Sequence[Statement]) -> int:
    """How many new content words a note must have to be worth keeping."""
    of_it = (one for one in known if one.predicate != ANYTHING and (one.text in note.text or note.text in one.text))
    if any(one.predicate not in _NOTED for one in of_it):
        return _NEW if len(note.object) > _SHORT else _NEW + 1
    return 1 if shorter else 2


def _says_less(one: Statement, stems: frozenset[str]) -> bool:
    """Whether a note with these words says all that was understood, and maybe more."""
    return one.predicate in _LONGER and one.mode == "holds" and set(terms(one.object)) <= stems
