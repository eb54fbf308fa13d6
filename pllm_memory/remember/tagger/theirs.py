"""Of whom it is told, where it is not of the speaker: the subject of the clause, or the only one who is named."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import Clause, clauses
from pllm_memory.remember.extract.given import GIVEN
from pllm_memory.remember.extract.people import Around, person, proper
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.sentences import Token, tokens
from pllm_memory.remember.extract.times import find, times
from pllm_memory.remember.extract.words import BRANDS, PETS, PROFESSIONS, RELATIONS
from pllm_memory.remember.tagger.claims import began
from pllm_memory.remember.tagger.labels import NAMES, Span
from pllm_memory.remember.tagger.objects import object_of

FIRM = 0.8
"""How sure a mark must be of what the words around it make doubtful."""
CERTAIN = 0.9
"""How sure one must be to be believed whatever the verb of its clause: "she rang from Glasgow, from her own hall"."""
_UNTOLD = NAMES | {"species", "plans", "birthday"}


def of_others(
    sentence: str, found: Sequence[Span], asked: str, at: datetime, around: Around, *, rest: str = ""
) -> Iterator[Claim]:
    """What a sentence claims of others than its speaker.

    Args:
        sentence: The sentence, with the names of people capitalised.
        found: What was marked in it, by the places of its words.
        asked: The question that it answers, or "".
        at: When it was said.
        around: Who speaks, and whom they mentioned.
        rest: What else the message says: "The weather in Manchester? Yolanda lives there now."
    """
    theirs = [one for one in found if one.sign == "other" and one.predicate not in _UNTOLD]
    if not theirs:
        return
    told = list(clauses(sentence, at, around))
    for span in theirs:
        value = object_of(span.predicate, sentence, span.start, span.stop)
        clause = next((one for one in told if one.words[0].start <= span.start < one.words[-1].end), None)
        if clause and _theirs(clause, around) and value not in clause.refs:
            holds = _holds(clause, span) or _for_sure(clause, span) or bool(_GONE_TO.search(sentence, 0, span.start))
            refs, since = clause.refs if holds else (), _since(clause)
        else:
            refs = () if _over(sentence, span) else _alone(sentence, theirs, asked, around, rest)
            since = began(span.predicate, times(find(sentence, at)), at)
        for ref in refs if value else ():
            if value not in (ref, ref.rpartition("/")[2]):
                yield Claim(ref, span.predicate, value, valid_at=since)


def _theirs(clause: Clause, around: Around) -> bool:
    """Whether others are the subject of a clause."""
    return bool(clause.refs) and not clause.first and around.speaker not in clause.refs


_BEGAN = frozenset(
    "move start begin join get become adopt marry buy land find take settle shift relocate emigrate".split()
)
"""What somebody did that holds since."""
_LASTING = frozenset(("likes", "dislikes", "allergic_to", "has_condition", "follows_diet", "speaks"))
"""What somebody is like, whatever it showed in: "she ended up in hospital over walnuts"."""
_STATES = frozenset("be live work have study like love hate own play use".split())
"""What was so, and of which nobody knows whether it is."""
_PARTED = frozenset("leave quit resign retire apply interview visit sell lose stop drop finish end".split())
"""After which it is so no longer, or not yet."""
_AVERSIONS = frozenset(("dislikes", "allergic_to"))
_TAKING = frozenset("stand bear abide stomach tolerate eat drink have take touch do handle go like enjoy love".split())
"""What one cannot do with what one is averse to."""


def _holds(clause: Clause, span: Span) -> bool:
    """Whether a clause tells of others something that holds."""
    verb = clause.verb
    if verb.negative:
        return span.predicate in _AVERSIONS and verb.lemma in _TAKING
    if verb.tense in ("past", "perfect"):
        firm = span.predicate in _LASTING and span.sure >= FIRM and verb.lemma not in _STATES
        return clause.certain and (verb.lemma in _BEGAN or firm)
    return clause.certain and verb.tense == "present"


def _for_sure(clause: Clause, span: Span) -> bool:
    """Whether a mark is so sure that the verb, which tells of something else, is no matter."""
    verb = clause.verb
    over = _PARTED if verb.tense == "perfect" else _STATES | _PARTED  # who has worked there does, mostly
    real = verb.tense == "present" or (verb.tense in ("past", "perfect") and verb.lemma not in over)
    return span.sure >= CERTAIN and clause.certain and real and not verb.negative


_GONE_TO = re.compile(r"(?i)\b(?:left|leaving|departed|swapped|exchanged|traded|set off)\b[^.;,!?]* for (?:the )?\Z")
"""Where somebody went: "left Leeds for Porto"."""
_ENDED = re.compile(r"(?i)\b(?:no longer|any ?more|used to|until|was|were|ex|former|left|whose)\b")
_UNSURE = re.compile(r"(?i)n't\b|\b(?:not|cannot|never|might|may|would|could|should|if)\b")


def _over(sentence: str, span: Span) -> bool:
    """Whether a sentence says that it may hold no longer, or not yet, or of somebody's somebody."""
    unsure = span.sure < FIRM and _UNSURE.search(sentence)
    near = sentence[max(0, span.start - _NEAR) : span.start] if span.sure >= CERTAIN else sentence
    return bool(unsure or _ENDED.search(near) or _OF_THEIRS.search(sentence))


_NEAR = 20
"""Characters before a value in which it stands what is over: "she left Tampere, and rang from her flat in Granada"."""


_OF_THEIRS = re.compile(rf"(?i)\b(?:her|his|their) (?:\w+ )?(?:{'|'.join(sorted({*RELATIONS, *PETS}))})\b")
_PRONOUN = re.compile(r"(?i)\b(?:she|her|he|him|his)\b")
_SOMEBODY = re.compile(
    r"(?i)\b(?:an?|the|some|this|that|another|every|no) (?:(?!my\b|our\b)[\w-]+ )?"
    r"(?:lady|guy|girl|boy|man|woman|bloke|fella|chap|kid"
    rf"|person|someone|author|colleague|stranger|{'|'.join(sorted(PROFESSIONS | frozenset(RELATIONS)))})\b(?!')"
)
"""Somebody who may be the one it is told of: "a girl who works at Bosch"."""


def _alone(sentence: str, found: Sequence[Span], asked: str, around: Around, rest: str) -> tuple[str, ...]:
    """The only one whom a sentence names, or else its question, or its message, or whom "she" means."""
    if _unknown(sentence, found) and not _PRONOUN.search(sentence) and not sentence.endswith("?"):
        return ()
    named = _named(sentence, found, around) or _named(asked, (), around, asked=True)
    if not named and not (rest and _unknown(rest, ())):
        named = _named(rest, (), around)
    named = named or _meant(sentence, around)
    return tuple(named) if len(named) == 1 else ()


def _unknown(sentence: str, found: Sequence[Span]) -> bool:
    """Whether somebody is there of whom no more is known, beside what is told."""
    some = ((one.start(), one.end()) for one in _SOMEBODY.finditer(sentence))
    return any(all(end <= span.start or span.stop <= start for span in found) for start, end in some)


def _named(text: str, found: Sequence[Span], around: Around, *, asked: bool = False) -> set[str]:
    """Who is named in a text, beside what is told of them."""
    said, named, strange, place = tokens(text), set[str](), set[str](), 0
    while place < len(said):
        value = any(span.start <= said[place].start < span.stop for span in found)
        one = None if value else person(said, place, around)
        if one and said[place].low in ("my", "our"):
            named.update(one.refs)
        elif one and all(_somebody(ref, said, place, around) for ref in one.refs):
            known = all(_known(ref, around) for ref in one.refs) or not _begins(said, place)
            (named if known else strange).update(one.refs)
        elif role := "" if one or value else _role(said, place, asked=asked):
            named.add(f"{around.speaker}/{role}")
        elif one and _begins(said, place):  # "Helped Zelda" is no name
            one = None
        place = max(one.end if one else 0, place + 1)
    if not named:  # "on Sunday Ana" is no name, and Ana is one
        named = {one.text for one in said if one.text in around.names} - {text[s.start : s.stop] for s in found}
    return (named or strange) - {around.speaker}


def _begins(said: Sequence[Token], place: int) -> bool:
    """Whether a word begins a sentence, where any word looks like a name: "Hotels?"."""
    return place == 0 or said[place - 1].low in (".", "?", "!", ":", "…")


_KIN = frozenset("mother father sister brother daughter son cousin aunt uncle niece nephew".split())
_ANOTHERS = frozenset("a an the his her their your its whose this that these those some any every each no 's".split())
_SORTS = frozenset("big little older elder younger eldest youngest oldest twin half step dear own".split())
_CALLED = frozenset(("bro", "sis"))
"""What one calls anybody."""


def _role(said: Sequence[Token], place: int, *, asked: bool) -> str:
    """The kin of the speaker that a word names by itself, "brother's shifts", or asked about, "your brother"; or ""."""
    role = RELATIONS.get(said[place].low, "")
    if role not in _KIN or said[place].low in _CALLED or proper(said, place + 1)[0]:
        return ""
    while place and said[place - 1].low in _SORTS:
        place -= 1
    before = said[place - 1].low if place else ""
    return "" if before in _ANOTHERS and not (asked and before == "your") else role


_AT = frozenset("at from in near on into outside the via".split())


def _somebody(ref: str, said: Sequence[Token], place: int, around: Around) -> bool:
    """Whether what is named at a place is a person, as far as anybody knows: no place, no firm, no film."""
    if _known(ref, around):
        return True
    name = ref.partition("/")[0]
    low = name.lower()
    known = low in COMMON or low in BRANDS or is_place(name) or " " in name
    return not known and (place == 0 or said[place - 1].low not in _AT)


def _known(ref: str, around: Around) -> bool:
    """Whether it is the name of a person, or was of one before."""
    name = ref.partition("/")[0]
    return name in around.names or name.lower() in GIVEN or any(one.ref == ref for one in around.mentioned)


def refers(text: str) -> bool:
    """Whether a text speaks of somebody who was named before."""
    return bool(_PRONOUN.search(text))


def _meant(text: str, around: Around) -> set[str]:
    """Whom the pronouns of a text mean; nobody where one of them means nobody known."""
    meant = {around.meant("f" if one in ("she", "her") else "m") for one in map(str.lower, _PRONOUN.findall(text))}
    return {one for one in meant if one} if None not in meant else set()


def _since(clause: Clause) -> datetime | None:
    when = clause.when
    return when.since or when.lasting or (when.at if clause.verb.tense != "present" else None)
