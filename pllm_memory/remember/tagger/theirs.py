"""Of whom it is told, where it is not of the speaker: the subject of the clause, or the only one who is named."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import Clause, clauses
from pllm_memory.remember.extract.people import Around, person
from pllm_memory.remember.extract.sentences import tokens
from pllm_memory.remember.tagger.labels import NAMES, Span
from pllm_memory.remember.tagger.objects import object_of

_BEGAN = frozenset("move start begin join get become adopt marry buy land find take".split())
"""What somebody did that holds since; of any other verb in the past, nobody knows."""
_UNTOLD = NAMES | {"species", "plans", "birthday"}


def of_others(sentence: str, found: Sequence[Span], asked: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What a sentence claims of others than its speaker.

    Args:
        sentence: The sentence, with the names of people capitalised.
        found: What was marked in it, by the places of its words.
        asked: The question that it answers, or "".
        at: When it was said.
        around: Who speaks, and whom they mentioned.
    """
    theirs = [one for one in found if one.sign == "other" and one.predicate not in _UNTOLD]
    if not theirs:
        return
    told = list(clauses(sentence, at, around))
    for span in theirs:
        value = object_of(span.predicate, sentence[span.start : span.stop])
        clause = next((one for one in told if one.words[0].start <= span.start < one.words[-1].end), None)
        if clause and _holds(clause, around):
            refs, since = clause.refs, _since(clause)
        elif clause is None or _beside(clause):
            refs, since = _alone(sentence, asked, around), None
        else:
            continue
        for ref in refs if value else ():
            if value not in (ref, ref.rpartition("/")[2]):
                yield Claim(ref, span.predicate, value, valid_at=since)


def _beside(clause: Clause) -> bool:
    """Whether somebody may be told of by the way: the clause is the speaker's own, and tells of what holds."""
    return clause.first and clause.verb.tense == "present" and not clause.verb.negative and clause.certain


def _alone(sentence: str, asked: str, around: Around) -> tuple[str, ...]:
    """The only one whom a sentence names, or whom "she" means, or else whom its question names."""
    if _OVER.search(sentence):
        return ()
    named = _named(sentence, around) or _meant(sentence, around) or _named(asked, around)
    return tuple(named) if len(named) == 1 else ()


_OVER = re.compile(
    r"(?i)n't\b|\b(?:not|cannot|never|no longer|any ?more|used to|until|was|were|ex|former|left|might|may|would|could"
    r"|should|if)\b"
)
"""What says that it may hold no longer, or may not yet."""
_PRONOUN = re.compile(r"(?i)\b(?:she|her|he|him|his)\b")


def _named(text: str, around: Around) -> set[str]:
    """Who is named in a text: of the speaker's own people, and those who were talked about."""
    said, known = tokens(text), {one.ref for one in around.mentioned} | around.names
    found, place = set[str](), 0
    while place < len(said):
        one = person(said, place, around)
        if one and (said[place].low in ("my", "our") or any(ref.partition("/")[0] in known for ref in one.refs)):
            found.update(one.refs)
        place = max(one.end if one else 0, place + 1)
    return found - {around.speaker}


def _meant(text: str, around: Around) -> set[str]:
    """Whom the pronouns of a text mean; nobody where one of them means nobody known."""
    meant = {around.meant("f" if one in ("she", "her") else "m") for one in map(str.lower, _PRONOUN.findall(text))}
    return {one for one in meant if one} if None not in meant else set()


def _since(clause: Clause) -> datetime | None:
    when = clause.when
    return when.since or when.lasting or (when.at if clause.verb.tense != "present" else None)


def _holds(clause: Clause, around: Around) -> bool:
    """Whether a clause tells of others something that holds."""
    theirs = bool(clause.refs) and not clause.first and around.speaker not in clause.refs
    verb = clause.verb
    holding = verb.tense == "present" or (verb.tense in ("past", "perfect") and verb.lemma in _BEGAN)
    return theirs and holding and not verb.negative and clause.certain
