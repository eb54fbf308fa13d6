"""What somebody has, gets and owns: people, pets, things, conditions."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pllm_memory.remember.extract.claims import Claim, begun, holding, listed, phrase
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.people import Named, proper, related
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import HABITS
from pllm_memory.remember.extract.words import CONDITIONS, CONSUMED, EVENTS, HEAD_NOISE, MANY, PETS, RELATIONS, THINGS

_GETS = frozenset(("buy", "purchase", "adopt", "get", "order", "inherit", "rescue", "foster"))
_NUMBERS = frozenset("a an one two three four five six seven eight nine ten another my our the several some".split())
_QUALITIES = frozenset(
    "new second third first little small big old young cute lovely younger older twin beautiful puppy used sweet"
    " baby tiny"
    " rescue adorable furry good best close great wonderful amazing awesome lots of other".split()
)


def having(clause: Clause) -> Iterator[Claim]:
    """What a clause with "have", "own", "get", "buy" or "adopt" says."""
    lemma, tense = clause.verb.lemma, clause.verb.tense
    if not clause.rest or tense not in ("present", "past", "perfect", "used"):
        return
    if lemma in _GETS and tense in ("past", "perfect") and not clause.verb.negative:
        for ref in clause.refs:
            yield from _got(clause, ref)
    if lemma in ("have", "own") and not clause.verb.progressive:
        for ref in clause.refs:
            for part in _parts(clause):
                yield from _has(part, ref, owned=lemma == "own")


def _parts(clause: Clause) -> Iterator[Clause]:
    """Of "a cat named Luna and a dog called Rex": each by itself."""
    start = 0
    for place in range(1, len(clause.rest) - 2):
        known = any(_singular(token.low) in _LIVING for token in clause.rest[place + 2 : place + 4])
        if known and clause.low[place] in ("and", ",") and clause.low[place + 1] in _NUMBERS:
            yield replace(clause, rest=clause.rest[start:place])
            start = place + 1
    yield replace(clause, rest=clause.rest[start:])


_LIVING = RELATIONS | dict.fromkeys(PETS)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word not in _LIVING else word


_NOT_HAD = frozenset(
    "to it that this you been them had me him her so back into in on up over away round around home rid".split()
)
_PLURAL = ("peanut", "nut", "egg", "cat", "dog")


def _has(clause: Clause, ref: str, *, owned: bool) -> Iterator[Claim]:
    """What somebody has: a relative, a pet, an allergy, a condition, a thing."""
    words, behind = _head(clause)
    if not words or words[0].low in _NOT_HAD:
        return
    head, thing = words[-1].low.removesuffix("'s"), _bare(words, clause)
    known = head[:-1] == "pet" or head[:-1] in _LIVING or head[:-1] in THINGS
    single = head[:-1] if head.endswith("s") and known else head
    absent = clause.verb.negative or words[0].low == "no"
    if absent and single in ("pet", "sibling", "siblings"):
        yield Claim(ref, "pet", "", "ends") if single == "pet" else Claim(ref, "has", "no siblings")
    elif single in _LIVING and absent:
        pet = single in PETS
        yield Claim(ref, "pet" if pet else RELATIONS[single], single if pet else "", "ends")
    elif single in _LIVING:
        yield from _one(clause, ref, single, thing, behind)
    elif ill := list(_ill(clause, ref, head, thing)):
        yield from ill
    else:
        yield from _thing(clause, ref, thing, head, owned=owned, absent=absent)


def _ill(clause: Clause, ref: str, head: str, thing: str) -> Iterator[Claim]:
    """Of "type 2 diabetes", "a peanut allergy", "an allergy to cats"."""
    condition = CONDITIONS.get(thing.lower()) or (thing if head in CONDITIONS and len(thing.split()) < 6 else None)
    allergy = re.match(r"(?:a |an )?(?:\w+ )?allerg(?:y|ies) to ", " ".join(clause.low))
    if condition:
        yield holding(clause, ref, "has_condition", condition)
    elif allergy:
        words = clause.rest[len(allergy[0].split()) :]
        yield from (holding(clause, ref, "allergic_to", one) for one in listed(words, clause))
    elif head == "allergy" and " " in thing:
        cause = thing.rsplit(maxsplit=1)[0].removeprefix("severe ").removeprefix("bad ")
        yield holding(clause, ref, "allergic_to", f"{cause}s" if cause in _PLURAL else cause)


_NOISE = HEAD_NOISE | EVENTS
_POINTING = re.compile(r"\b(?:you|your|it|this|that|what|such|feeling|time|lot|way|fun|same|day|smh|lol|ngl|tbh)\b")


_EACH = re.compile(r"(?:,? and |, )(?:an?|my|our|the) ")
"""Between two things that somebody owns: "a Volvo and a tandem"."""


def _thing(clause: Clause, ref: str, thing: str, head: str, *, owned: bool, absent: bool) -> Iterator[Claim]:
    present, after = clause.verb.tense == "present", clause.when.after
    value = phrase(clause.rest, clause, article=True, longest=9)
    if head in EVENTS and present and after and after > clause.at:
        yield Claim(ref, "plans", value, valid_at=clause.when.at)
    elif (head in THINGS or owned) and absent:
        yield Claim(ref, "owns", thing, "ends")
    elif (head in THINGS and not _dwells(clause, head)) or owned:
        things = _EACH.split(phrase(clause.rest, clause, longest=9)) if owned else [thing]
        yield from (holding(clause, ref, "owns", one) for one in things)
    elif (
        present
        and not absent
        and not clause.verb.adverbs & HABITS
        and " " in value
        and not (_POINTING.search(value) or _NOISE & {head, clause.low[0]})
    ):
        yield holding(clause, ref, "has", value)


def _dwells(clause: Clause, head: str) -> bool:
    """Whether it is a home: "has a flat in Porto" tells where, and not what is owned."""
    return head in _HOMES and clause.low[clause.low.index(head) + 1 :][:1] in (("in",), ("near",), ("at",), ("on",))


_HOMES = frozenset("flat house apartment home place room studio condo cottage".split())
_BEHIND = frozenset(
    "named called , : and in at with for from who on to that of about since as than by whose like because but".split()
)


_KINDS = RELATIONS | dict.fromkeys(PETS)


def _head(clause: Clause) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The noun phrase behind the verb, and what follows it."""
    stop = len(clause.rest)
    for place, token in enumerate(clause.rest):
        if token.low in _BEHIND:
            if token.low == "of" and place and clause.rest[place - 1].low in ("couple", "lots", "lot", "pair"):
                continue
            stop = place
            break
        if place and token.text[0].isupper() and clause.rest[place - 1].low in _KINDS:
            stop = place
            break
    words = clause.rest[:stop]
    while words and words[-1].low in ("anymore", "too", "now", "more", "any", "here", "again", "also", "either"):
        words = words[:-1]
    return words, clause.rest[stop:]


def _bare(words: tuple[Token, ...], clause: Clause) -> str:
    start = 0
    while start < len(words) - 1 and (
        words[start].low in ("a", "an", "any", "no", "my", "our", "the", "some", "new", "own", "second")
    ):
        start += 1
    return phrase(words[start:], clause, longest=6)


def _named(words: tuple[Token, ...]) -> list[str]:
    """The names behind "named", "called" or a comma: "two sisters, Ana and Eva"."""
    place = 0
    if words[:1] and words[0].low == "," and any(token.low in ("named", "called") for token in words[1:5]):
        place = next(i for i, token in enumerate(words) if token.low in ("named", "called"))
    while place < len(words) and words[place].low in ("named", "called", ",", ":", "whose", "name", "is", "who", "'s"):
        place += 1
    names: list[str] = []
    while place < len(words):
        name, end = proper(words, place)
        if not name:
            break
        names.append(name)
        place = end
        while place < len(words) and words[place].low in (",", "and", "&"):
            place += 1
    return names


_DISTANT = ("friend", "colleague", "teacher", "doctor", "therapist", "boss")


def _one(clause: Clause, ref: str, noun: str, thing: str, behind: tuple[Token, ...]) -> Iterator[Claim]:
    """A relative or a pet: by name, or that there is one."""
    names, tense = _named(behind), clause.verb.tense
    introduced = names and (
        behind[0].low in ("named", "called", ",", ":", "whose", "who") or behind[0].text[0].isupper()
    )
    if introduced:
        for one in (one for name in names for one in related(ref, noun, name)):
            kind = one.predicate == "is_a"
            yield (
                Claim(one.subject, "is_a", _kind(thing, noun))
                if kind
                else _since_born(clause, one)
                if tense == "past" and one.predicate in ("child", "son", "daughter")
                else holding(clause, one.subject, one.predicate, one.object)
            )
    elif noun in PETS and tense != "past":
        yield holding(clause, ref, "pet", thing)
    elif tense == "present" and RELATIONS.get(noun) not in _DISTANT and (clause.low[0] in _NUMBERS or noun in MANY):
        yield holding(clause, ref, "has", phrase(clause.rest, clause, article=True, longest=5))


def _since_born(clause: Clause, one: Named) -> Claim:
    """Of "we had a baby in March, Leo": that is no past."""
    return Claim(one.subject, one.predicate, one.object, valid_at=clause.when.at)


_SAYS_HOW = _QUALITIES | _NUMBERS


def _kind(thing: str, noun: str) -> str:
    words = [word for word in thing.split() if word.lower() not in _SAYS_HOW]
    kind = " ".join(words) or noun
    return kind[:-1] if kind.endswith("s") and kind.split()[-1][:-1].lower() in PETS else kind


_OWNABLE = PETS | THINGS


def _got(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "adopted a second dog, Bruno", "bought a Tesla", "got a new car"."""
    words = clause.rest[1:] if clause.low[0] in ("myself", "us", "ourselves", "me") else clause.rest
    if not words or words[0].low not in _NUMBERS:
        return
    shortened = _head(clause)
    inner = tuple(token for token in shortened[0] if token in words)
    if not inner:
        return
    head, names = inner[-1].low, _named(shortened[1])
    single = head[:-1] if head.endswith("s") and head[:-1] in _OWNABLE else head
    thing = _bare(inner, clause)
    if single in PETS:
        for name in names:
            yield from (one for one in (begun(clause, ref, "pet", name),) if one)
            yield Claim(name, "is_a", _kind(thing, single))
        if not names:
            yield from (one for one in (begun(clause, ref, "pet", _kind(thing, single)),) if one)
        return
    given = any(low == "for" and clause.low[i + 1 : i + 2] != ("work",) for i, low in enumerate(clause.low))
    bought = clause.verb.lemma in ("buy", "purchase", "inherit")
    if (single in THINGS or (bought and thing)) and single not in CONSUMED and words[0].low != "the" and not given:
        yield from (one for one in (begun(clause, ref, "owns", re.sub(r"^new ", "", thing)),) if one)
