"""What begins or ends a state: "quit my job", "sold the car", "got married", "gave up meat", "Bruno died"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim, begun, ended, holding, listed, organisation, phrase, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.gist.kinds import GYM
from pllm_memory.remember.extract.people import person
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.values import job
from pllm_memory.remember.extract.words import DIETS, GROUPS, PETS, RELATIONS, STATUSES, THINGS, number

_MEANS = {"bike": "bike", "cycle": "bike", "drive": "car", "walk": "foot"}


def _left(clause: Clause, ref: str, name: str) -> Iterator[Claim]:
    """Of "I left Oslo for Lyon", "I left Bosch", "I left Tom": what it is, the name tells, or nobody does."""
    town, _, _ = name.partition(" for ")
    name = town if is_place(town) else name
    if clause.verb.lemma != "leave":
        over = ended(clause, ref, "works_at", name)  # or a course, or a club: whichever of them it is that ends
        yield from (replace(over, predicate=one) for one in _QUIT if over)
    elif name in clause.around.names or any(one.ref == name for one in clause.around.mentioned):
        if _LEFT_THERE.search(" ".join(clause.low[1:])):
            return
        yield from _some(ended(clause, ref, "partner", name))
    elif is_place(name):
        yield from _some(ended(clause, ref, "lives_in", name))
    elif known := next((what for pattern, what in _LEFT if pattern.search(name)), None):
        yield from _some(ended(clause, ref, known, name))
    else:
        yield from _some(ended(clause, ref, "works_at", name))
        village = ended(clause, ref, "lives_in", name)  # without a time: it is no news if nobody lived there
        yield from _some(village and replace(village, invalid_at=None))


_QUIT = ("works_at", "studies_at", "member_of", "gym")
_SCHOOL = re.compile(
    r"(?i)\b(?:university|college|academy|institute|polytechnic|uni|eth|mit|ucl|conservatory)\b|\bU of \w"
)
_LEFT = ((_SCHOOL, "studies_at"), (GYM, "gym"))


_HABIT = re.compile(r"(?i)\b(?:smok|drink|drank|alcohol|cigarette|vap|coffee|sugar|gambl)")
"""What else is quit than a job."""


_ASIDE = frozenset(("to", "because", "without", "after", "since", "so", "and", ","))
"""What follows "I quit" and does not say what was quit."""


def _leave(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I quit my job", "I left Bosch", "I quit smoking"."""
    low = clause.low
    if not low or low[0] in _ASIDE:
        if clause.verb.lemma in ("quit", "resign") and not _HABIT.search(clause.sentence):
            yield from _some(ended(clause, ref, "works_at", ""))
        return
    if re.match(r"(?:my|his|her|their|the|that|this)(?: \w+)? (?:job|position|work|company|firm)\b", " ".join(low)):
        yield from _some(ended(clause, ref, "works_at", ""))
    elif clause.rest[0].text[0].isupper() and clause.rest[0].low != "i":
        name = organisation(clause.rest, clause)
        if clause.low[0] in ("early", "late"):
            return
        if _SCHOOL.search(name):
            yield from _some(ended(clause, ref, "studies_at", name))
        else:
            yield from _left(clause, ref, name)
    else:
        yield from _stop(clause, ref)


_LEFT_THERE = re.compile(
    r"^(?:(?!for|in)\w+ )?(?:at (?:(?:the|a) (?!end|start|beginning|weekend|time|same|turn|young)|home|my|work|school)|on (?:(?:the|a) (?!spot|same|first|last|whim|day|\d)|my|read)|with (?:the|a|my|our) "
    r"(?!heavy|smile|bang|baby)|behind|alone|outside|(?:an?|some) (?!while|month|week|year|fortnight|few|couple|bit|long|day|decade|good|little|short|time|hour)"
    r"|in (?:(?:the|a) (?!end|spring|summer|autumn|fall|winter|morning|middle|hurry|huff|rush|beginning|new|early)|charge|bed|my)|early|speechless|"
    r"(?:\d+|two|three) (?:messages|voicemails|texts))\b"
)
"""What says that somebody was only left for a while, or was left something."""


def _stop(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I stopped drinking coffee", "gave up meat"."""
    low = clause.low
    if not low or clause.verb.negative or clause.verb.tense not in ("past", "perfect") or low[-1] == "ago":
        return
    if low[0] in ("drinking", "eating", "smoking", "using", "having"):
        things = ["smoking"] if low == ("smoking",) else list(listed(clause.rest[1:], clause))
        for thing in things:
            yield from _without(ref, thing, clause.when.at, gone=True)
    elif low[0] == "working":
        yield Claim(ref, "works_at", "", "ends", invalid_at=clause.when.at)
    elif low[0] == "being":
        yield from _given_up(clause, ref, clause.rest[1:])
    elif clause.first:
        yield from _given_up(clause, ref, clause.rest)


_TAKEN = frozenset(
    "meat sugar coffee alcohol dairy gluten caffeine bread wine beer soda chocolate cheese fish pork beef eggs milk"
    " sweets candy carbs smoking cigarettes vaping drinking booze nicotine junk fast takeaway red social".split()
)
"""What one gives up for one's health, and avoids from then on; anything else was a pastime."""


def _given_up(clause: Clause, ref: str, words: tuple[Token, ...]) -> Iterator[Claim]:
    """Of "gave up pottery", "stopped being vegan", "quit smoking": a pastime or a diet is over; a habit is avoided."""
    until = clause.when.at or clause.at
    if any(token.low in ("diet", *DIETS) for token in words[:4]):
        diet = next((DIETS[token.low] for token in words[:4] if token.low in DIETS), "")
        yield Claim(ref, "follows_diet", diet, "ends", invalid_at=until)
        return
    for thing in listed(words, clause):
        if _TAKEN.intersection(thing.lower().split()):
            yield Claim(ref, "avoids", thing, valid_at=clause.when.at)
            yield Claim(ref, "likes", thing, "ends", invalid_at=until)
        else:
            yield from (Claim(ref, predicate, thing, "ends", invalid_at=until) for predicate in _PASTIMES)


_PASTIMES = ("hobby", "plays", "likes")


def _give(clause: Clause, ref: str) -> Iterator[Claim]:
    negative = clause.verb.negative or clause.verb.tense not in ("past", "perfect")
    if clause.low[:1] == ("up",) and len(clause.low) > 1:
        if not negative and clause.low[1] not in _NOT_GIVEN:
            yield from _given_up(clause, ref, clause.rest[1 + (clause.low[1] == "on") :])
    elif clause.low[:1] == ("away",):
        yield from _lost(clause, ref, 1)
    elif "away" in clause.low:
        yield from _lost(clause, ref, 0)


_NOT_GIVEN = frozenset("my so hope the and trying it that this him her them".split())


def _lose(clause: Clause, ref: str) -> Iterator[Claim]:
    low = clause.low
    if low[:2] in (("my", "job"), ("her", "job"), ("his", "job"), ("their", "job")):
        where = organisation(clause.rest[3:], clause) if low[2:3] in (("at",), ("with",)) else ""
        yield from _some(ended(clause, ref, "works_at", where))
        if low[2:3] == ("as",) and (title := job(clause, clause.rest[3:])):
            yield from _some(ended(clause, ref, "works_as", title))
    else:
        yield from _lost(clause, ref, 0)


def _lost(clause: Clause, ref: str, skip: int) -> Iterator[Claim]:
    """Of "sold my car", "gave away the sofa": it is not theirs any more."""
    words = clause.rest[skip:]
    if words and words[0].low in ("my", "our", "the", "his", "her", "their"):
        ends = ("to", "for", "at", "in", "on", "and", ",", "because", "away", "from")
        stop = next((i for i, token in enumerate(words) if token.low in ends), len(words))
        thing = phrase(words[:stop], clause, longest=5)
        if thing and thing.split()[-1].lower() in PETS:
            yield from _some(ended(clause, ref, "pet", thing))
            return
        if thing and (thing.split()[-1].lower() in THINGS or clause.verb.lemma == "sell"):
            yield from _some(ended(clause, ref, "owns", _unaged(thing)))


def _unaged(thing: str) -> str:
    return re.sub(r"^(?:old|new|beloved|second|first) ", "", thing)


def _join(clause: Clause, ref: str) -> Iterator[Claim]:
    name = organisation(clause.rest, clause)
    if not name or not clause.rest:
        return
    last = name.split()[-1].lower()
    if last == "gym":
        yield from _some(begun(clause, ref, "gym", name.removesuffix(" gym").removesuffix(" Gym")))
    elif last in GROUPS:
        yield from _some(begun(clause, ref, "member_of", name))
    elif clause.rest[0].text[0].isupper() and (GYM.search(name) or _FITNESS.search(clause.sentence)):
        yield from _some(begun(clause, ref, "gym", name))
    elif clause.rest[0].text[0].isupper():
        yield from _some(begun(clause, ref, "works_at", name))
        if "as" in clause.low:
            title = job(clause, clause.rest[clause.low.index("as") + 1 :])
            yield from _some(begun(clause, ref, "works_as", title) if title else None)


_FITNESS = re.compile(
    r"\b(?:gym|times a week|twice a week|sauna|fit|weights|pounds|kilos|in shape|muscles?|treadmill|exercise|workouts?"
    r"|work out|membership)\b",
    re.IGNORECASE,
)


def _die(clause: Clause, ref: str) -> Iterator[Claim]:
    """A pet that died is no pet any more; a mother stays one."""
    if clause.verb.lemma == "pass" and clause.low[:1] not in (("away",), ("on",)):
        return
    if clause.who.noun in PETS and clause.who.owner:
        yield from _some(ended(clause, clause.who.owner, "pet", ref))
    elif ("/" not in ref and not clause.first and clause.who.noun not in RELATIONS) or (
        "/" not in ref and clause.who.noun in PETS
    ):
        yield from _some(ended(clause, clause.around.speaker, "pet", ref))
        if clause.who.noun not in PETS:  # "Alan died": who Alan was is known, or nothing is ended
            yield from _some(ended(clause, clause.around.speaker, "partner", ref))


_BROKEN_OFF = re.compile(r"off (?:(?:my|the|our|a) (?!engagement|relationship|marriage|affair|wedding)|talks\b)")
"""What is broken off that is no bond: studies, talks, a piece."""


def _part(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "got divorced", "broke up with Tom", "got married to Ana", "turned 30"."""
    low, text = clause.low, " ".join(clause.low)
    lemma = clause.verb.lemma
    if clause.verb.negative or clause.verb.tense not in ("past", "perfect") or _BROKEN_OFF.match(text):
        return
    if (
        (lemma in ("break", "split") and low[:1] in (("up",), ("off",)))
        or lemma in ("separate", "divorce")
        or re.match(r"(?:a )?divorced?\b|divorced", text)
    ):
        name = next((token.text for token in clause.rest if token.text[0].isupper() and token.low != "i"), "")
        yield Claim(ref, "partner", name, "ends", invalid_at=clause.when.at)
        divorced = "divorce" in text or lemma == "divorce"
        if lemma not in ("break", "split"):
            yield Claim(ref, "relationship_status", "divorced" if divorced else "separated", valid_at=clause.when.at)
    elif lemma == "get" and low[:1] in (("married",), ("engaged",)):
        yield Claim(ref, "relationship_status", low[0], valid_at=clause.when.at)
        if low[1:2] == ("to",) and clause.rest[2:] and clause.rest[2].text[0].isupper():
            yield Claim(ref, "partner", phrase(clause.rest[2:], clause, longest=3), valid_at=clause.when.at)


def _turn(clause: Clause, ref: str) -> Iterator[Claim]:
    told = clause.low[0] if clause.low else ""
    years = number(told)
    alone = told.isdigit() or clause.low[1:2] in ((), ("years",), (",",), ("and",), ("today",), ("but",))
    if 0 < years < 125 and alone:
        yield from _some(begun(clause, ref, "age", str(years)))


def _travel(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I bike to work", "I take the train to work"."""
    low = clause.low
    if clause.verb.lemma == "drive" and clause.verb.tense == "present" and low[:1] in (("a",), ("an",)):
        yield holding(clause, ref, "owns", phrase(clause.rest, clause, longest=5))
        return
    if clause.verb.tense != "present" or "work" not in low:
        return
    to_work = any(low[i : i + 2] in (("to", "work"), ("to", "the")) for i in range(len(low)))
    means = _MEANS.get(clause.verb.lemma, "")
    if not means and clause.verb.lemma in ("take", "ride"):
        means = next(
            (
                word
                for word in low
                if word in ("train", "bus", "bike", "metro", "subway", "tram", "car", "ferry", "tube")
            ),
            "",
        )
    if means and to_work:
        yield holding(clause, ref, "commutes_by", means)


def _eat(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I don't eat pork": avoided; any more: no longer liked, either."""
    low = clause.low
    if clause.verb.tense != "present" or not clause.verb.negative or not low:
        return
    if low[0] in ("it", "that", "this", "much", "enough", "well", "anything", "a", "out", "there", "here", "for"):
        return
    gone = low[-1] == "anymore" or low[-2:] == ("any", "more") or "anymore" in clause.verb.adverbs
    words = (
        clause.rest[: -1 if low[-1] == "anymore" else -2] if gone and low[-1] in ("anymore", "more") else clause.rest
    )
    for thing in listed(words, clause):
        yield from _without(ref, thing, clause.when.since, gone=gone)


def _without(ref: str, thing: str, at: datetime | None, *, gone: bool) -> Iterator[Claim]:
    """What is not eaten; where that is new, it is no longer liked; "eating vegan" was a diet."""
    if diet := DIETS.get(thing.lower()):
        yield from (Claim(ref, "follows_diet", diet, "ends", invalid_at=at),) if gone else ()
        return
    yield Claim(ref, "avoids", thing, valid_at=at)
    if gone:
        yield Claim(ref, "likes", thing, "ends", invalid_at=at)


def _go(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I went back to Porto" is no move; "I go to university at X"."""
    yield from _become(clause, ref)
    text = " ".join(clause.low)
    found = re.match(r"to (?:university|college|school|uni) (?:at|in) ", text)
    if found and clause.verb.tense in ("present", "past"):
        yield holding(clause, ref, "studies_at", organisation(clause.rest[len(found[0].split()) :], clause))


def _get(clause: Clause, ref: str) -> Iterator[Claim]:
    low = clause.low
    if low[:1] in (("married",), ("engaged",), ("divorced",)) or low[:2] == ("a", "divorce"):
        yield from _part(clause, ref)
    elif low[:2] in (("fired", "from"), ("fired",)) or low[:2] == ("laid", "off"):
        skip = 2 if low[0] == "fired" else 3
        yield from _some(
            ended(clause, ref, "works_at", organisation(clause.rest[skip:], clause) if len(low) > skip else "")
        )
    elif low[:3] == ("rid", "of", "my"):
        yield from _lost(clause, ref, 2)


def _retire(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "retired last week": neither the job nor the title is theirs any more."""
    yield from (claim for name in ("works_at", "works_as") for claim in _some(ended(clause, ref, name, "")))


def _take(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.low[:1] == ("up",) and len(clause.low) > 1:
        stop = next((at for at, word in enumerate(clause.low) if at > 1 and word in _BESIDE), len(clause.low))
        if clause.low[1] not in _NO_PASTIME:
            yield from _some(begun(clause, ref, "hobby", phrase(clause.rest[1:stop], clause, longest=4)))
    else:
        yield from _travel(clause, ref)


_BESIDE = frozenset("to at in on from for with when as after during again because since through this last".split())
"""Behind what one took up, why and where: "crochet to keep my hands busy"."""
_NO_PASTIME = frozenset("a an my too so much all most half more space room residence arms position".split())
"""What is taken up and is no pastime."""


def _smoke(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.verb.negative and clause.verb.tense == "present":
        yield Claim(ref, "avoids", "smoking", valid_at=clause.when.since)


def _put(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "had to put our dog Rex down"."""
    if "down" in clause.low and clause.low[:1] in (("our",), ("my",)):
        found = person(clause.rest, 0, clause.around)
        if found and found.noun in PETS and found.refs:
            yield from _some(ended(clause, ref, "pet", found.refs[0] if "/" not in found.refs[0] else found.noun))


def _become(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "became vegetarian", "went vegan"."""
    word = " ".join(clause.low[1:] if clause.low[:1] in (("a",), ("an",)) else clause.low)
    if word in DIETS:
        yield from _some(begun(clause, ref, "follows_diet", DIETS[word]))
    elif word in STATUSES:
        yield from _some(begun(clause, ref, "relationship_status", STATUSES[word]))


def _grow(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "grew up in Ghent"."""
    if clause.low[:2] in (("up", "in"), ("up", "near")) and clause.verb.tense == "past":
        found = place(clause.rest[2:], clause)
        if found[:1].isupper():
            yield Claim(ref, "from", found)


def _some(claim: Claim | None) -> Iterator[Claim]:
    if claim and (claim.object or claim.mode == "ends"):
        yield claim


def _lose_it(clause: Clause, ref: str) -> Iterator[Claim]:
    yield from _lost(clause, ref, 0)


Change = Callable[[Clause, str], Iterator[Claim]]
CHANGES: dict[str, Change] = {
    "quit": _leave, "leave": _leave, "resign": _leave, "retire": _retire, "stop": _stop, "give": _give, "lose": _lose,
    "sell": _lose_it, "donate": _lose_it, "join": _join, "die": _die, "pass": _die, "put": _put, "break": _part,
    "split": _part, "separate": _part, "divorce": _part, "get": _get, "turn": _turn, "become": _become, "go": _go,
    "grow": _grow, "take": _take, "bike": _travel, "cycle": _travel, "drive": _travel, "walk": _travel,
    "ride": _travel, "eat": _eat, "drink": _eat, "smoke": _smoke,
}  # fmt: skip
"""What the verbs say that the table of `states` has not."""
