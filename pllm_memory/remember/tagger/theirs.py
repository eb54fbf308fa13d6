"""Of whom it is told, where it is not of the speaker: the subject of the clause, or the only one who is named."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import Clause, clauses
from pllm_memory.remember.extract.people import Around, person
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.sentences import tokens
from pllm_memory.remember.extract.times import find, times
from pllm_memory.remember.extract.words import BRANDS
from pllm_memory.remember.tagger.claims import began
from pllm_memory.remember.tagger.labels import NAMES, Span
from pllm_memory.remember.tagger.objects import object_of

FIRM = 0.8
"""How sure a mark must be of what the words around it make doubtful."""
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
        value = object_of(span.predicate, sentence, span.start, span.stop)
        clause = next((one for one in told if one.words[0].start <= span.start < one.words[-1].end), None)
        own = clause if clause and _theirs(clause, around) else None
        if (_over(own, span) if own else _OVER.search(sentence)) or (
            span.sure < FIRM and (not _holds(own) if own else _UNSURE.search(sentence))
        ):
            continue
        answers = clause is None or not clause.who.noun or _PRONOUN.search(sentence)  # not "the plumber lives there"
        refs = own.refs if own else _alone(sentence, theirs, asked if answers else "", around)
        since = _since(own) if own else began(span.predicate, times(find(sentence, at)), at)
        for ref in refs if value else ():
            if value not in (ref, ref.rpartition("/")[2]):
                yield Claim(ref, span.predicate, value, valid_at=since)


def _theirs(clause: Clause, around: Around) -> bool:
    """Whether others are the subject of a clause."""
    return bool(clause.refs) and not clause.first and around.speaker not in clause.refs


def _holds(clause: Clause) -> bool:
    """Whether a clause tells of something that holds."""
    verb = clause.verb
    holding = verb.tense == "present" or (verb.tense in ("past", "perfect") and verb.lemma in _BEGAN)
    return holding and not verb.negative and clause.certain


_AVERSIONS = frozenset(("dislikes", "allergic_to"))
_ENDING = frozenset("leave quit stop sell lose finish retire resign be live work have study own play use".split())
"""What somebody did, or was, that holds no longer."""


def _over(clause: Clause, span: Span) -> bool:
    """Whether a clause tells what holds no longer, or never did."""
    verb = clause.verb
    if verb.negative:
        return span.predicate not in _AVERSIONS  # "he can't stand", "she doesn't tolerate"
    return verb.tense in ("past", "used") and verb.lemma in _ENDING


_OVER = re.compile(r"(?i)\b(?:no longer|any ?more|used to|until|was|were|ex|former|left)\b")
_UNSURE = re.compile(r"(?i)n't\b|\b(?:not|cannot|never|might|may|would|could|should|if)\b")
"""What says that it may not hold, or not yet."""


def _alone(sentence: str, found: Sequence[Span], asked: str, around: Around) -> tuple[str, ...]:
    """The only one whom a sentence names, or else its question, or whom "she" means."""
    named = _named(sentence, found, around) or _named(asked, (), around) or _meant(sentence, around)
    return tuple(named) if len(named) == 1 else ()


_PRONOUN = re.compile(r"(?i)\b(?:she|her|he|him|his)\b")


def _named(text: str, found: Sequence[Span], around: Around) -> set[str]:
    """Who is named in a text, beside what is told of them."""
    said, named, place = tokens(text), set[str](), 0
    while place < len(said):
        value = any(span.start <= said[place].start < span.stop for span in found)
        one = None if value else person(said, place, around)
        if one and (said[place].low in ("my", "our") or all(_somebody(ref, around) for ref in one.refs)):
            named.update(one.refs)
        place = max(one.end if one else 0, place + 1)
    return named - {around.speaker}


def _somebody(ref: str, around: Around) -> bool:
    """Whether a name is one of a person, as far as anybody knows."""
    name = ref.partition("/")[0]
    if name in around.names or any(one.ref == ref for one in around.mentioned):
        return True
    return name.lower() not in COMMON | BRANDS and not is_place(name)


def _meant(text: str, around: Around) -> set[str]:
    """Whom the pronouns of a text mean; nobody where one of them means nobody known."""
    meant = {around.meant("f" if one in ("she", "her") else "m") for one in map(str.lower, _PRONOUN.findall(text))}
    return {one for one in meant if one} if None not in meant else set()


def _since(clause: Clause) -> datetime | None:
    when = clause.when
    return when.since or when.lasting or (when.at if clause.verb.tense != "present" else None)
