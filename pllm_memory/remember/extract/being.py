"""What somebody is: "I'm 34", "Ana is a nurse", "my favourite colour is green", "my sister's name is Ana"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pllm_memory.remember.extract.attributes import attributes, is_favourite
from pllm_memory.remember.extract.claims import Claim, holding, listed, organisation, phrase, place, retold, trimmed
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.gist.kinds import GYM
from pllm_memory.remember.extract.passives import suffered
from pllm_memory.remember.extract.people import person, proper, related
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.values import languages
from pllm_memory.remember.extract.words import (
    CONDITIONS,
    DIETS,
    DRUGS,
    EVALUATIVE,
    FEELINGS,
    GROUPS,
    NATIONALITIES,
    PETS,
    PROFESSIONS,
    RELATIONS,
    RELIGIONS,
    SHORT_FEELINGS,
    STATUSES,
    number,
)

_AGE = re.compile(
    r"^(?:(?:about|almost|nearly|only) )?(\d{1,3}|[a-z]+(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
    r"(?: years?(?: old| of age)?| yo| y/o)?(?: today| now)?$"
)
_JOB = re.compile(r"(?:er|or|ist|ian|eer|ant|man|woman|smith|wright)$")
_NO_JOB = frozenset(
    "fan lover believer member mother father sister brother person owner beginner minor reader listener eater drinker"
    " winner loser supporter survivor partner user reminder matter number killer player learner thinker dreamer"
    " morning"
    " corner center career letter bummer sucker keeper blocker breaker gamer disaster lover parent order answer helper lifesaver rollercoaster"
    " saver boomer starter stranger wonder human adult giant important error mirror savior favor woman man".split()
)


def being(clause: Clause) -> Iterator[Claim]:
    """What a clause with "be" says."""
    if clause.verb.passive:
        yield from suffered(clause)
        return
    if clause.verb.progressive and clause.who.owner and not clause.refs:  # "my hobbies are painting and …"
        verb = replace(clause.verb, lemma="be", progressive=False)
        clause = replace(clause, verb=verb, rest=clause.words[len(clause.words) - len(clause.rest) - 1 :])
    if clause.verb.lemma != "be" or clause.verb.tense not in ("present", "past", "perfect", "used"):
        return
    yield from attributes(clause)
    if clause.low and not is_favourite(clause):
        for ref in clause.refs:
            yield from _of(clause, ref, clause.low)


def _of(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """The first of the ways to say what somebody is that fits."""
    told = phrase(clause.rest, clause, article=True).lower()
    age = _AGE.match(re.split(r" and |,", told, maxsplit=1)[0])
    years = number(age[1]) if age else 0
    if years:
        if clause.verb.tense != "past" and years < 125 and clause.words[0].low != "we":  # not "since I was 12"
            yield holding(clause, ref, "age", str(years))
        return
    known = _known(clause, ref, told)
    if known:
        yield known
    elif low[:2] in _LISTED:
        yield from _listed(clause, ref, low[:2])
    elif low[0] in _PLACED and any(token.text[0].isupper() for token in clause.rest[1:3]):
        yield from _placed(clause, ref, low)
    elif low[0] in ("married", "engaged") and low[1:2] == ("to",):
        yield from _partner(clause, ref)
    elif clause.verb.negative and low == ("together",):
        yield Claim(ref, "partner", "", "ends")
    elif low[0] in ("a", "an", "the", "my", "our", "one", "in", "on"):
        yield from _noun(clause, ref, low)
    else:
        yield from _other(clause, ref, low)


_LISTED = (("fluent", "in"), ("interested", "in"), ("allergic", "to"))


def _listed(clause: Clause, ref: str, words: tuple[str, ...]) -> Iterator[Claim]:
    """Of "fluent in French", "interested in art", "allergic to nuts"."""
    if words[0] == "fluent":
        yield from (holding(clause, ref, "speaks", one) for one in languages(clause.low))
    elif words[0] == "allergic":
        yield from (holding(clause, ref, "allergic_to", one) for one in listed(clause.rest[2:], clause))
    elif not clause.verb.negative and not _POINTING.intersection(clause.low):
        yield from (Claim(ref, "likes", one, strength=0.6) for one in listed(clause.rest[2:], clause))


_POINTING = frozenset(("it", "that", "this", "them", "you", "your", "what", "how"))
_PLACED = ("at", "in", "back", "with", "from", "originally")


def _placed(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """Of "at Philips now", "in Rome last week", "back in Oslo", "from Ghent", "no longer with Tom"."""
    verb, rest = clause.verb, clause.rest
    if low[0] == "with":
        over = verb.negative and "never" not in verb.adverbs
        left = ("partner", "works_at") if over else ()  # a name does not tell which of them it was
        yield from (Claim(ref, predicate, rest[1].text, "ends") for predicate in left)
    elif low[0] in ("from", "originally"):
        words = rest[1 + (low[0] == "originally") :]
        yield from (Claim(ref, "from", place(words, clause)),) if not verb.negative else ()
    elif low[:2] == ("back", "in"):
        yield from (Claim(ref, "lives_in", place(rest[2:], clause)),) if verb.tense == "present" else ()
    elif verb.tense == "past" and clause.when.at:
        yield Claim(ref, "visited", place(rest[1:], clause), valid_at=clause.when.at)
    elif low[0] == "in" and not verb.negative and not clause.first and _NOW.match(clause.text):
        yield from _some_place(clause, ref, rest[1:])
    elif low[0] == "at" and "now" in clause.text.lower().split():
        yield holding(clause, ref, "works_at", organisation(rest[1:], clause))


_NOW = re.compile(
    r"(?i)^(?!.*\b(?:holidays?|vacation|visiting|visit|trip|tour|week|weekend|conference|with (?:her|his|their|the|my)|to see|sightseeing|on business|for (?:a|the|work))\b)"
    r".*\b(?:now|these days|nowadays|since|for good|full-time)\b"
)


def _some_place(clause: Clause, ref: str, words: Sequence[Token]) -> Iterator[Claim]:
    """Of "my sister's in Dublin now": where somebody is from now on; not "in Love", "in May"."""
    where = place(words, clause)
    if where[:1].isupper() and is_place(where):
        yield holding(clause, ref, "lives_in", where)


def _known(clause: Clause, ref: str, told: str) -> Claim | None:
    """Diets, conditions, statuses, beliefs: a word or two that the tables have."""
    bare = re.sub(r"^(?:an? |on an? )", "", told)
    bare = re.sub(r" (?:diet|person|anymore|too)$", "", bare)
    bare = re.sub(r"^(?:strict|strictly|fully|newly|happily|recently|severely|finally|officially|mildly) ", "", bare)
    for predicate, table in (("follows_diet", DIETS), ("has_condition", CONDITIONS), ("relationship_status", STATUSES)):
        if bare in table and bare not in ("depressed", "blind", "separated"):
            return holding(clause, ref, predicate, table[bare])
    if bare in RELIGIONS:
        return holding(clause, ref, "religion", _capital(bare))
    if bare in NATIONALITIES or bare == "pregnant":
        return holding(clause, ref, "is", _capital(bare) if bare != "pregnant" else bare)
    return None


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _partner(clause: Clause, ref: str) -> Iterator[Claim]:
    name, _ = proper(clause.rest, 2)
    if name:
        yield holding(clause, ref, "partner", name)
    yield holding(clause, ref, "relationship_status", clause.low[0])


_FAN = re.compile(r"(?:a|an|the) (?:(huge|big|massive|die-hard) )?(?:fan|lover|admirer) of ")


def _noun(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """Of "a nurse", "my sister", "a huge fan of jazz", "a member of the choir", "in a band"."""
    fan = _FAN.match(" ".join(low))
    if low[0] in ("my", "our"):
        yield from _mine(clause, ref, low)
    elif fan and not _POINTING.intersection(low):
        words = clause.rest[len(fan[0].split()) :]
        predicate, strength = ("dislikes", 0.5) if clause.verb.negative else ("likes", 0.9 if fan[1] else 0.8)
        yield from (Claim(ref, predicate, one, strength=strength) for one in listed(words, clause))
    elif "member" in low and "of" in low[:-1]:
        yield holding(clause, ref, "member_of", organisation(clause.rest[low.index("of") + 1 :], clause))
    elif low[:2] == ("a", "member") and low[2:3] in (("at",), ("with",)) and clause.rest[3:]:
        where = organisation(clause.rest[3:], clause)
        yield holding(clause, ref, "gym" if GYM.search(where) else "member_of", where)
    elif low[0] == "in" and low[-1] in GROUPS:
        yield holding(clause, ref, "member_of", organisation(clause.rest[1:], clause))
    elif low[0] in ("a", "an", "one"):
        yield from _profession(clause, ref, low)


def _mine(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """Of "Ana is my sister"."""
    found = person(clause.rest, 0, clause.around)
    if found and (found.noun in RELATIONS or found.noun in PETS) and found.end >= len(low) and not clause.first:
        for one in related(clause.around.speaker, found.noun, ref):
            yield Claim(one.subject, one.predicate, one.object)


_TITLE_ENDS = ("at", "for", "in", "with", "from", "and", ",", "who", "by")
_IDLE = re.compile(
    r"\b(?:lot|bit|mix|mess|way|thing|one|time|moment|day|place|you|sign|part|reminder|pleasure|work|joy|good|great"
    r"|example"
    r"|shame|challenge|relief|must|big|hard|while|long|kind|inspiration|blessing|testament|matter|honor)\b"
)
"""What one is called without anything to know: "a big help"."""


def _profession(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    stop = next((place for place, word in enumerate(low) if place and word in _TITLE_ENDS), len(low))
    words = clause.rest[1:stop]
    if not words or stop > 5 or words[-1].low == "member":  # of what, is read elsewhere
        return
    head, title = words[-1].low, phrase(words, clause)
    if head in PETS:
        yield Claim(ref, "is_a", title)
    elif head in PROFESSIONS or (
        not words[-1].text[0].isupper() and (_JOB.search(head) and head not in _NO_JOB and len(head) > 5)
    ):
        if head != "volunteer":
            yield holding(clause, ref, "works_as", title)
        yield from _behind_title(clause, ref, stop, head)
    elif head not in EVALUATIVE and clause.verb.tense == "present" and not clause.verb.negative:
        whole = phrase(clause.rest, clause, article=True, longest=8)
        if len(title) > 3 and not _IDLE.search(whole):
            yield holding(clause, ref, "is", whole)


def _behind_title(clause: Clause, ref: str, stop: int, head: str) -> Iterator[Claim]:
    """Of "a nurse from Lyon", "a student at Leiden"."""
    linked, words = clause.low[stop : stop + 1], clause.rest[stop + 1 :]
    if not words or linked not in (("from",), ("at",), ("for",), ("with",)):
        return
    if linked == ("from",):
        yield from (Claim(ref, "from", place(words, clause)),) if words[0].text[0].isupper() else ()
    elif words[0].text[0].isupper() or words[0].low in ("a", "an", "the"):
        where = organisation(words, clause)
        yield holding(clause, ref, _WHERE.get(head, "works_at"), where)


_WHERE = {"student": "studies_at", "volunteer": "volunteers_at"}


def _other(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """Of "into jazz", "sick of rain", "scared of spiders", "Ada"."""
    if low[0] in _ENTHUSIASMS and low[1:]:
        yield from _enthusiasm(clause, ref, low)
    elif " ".join(low[:2]) in ("sick of", "tired of") and not _POINTING.intersection(low):
        yield Claim(ref, "dislikes", phrase(clause.rest[2:], clause), strength=0.8)
    elif low[0] in FEELINGS:
        yield from _feeling(clause, ref, low[0])
    elif clause.first and clause.verb.tense == "present" and not clause.verb.negative:
        yield from _name(clause, ref)


_ENTHUSIASMS = {
    "into": 0.7,
    "fond": 0.7,
    "keen": 0.7,
    "crazy": 0.9,
    "passionate": 0.9,
    "obsessed": 0.9,
    "addicted": 0.9,
}


def _enthusiasm(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    negative = clause.verb.negative
    if low[:2] == ("addicted", "to"):
        kind = DRUGS.isdisjoint(low) and not (negative or _POINTING.intersection(low))
        yield from (Claim(ref, "likes", one, strength=0.9) for one in listed(clause.rest[2:], clause) if kind)
    elif low[1] == "to":
        yield from () if negative else (Claim(ref, "wants", phrase(clause.rest[1:], clause), strength=0.7),)
    elif not _POINTING.intersection(low):
        words = clause.rest[1 if low[0] == "into" else 2 :]
        predicate, strength = ("dislikes", 0.5) if negative else ("likes", _ENTHUSIASMS[low[0]])
        yield from (Claim(ref, predicate, one, strength=strength) for one in listed(words, clause))


def _feeling(clause: Clause, ref: str, word: str) -> Iterator[Claim]:
    """How somebody feels now, if it says what about, or is more than a manner of speaking."""
    value = phrase(clause.rest, clause, longest=10)
    about = " " in value
    clear = (about or word not in SHORT_FEELINGS) and not _CUT_OFF.search(value) and not _POINTED.search(value)
    if clear and clause.verb.tense != "past" and not clause.verb.negative:
        yield Claim(ref, "feels", retold(trimmed(clause.rest, 12), clause) if about else value)


_POINTED = re.compile(r"\b(?:you|your|yours|it|that|this)\b")
_CUT_OFF = re.compile(r" (?:to )?(?:see|hear|know|say|share|show)$")
"""What is left where the thing itself is not said: "excited to see what …"."""
_NOT_CALLED = (
    NATIONALITIES
    | RELIGIONS
    | frozenset(DIETS)
    | frozenset(
        "hungry thirsty starving knackered shattered ready back late early sick ill fine done free busy sorry sure home".split()
    )
)


_NO_CALL = _NOT_CALLED | FEELINGS


def _name(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I'm Ada", at the end or before a comma."""
    name, end = proper(clause.rest, 0)
    behind = clause.low[end] if end < len(clause.rest) else ""
    called = name and name.lower() not in _NO_CALL and len(name.split()) <= 3 and clause.words[0].low != "we"
    if not called or behind not in ("", ",", "from"):
        return
    yield Claim(ref, "name", name)
    more = replace(clause, rest=clause.rest[end + (behind == ",") :])  # "I'm Ada, a nurse from Lyon"
    if more.low and more.low[0] in ("a", "an", "from"):
        yield from _of(more, ref, more.low)
