"""What is said in set phrases, without the verb that it means: "bye Bosch, hello Nokia", "same company, new title: …".

`clauses` read subject, verb and object. People also say where they live by "Lyon has been home for years" and
whom they work for by "Nokia pays my rent". Each line of `idioms.txt` is one such phrase with its slots and with
what it claims; a word that it cannot do without (the cue) keeps reading fast.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import resources
from typing import NamedTuple

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import Cued, cued
from pllm_memory.remember.extract.gist.kinds import GYM
from pllm_memory.remember.extract.others import SOMETHING, whom
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.times import Time, Times, find, times
from pllm_memory.remember.extract.verbs import ADVERBS
from pllm_memory.remember.extract.words import (
    CONDITIONS,
    DIETS,
    EVENTS,
    NATIONALITIES,
    NOT_NAMES,
    PETS,
    PROFESSIONS,
    RELATIONS,
    RELIGIONS,
    THINGS,
)

_UPPER = "[A-ZÀ-ÖØ-ÞĄĆČĐĘŁŃŚŞŠŹŻŽİ]"
_NAMED = rf"{_UPPER}[\w'.-]*\w"
_END = (
    r"(?=\s*(?:$|[^\w\s&'-]|- )|\s(?:and|but|so|because|since|for|with|at|in|as|who|which|that|now|there|these|by"
    r"|on|anymore|any|lol|haha|hehe|tbh|xx|btw|again|already|today|is|was|has|have|of|to|from|if|instead|too"
    r"|though|where|when|while|after|before|until|being|it|i|we|hired|poached|took|recruited|employs|employed|pays|let"
    r"|laid|fired|closed|made|gave|offered|or)\b)"
)


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_KIN, _KINDS = _one_of(RELATIONS), _one_of((*PETS, "guinea pig"))
_SLOTS = {
    "name": rf"(?-i:(?:(?:[Dd]r|Mr|Mrs|Ms|Prof)\.? )?{_UPPER}[\w'-]*\w(?: {_UPPER}[\w'-]*\w){{0,2}})(?!\w)",
    "doctor": rf"(?-i:(?:[Dd]r\.? |[Dd]octor ){_NAMED}(?: {_NAMED})?)",
    "place": rf"(?-i:(?:[Tt]he )?{_NAMED}(?:[ -]{_NAMED}){{0,3}}(?:, {_NAMED}(?: {_NAMED})?(?=[.!,]|$))?)",
    "org": rf"(?:(?-i:{_NAMED}(?:(?: (?:&|of|de|and|the|for|without))? {_NAMED}){{0,4}})"
    rf"|(?:the|an?|our) [\w'-]+(?: [\w'&-]+){{0,3}}?{_END})",
    "job": rf"(?:an? |the )?[a-zA-Z][\w-]*(?: [\w-]+){{0,3}}?{_END}",
    "role": rf"(?:{_KIN})",
    "ill": rf"(?:{_one_of(CONDITIONS)})",
    "diet": rf"(?:{_one_of(DIETS)})",
    "event": rf"(?:[\w'-]+ ){{0,3}}?(?:{_one_of(EVENTS)})s?(?: (?:to|with|in) [\w'-]+(?: [\w'-]+)?)?",
    "belonging": rf"(?:[\w'-]+ ){{0,3}}?(?:{_one_of(THINGS)})",
    "gone": r"(?:is|are|was|were|has been|have been|got|'s|has|have)(?: just| now| finally| all| sadly| long)?"
    r" (?:gone|over|finished|history|no more|off|cancelled|canceled|called off|scrapped|axed|fallen through)",
    "drops": r"(?:cancel(?:l?ed)?|called off|scrapped|ditched|dropped|skipped|bailed on|backed out of|pulled out of"
    r"|axed|had to cancel|have to cancel|gave up on|won't make it to|can't make it to|not going to make)",
    "loses": r"(?:sold|gave away|given away|got rid of|donated|lost|binned|scrapped|ditched|wrecked|totall?ed|crashed"
    r"|returned|pawned|chucked(?: out)?|threw (?:out|away)|thrown (?:out|away)|parted with|traded in|traded away"
    r"|gave back|smashed|junked|flogged)",
    "stops": r"(?:quit|stopped|gave up|given up|dropped|ditched|packed in|jacked in|dropped out of|finished with"
    r"|done with|through with|had to stop|had to give up|no longer do|don't do|walked away from|retired from)",
    "species": rf"(?:{_KINDS})",
    "means": r"(?:bike|bicycle|car|bus|train|tram|metro|subway|underground|tube|ferry|boat|scooter|e-bike|moped"
    r"|motorbike|foot|taxi|cab|carpool|streetcar|light rail|commuter train)",
    "thing": r"(?:[\w'-]+)(?: [\w'-]+){0,3}?" + _END,
}  # fmt: skip
"""What may stand in a slot. Names are told by their capitals."""
_SLOT = re.compile(r"\{(\w+)\}")
_SORTS = {"old": "", "who": "name", "pet": "name", "city": "place", "firm": "org", "gym": "org"}


class _Effect(NamedTuple):
    """One thing that an idiom claims: "=" a state, "+" a beginning, "-" an end, "~" a correction (of `wrong`)."""

    sign: str
    predicate: str
    slot: str
    wrong: str
    subject: str


@dataclass(frozen=True)
class _Idiom:
    """There are hundreds: each is compiled when one of its cues is first met."""

    phrase: str
    effects: tuple[_Effect, ...]

    @cached_property
    def pattern(self) -> Cued:
        return cued(_SLOT.sub(_slot, self.phrase), re.IGNORECASE)


def _slot(found: re.Match[str]) -> str:
    name = found[1]
    sort = name.removeprefix("old_")
    return rf"(?P<{name}>{_SLOTS[_SORTS.get(sort, sort)]})"


def _sections() -> Iterator[str]:
    """The two tables of `idioms.txt`: of phrases within a sentence, and across two."""
    text = resources.files("pllm_memory.remember.extract").joinpath("idioms.txt").read_text(encoding="utf-8")
    within, _, beyond = text.partition("[within]")[2].partition("[across]")
    yield from (within, beyond)


def _table(text: str) -> dict[str, list[_Idiom]]:
    """Lines of "cues | pattern | effects" → cue → idioms."""
    found: dict[str, list[_Idiom]] = {}
    for line in text.strip().splitlines():
        if not line or line.startswith("#"):
            continue
        cues, _, rest = line.partition(" | ")
        pattern, _, effects = rest.rpartition(" | ")
        idiom = _Idiom(pattern, tuple(map(_effect, effects.split("; "))))
        for cue in (*_CUES.get(cues, ()),) or map(str.strip, cues.split(",")):
            found.setdefault(cue, []).append(idiom)
    return found


_CUES = {
    "KIN": tuple(RELATIONS),
    "PET": (*PETS, "pig"),
    "EVENT": tuple(EVENTS),
    "THING": tuple(THINGS),
    "ILL": tuple({word for name in CONDITIONS for word in name.lower().split()}),
    "DIET": tuple({word for name in DIETS for word in name.lower().split()}),
}
"""Cues that are all words of a sort."""


def _effect(text: str) -> _Effect:
    """Of "- works_at old_org" or "= lives_in place of who"."""
    what, _, subject = text.partition(" of ")
    sign, predicate, *slot = what.split()
    return _Effect(sign, predicate, slot[0] if slot else "", slot[1] if slot[1:] else "", subject)


_IDIOMS, _ACROSS = map(_table, _sections())


def idioms(text: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What the set phrases of a sentence claim.

    Args:
        text: A sentence that is told in earnest.
        at: When it was said.
        around: Who speaks, and whom they mentioned.
    """
    yield from _read(_IDIOMS, text, at, around)


def across(text: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What a sentence claims together with the next one: "My boss? Ana.", "We left Oslo. It's Cork now".

    Args:
        text: Both.
        at: When they were said.
        around: Who speaks, and whom they mentioned.
    """
    yield from _read(_ACROSS, text, at, around)


_CUE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _read(table: Mapping[str, list[_Idiom]], text: str, at: datetime, around: Around) -> Iterator[Claim]:
    cues = table.keys() & _CUE.findall(text.lower())
    if not cues:
        return
    moments = find(text, at)
    bare, when = _timeless(text, moments), times(moments)
    tried = {id(idiom): idiom for cue in sorted(cues) for idiom in table[cue]}
    low = bare.lower()
    for idiom in sorted(tried.values(), key=lambda one: one.effects[0].sign == "-" == one.effects[-1].sign):
        found = idiom.pattern.search(bare, low)
        if found and not _denied(bare, found) and not _of_another(bare, found) and not _theirs(idiom, found, text):
            values = {slot: value.strip(" ,.") for slot, value in found.groupdict().items() if value}
            for effect in idiom.effects:
                yield from _claimed(effect, values, when, around)


_NEGATIVE = re.compile(r"(?i)\b(?:not|never|n't|nobody|if|would|wouldn't|won't)\b[^,;.]{0,12}$")


def _denied(text: str, found: re.Match[str]) -> bool:
    """Whether "not", "never" or "if" stands before it."""
    return bool(_NEGATIVE.search(text[: found.start()]))


_AROUND = re.compile(
    r"^(?:\W*\b(?:um+|uh+|oh|ah|hm+|so(?! long)|ok|oki|okay|btw|fyi|tbh|lol|haha|anyway|well|right|hey|hi"
    r"|you know what)\b[\s,:.!-]*)+"
    r"|(?:[\s,]+(?:lol|haha|hehe|tbh|xx|btw|tho|though|by the way)\b|[\s:;]+[()DPp](?=\s|$)|\s*[^\w\s.,!?;:'\"()&-])+$",
    re.IGNORECASE,
)
"""What stands around a sentence and says nothing."""
_NOW = re.compile(r"(?i)^\W*(?:right |just )?(?:now|these days|nowadays|currently|at last|at the moment|lately)\W*$")


_SHARED = ("", "partner", "pet", "child", "children", "son", "daughter")
"""Of whom a set phrase may be told, and mean the speaker too: "my wife adopted a dog named Rex"."""
_ANOTHER = re.compile(
    r"(?:\b(?P<who>he|she|they|who|you|his|her|their|my [\w-]+|our [\w-]+)|(?P<name>(?-i:[A-Z][\w'-]+)))"
    r"(?:'s|'ve| has| have| had| just| finally| recently| also| is| was| does| did| do| will|n't| not)*\s*$",
    re.IGNORECASE,
)
_ONESELF = re.compile(r"(?i)^\W*(?:I|we|my|our)\b|\bme\b")


_NOBODY = NOT_NAMES | ADVERBS | {"i'm", "i've"}
"""What stands before a phrase and is nobody's name."""


def _of_another(text: str, found: re.Match[str]) -> bool:
    """Whether somebody else stands before a phrase that has no subject of its own: "she got a job at …"."""
    if "who" in found.re.groupindex or _ONESELF.search(found[0]):
        return False
    before = _ANOTHER.search(text[: found.start()])
    return bool(before and (before["who"] or before["name"].lower() not in _NOBODY))


def _theirs(idiom: _Idiom, found: re.Match[str], text: str) -> bool:
    """Whether a phrase that says nothing of whose it is stands in a sentence about somebody else."""
    subject = whom(text)
    if subject in _SHARED or (subject == SOMETHING and _ONESELF.search(found[0])):
        return False
    return any(not effect.subject for effect in idiom.effects)


def _timeless(text: str, moments: Sequence[Time]) -> str:
    """A sentence without its times, for they may stand anywhere; "now" stays."""
    for moment in sorted(moments, key=lambda one: -one.start):
        if not _NOW.match(text[moment.start : moment.end]):
            text = f"{text[: moment.start].rstrip()} {text[moment.end :].lstrip()}"
    return _AROUND.sub("", re.sub(r"\s+(?=[,.!?;])|^[\s,]+", "", re.sub(r"\s{2,}", " ", text)).strip())


def _claimed(effect: _Effect, values: dict[str, str], when: Times, around: Around) -> Iterator[Claim]:
    predicate, subject = effect.predicate, _subject(effect.subject, values, around)
    value = values.get(effect.slot, "") if effect.slot else ""
    if predicate == "role":
        predicate = RELATIONS.get((values.get("role") or values.get("old_role", "")).lower(), "")
    if predicate == "abode":  # of "bye X, hello Y": where one lived, or worked
        predicate = "lives_in" if any(map(is_place, values.values())) else "works_at"
    value = _valued(effect.slot, value)
    if effect.sign == "-":
        value = value.split(" for ", maxsplit=1)[0]  # "left Oslo for Lyon"
    if predicate == "any" and value:
        yield from (Claim(subject, one, value, "ends") for one in _may_be(value))
        return
    if not predicate or not subject or (effect.slot and not value):
        return
    if effect.sign == "~":
        yield Claim(subject, predicate, value, "corrects", replaces=values.get(effect.wrong, ""))
    elif effect.sign == "-":
        yield Claim(subject, predicate, value, "ends", invalid_at=when.at or when.since)
    elif effect.sign == "+":
        yield Claim(subject, predicate, value, valid_at=when.at or when.since or when.lasting)
    else:
        yield Claim(subject, predicate, value, valid_at=when.since or when.lasting)


_SCHOOL = re.compile(r"(?i)\b(?:university|college|uni)\b")


def _may_be(name: str) -> tuple[str, ...]:
    """What may be over with a name; to end what never was changes nothing, as long as no time is said."""
    if is_place(name):
        return ("lives_in",)
    if _SCHOOL.search(name):
        return ("studies_at",)
    return ("gym",) if GYM.search(name) else ("works_at", "lives_in", "gym", "partner", "studies_at", "member_of")


def _subject(slot: str, values: dict[str, str], around: Around) -> str:
    if not slot:
        return around.speaker
    if slot == "role":
        relation = RELATIONS.get(values["role"].lower(), "")
        return f"{around.speaker}/{relation}" if relation else ""
    return values.get(slot, "") if values.get(slot, "").split(" ")[0].lower() not in NOT_NAMES else ""


_TRADE = re.compile(
    r"(?:er|or|ist|ian|eer|ant|man|woman|smith|wright|ress|officer|nurse|chef|agent|guard|analyst|actuary|clerk|coach|guide|cook|pilot|vet|rep)$"
)
_NO_TRADE = frozenset(
    "member owner lover winner player partner father mother sister brother order number matter never ever over under"
    " better other another former user however whether together later after helper loser adult".split()
)


def is_trade(title: str) -> bool:
    """Whether a title is one of a job: "bus driver"."""
    last = title.lower().split()[-1] if title else ""
    if last in DIETS or last in RELIGIONS or last in NATIONALITIES:
        return False
    return last in PROFESSIONS or (bool(_TRADE.search(last)) and last not in _NO_TRADE and len(last) > 4)


_NO_FIRST = NOT_NAMES - {"the", "a", "an", "our"}
"""What the name of an employer does not begin with."""


def _valued(slot: str, value: str) -> str:
    """The value of a slot, or "" if it is none of its sort."""
    sort = _SORTS.get(slot.removeprefix("old_"), slot.removeprefix("old_"))
    first = value.split(" ", maxsplit=1)[0].lower() if value else ""
    if sort == "job":
        value = re.sub(r"(?i)^(?:an?|the) ", "", value)
        return value if is_trade(value) else ""
    if sort in ("name", "place") and first in NOT_NAMES:
        return ""
    if sort == "name" and _NO_NAME.match(value):
        return ""
    if sort == "org":
        value = re.sub(r"^(?:an?|our) ", "", value)
        return "" if first in _NO_FIRST or _NO_FIRM.search(value) or _nameless(value) else value
    return value


_NO_NAME = re.compile(r"(?i)^(?:careful|right|that'd|that's|there's|here's|well|netflix|youtube|google|alexa|siri)\b")
_PLACES_OF_WORK = re.compile(
    r"\b(?:office|library|hospital|museum|school|university|college|company|bank|shop|store|restaurant|caf[eé]|bakery"
    r"|agency|ministry|council|clinic|firm|factory|studio|centre|center|gym|pool|box|club|station|hotel|practice|court"
    r"|institute|academy|garage|salon|theatre|theater|lab|startup|foundation|church|farm|department|city|county|post)$",
    re.IGNORECASE,
)


def _nameless(value: str) -> bool:
    """Whether words without a capital are nowhere to work: "the cello"."""
    return value.islower() and not _PLACES_OF_WORK.search(value)


_NO_FIRM = re.compile(r"(?i)^the (?:same|moment|time|end|other|first|last|new|old|best|whole|way)\b|^(?:job|lot|bit)\b")
