"""What somebody's something is: "my favourite colour is green", "Ana's birthday is in May", "tea is my favourite"."""

import re
from collections.abc import Iterator

from pllm_memory.predicates import FAVORITE, REGISTRY
from pllm_memory.remember.extract.claims import Claim, holding, listed, organisation, phrase, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.people import proper, related
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.verbs import is_past
from pllm_memory.remember.extract.words import DIETS, EVALUATIVE, EVENTS, NATIONALITIES, PETS, RELATIONS, RELIGIONS


def attributes(clause: Clause) -> Iterator[Claim]:
    """What a clause with "be" says of "my X", or of what is my favourite."""
    if clause.who.noun and clause.who.owner:
        yield from _attribute(clause)
    if not clause.refs:
        yield from _scheduled(clause)
    if not clause.refs or is_favourite(clause):
        yield from _favourite_behind(clause)


def is_favourite(clause: Clause) -> bool:
    """Whether it says of something that it is a favourite."""
    return _FAVOURITE_BEHIND.match(" ".join(clause.low)) is not None


_BIRTHDAY = re.compile(
    r"\b((?:january|february|march|april|may|june|july|august|september|october|november|december)\.? (?:the )?\d{1,2}"
    r"(?:st|nd|rd|th)?(?:,? \d{4})?|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:january|february|march|april|may|june|july"
    r"|august"
    r"|september|october|november|december)(?:,? \d{4})?)\b",
    re.IGNORECASE,
)


def birthday(text: str) -> str:
    """The day of the year that a text names, as it does; "" if none."""
    found = _BIRTHDAY.search(text)
    return found[1] if found else ""


_ATTRIBUTES = frozenset(
    "address phone number email hometown nickname surname height weight size type sign car brand password job"
    " major degree"
    " title role profession occupation company employer school university university's college bank insurance language"
    " name age birthday gym office commute team band username handle website blog channel timezone plate hobby hobbies"
    " passion dream goal".split()
)
_ALIASES = {
    "hometown": "from", "native language": "speaks", "mother tongue": "speaks", "first language": "speaks",
    "job": "works_as", "profession": "works_as", "occupation": "works_as", "employer": "works_at",
    "company": "works_at", "university": "studies_at", "college": "studies_at", "major": "studies", "hobby": "hobby",
    "hobbies": "hobby", "main hobby": "hobby", "biggest hobby": "hobby", "passion": "likes", "main passion": "likes",
    "role": "works_as", "title": "works_as", "job title": "works_as", "position": "works_as",
    "full name": "name", "first name": "name", "real name": "name",
    "workplace": "works_at", "new workplace": "works_at", "language": "speaks", "new employer": "works_at",
    "guilty pleasure": "likes", "weakness": "likes", "pet peeve": "dislikes", "kryptonite": "likes",
    "biggest passion": "likes", "true passion": "likes", "biggest fear": "fear", "religion": "religion",
}  # fmt: skip
"""What somebody has that is a predicate by another name."""
_NOT_VALUES = NATIONALITIES | RELIGIONS | frozenset(DIETS)

_PLACED = {"office": "office_in", "home": "lives_in"}
"""What of somebody is somewhere."""
_A_PLACE = re.compile(r"(?:the (?!one\b|kitchen|sofa|couch|bed|dining|spare|end|car\b)|(?-i:[A-Z]))")
_LOCATED = re.compile(
    r"(?:(?:located|based|situated|housed|now|still) )*(?:in|at)(?= (?!the (?:end|top|bottom|back)\b))"
)


def _attribute(clause: Clause) -> Iterator[Claim]:
    """Of "my X is Y": an attribute of the speaker, or a person by name."""
    noun, owner, low = clause.who.noun, clause.who.owner, clause.low
    words = noun.split()
    favoured = next((place for place, word in enumerate(words, 1) if word in ("favorite", "favourite")), 0)
    if words[-1] == "birthday":
        date = birthday(clause.text)
        yield from (Claim(owner, "birthday", date),) if date else ()
    elif clause.verb.negative or not low:
        return
    elif noun in RELATIONS or noun in PETS or words[-1] in RELATIONS:
        noun = noun if noun in RELATIONS or noun in PETS else words[-1]
        name, end = proper(clause.rest, 0)
        if name and end >= len(low) and name.lower() not in _NOT_VALUES and "/" not in owner:
            yield from _named(owner, noun, name)
    elif favoured:
        yield from _favourite(clause, words[favoured:], owner)
    elif words[-1] in ("dream", "goal", "plan", "aim", "ambition") and low[0] == "to":
        predicate = "plans" if words[-1] == "plan" else "wants"
        yield Claim(owner, predicate, phrase(clause.rest, clause, longest=14), strength=0.8)
    elif words[-1] == "job" and low[0] in ("at", "with"):
        yield holding(clause, owner, "works_at", organisation(clause.rest[1:], clause))
    elif noun in _PLACED and (at := _LOCATED.match(" ".join(low))):
        yield from _placed(clause, noun, place(clause.rest[len(at[0].split()) :], clause))
    elif words[-1] in EVENTS:
        yield from _event(clause, noun, owner)
    else:
        yield from _valued(clause, noun, owner)


def _placed(clause: Clause, noun: str, where: str) -> Iterator[Claim]:
    """Where a home or an office is; not "in a mess"."""
    if noun != "home" or is_place(where):
        yield holding(clause, clause.who.owner, _PLACED[noun], where)


def _named(owner: str, noun: str, name: str) -> Iterator[Claim]:
    yield from (Claim(one.subject, one.predicate, one.object) for one in related(owner, noun, name))


def _event(clause: Clause, noun: str, owner: str) -> Iterator[Claim]:
    if clause.when.at and clause.when.after and clause.when.after > clause.at:
        yield Claim(owner, "plans", noun, valid_at=clause.when.at)


def _valued(clause: Clause, noun: str, owner: str) -> Iterator[Claim]:
    """Any attribute with a value that is one: a name, a number, or of a noun that has values."""
    predicate = _ALIASES.get(noun, re.sub(r"\W+", "_", noun).strip("_"))
    value = proper(clause.rest, 0)[0] if predicate == "name" else phrase(clause.rest, clause, longest=7)
    if noun in _PLACED and (is_place(value) or (noun == "office" and _A_PLACE.match(value))):
        predicate = _PLACED[noun]
    if not _concrete(clause, noun, value) or (clause.verb.tense == "past" and predicate not in REGISTRY):
        return
    whose, _, relation = owner.rpartition("/")
    if predicate == "name" and (relation in RELATIONS or relation in PETS):  # "… my nephew. His name is Otto"
        yield from _named(whose, relation, value)
    elif predicate == "name" and owner[:1].isupper() and value not in owner and owner not in value:
        return  # "her name's Sofia" is not of Rachel
    elif predicate in ("hobby", "likes", "dislikes"):
        until = clause.at if clause.verb.tense in ("past", "used") else None
        yield from (Claim(owner, predicate, one, strength=0.9, invalid_at=until) for one in listed(clause.rest, clause))
    elif predicate and predicate not in ("dream", "goal", "team"):
        yield holding(clause, owner, predicate, value)


def _concrete(clause: Clause, noun: str, value: str) -> bool:
    first, low = clause.rest[0].text[0], clause.low[0]
    known = noun.rsplit(maxsplit=1)[-1] in _ATTRIBUTES or noun in _ALIASES
    if (
        not value
        or low in EVALUATIVE
        or (
            (first.islower() or low in ("got", "went")) and is_past(low) and not low.endswith("ed")
        )  # "Where do you train?" – "got a membership at Sats"
        or low in _NO_VALUE
        or value.lower().split(maxsplit=1)[0] in EVALUATIVE
        or _BEST.search(value.lower())
    ):
        return False
    return noun in _ALIASES or ((known or first.isupper() or first.isdigit()) and not low.endswith("ing"))


_NO_VALUE = frozenset("near by at in on with for from to nobody noone none nothing neither i me us them".split())
"""What begins no value: a place or a time, nobody, a person (of "my people are from Punjab and so am I")."""
_BEST = re.compile(r"^(?:my|our|your|all|one|a|an|the)? ?(?:\w+est|best|worst|most|way|reason|thing|kind|lot)\b")


_CLAUSES = frozenset("when that how it because whoever whatever whichever who what where if".split())
"""What begins no name of a favourite: "whoever brings cake"."""


def _favourite(clause: Clause, words: list[str], owner: str) -> Iterator[Claim]:
    if not words or clause.low[0] in _CLAUSES:
        return
    value = phrase(clause.rest, clause, longest=8)
    if (
        value
        and clause.verb.tense in ("present", "perfect")
        and value.lower() not in EVALUATIVE
        and words[0] not in ("thing", "part")
    ):
        yield Claim(owner, favourite(words), value, valid_at=clause.when.since, strength=0.9)
    elif value and clause.verb.tense in ("used", "past") and words[0] not in ("thing", "part"):
        yield Claim(owner, favourite(words), value, invalid_at=clause.when.until or clause.at, strength=0.9)
    elif value and words[0] in ("thing", "part"):
        yield Claim(owner, "likes", value, strength=0.8)


def favourite(words: list[str]) -> str:
    """Of "favourite kinds of tea" → favorite_tea; "colours" → favorite_color."""
    if "of" in words:
        words = words[words.index("of") + 1 :]
    words = [word.removesuffix("'s") for word in words if word.isalpha()][:3]
    last = {"colour": "color", "colours": "color", "foods": "food"}.get(words[-1], words[-1]) if words else "thing"
    last = last[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is", "ies", "series")) else last
    return FAVORITE + "_".join([*words[:-1], last])


_FAVOURITE_BEHIND = re.compile(
    r"(?:(?:one|some) of )?(my|our) (?:all-time |absolute |personal )?favou?rites?(?: (.*))?$"
)


def _favourite_behind(clause: Clause) -> Iterator[Claim]:
    """Of "Green is my favourite colour", "pottery is my passion"."""
    found = _FAVOURITE_BEHIND.match(" ".join(clause.low))
    subject = clause.who.noun or " ".join(clause.refs).lower()
    if not subject or clause.verb.negative or not clause.low:
        return
    start = next((i for i, token in enumerate(clause.words) if token.low == subject.split()[0]), 0)
    value = phrase(clause.words[start : start + len(subject.split())], clause)
    if found and value:
        one_of, kind = found[0].startswith(("one", "some")), re.split(r"\s*(?:,|\band\b)", found[2] or "")[0].split()
        predicate = "likes" if one_of or not kind else favourite(kind[:3])
        yield Claim(clause.around.speaker, predicate, value, strength=0.9)
    elif clause.low[:1] in (("my",), ("our",)) and clause.low[-1] in (
        "passion",
        "thing",
        "therapy",
        "escape",
        "hobby",
        "jam",
        "love",
    ):
        yield Claim(clause.around.speaker, "hobby" if clause.low[-1] == "hobby" else "likes", value, strength=0.9)


def _scheduled(clause: Clause) -> Iterator[Claim]:
    """Of "my exam is on Monday", "the wedding is on June 22nd"."""
    noun, when = clause.who.noun, clause.when
    words = noun.split()
    if (
        clause.low[:1] in ((), (",",))
        and words
        and not clause.verb.negative
        and words[-1] in EVENTS
        and words[-1] != "birthday"
        and when.at
        and when.after
        and when.after > clause.at
    ) and (clause.who.owner or words[0] == "the"):
        yield Claim(clause.who.owner or clause.around.speaker, "plans", noun.removeprefix("the "), valid_at=when.at)
