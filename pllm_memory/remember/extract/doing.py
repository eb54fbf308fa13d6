"""What somebody plans, wants, needs, cannot do, and feels."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim, phrase, retold, trimmed
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.deeds import EMPTY_REST, deed, did, known
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import forms, ing
from pllm_memory.remember.extract.words import FEELINGS

_YOURS = re.compile(r"\b(?:you|your|yours|you're|ya|y'all)\b")
_EMPTY_WILL = frozenset(
    "be do let keep try check think see tell talk have get send give make miss remember need know take say show"
    " help look find"
    " feel love like believe always support catch stop forget guess hold bring ask share wait want hear stay work"
    " put add"
    " never come use chat update turn consider mention admit".split()
)
_WISHES = frozenset(("wish", "hope", "aim", "dream", "long", "aspire", "desire"))
_STARTS = frozenset("start begin leave fly move go travel arrive return graduate".split())


def doing(clause: Clause) -> Iterator[Claim]:
    """What a clause says of plans, wishes, feelings and deeds; nothing about who is spoken to, or about all."""
    verb = clause.verb
    everybody = verb.tense == "present" and "all" in verb.adverbs  # "we all need a break"
    idle = verb.lemma == "be" and verb.tense not in ("future", "perfect")
    if everybody or idle or _YOURS.search(" ".join(clause.low)):
        return
    read = _negated if verb.negative else _TENSES[verb.tense]
    for ref in clause.refs:
        yield from read(clause, ref)


def _negated(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.verb.tense == "can":
        yield from _cannot(clause, ref)


def _present(clause: Clause, ref: str) -> Iterator[Claim]:
    verb, lemma, low = clause.verb, clause.verb.lemma, clause.low
    if verb.progressive:
        yield from _now(clause, ref)
    elif clause.first and lemma in _STARTS and clause.when.at and clause.when.at > clause.at:
        yield from _plan(clause, ref, clause.rest, f"to {lemma}")
    elif lemma in ("want", "need"):
        yield from _wants(clause, ref, "wants" if lemma == "want" else "needs")
    elif lemma in _WISHES and low[:1] in (("to",), ("of",)):
        yield from _wants(clause, ref, "wants")
    elif lemma == "believe" and low[:1] == ("in",) and low[1:2] not in ((), ("me",), ("myself",), ("it",)):
        yield Claim(ref, "believes", phrase(clause.rest, clause, longest=8))
    else:
        yield from _told(clause, ref)


def _past(clause: Clause, ref: str) -> Iterator[Claim]:
    told = list(_told(clause, ref))
    yield from told or did(clause, ref)


def _told(clause: Clause, ref: str) -> Iterator[Claim]:
    """What is said alike of now and then: plans and feelings."""
    lemma = clause.verb.lemma
    if lemma in ("plan", "intend", "decide") and clause.low[:1] in (("to",), ("on",)):
        if lemma != "decide" and clause.verb.tense == "past" and _CAME_TO_NOTHING.search(clause.sentence):
            return
        yield from _planned(clause, ref, clause.rest)
    elif lemma == "want" and clause.verb.tense == "perfect" and clause.low[:1] == ("to",):
        yield from _wants(clause, ref, "wants")  # "I've always wanted to …"
    elif lemma == "feel":
        yield from _feels(clause, ref)


_CAME_TO_NOTHING = re.compile(
    r"(?i)\b(?:but|cancel\w*|instead|fell through|called off|changed (?:my|our) minds?|didn't|couldn't|before|until)\b"
)


def _might(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.first and any(token.low == "might" for token in clause.words):
        yield from _will(clause, ref)


def _used_to(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.first:
        yield from deed(clause, ref, f"used to {clause.verb.lemma}")


def _nothing(_clause: Clause, _ref: str) -> Iterator[Claim]:
    yield from ()


# ── to come ──────────────────────────────────────────────────────────────────────────────────────────


def _plan(clause: Clause, ref: str, words: Sequence[Token], head: str) -> Iterator[Claim]:
    text = _to(f"{head} {retold(trimmed(words, 14), clause)}".strip())
    vague = len(text.split()) < 3 and not clause.when.at
    if not vague and not _VAGUE.search(text) and (head or " " in text):
        yield Claim(ref, "plans", text, valid_at=_day(clause))


def _day(clause: Clause) -> datetime | None:
    """The day that a plan is for, where it is still to come: "this year" began long ago."""
    day = clause.when.at
    return day if day and day.date() >= clause.at.date() else None


def _ahead(clause: Clause) -> bool:
    """Whether its time is not over yet."""
    return clause.when.after is not None and clause.when.after > clause.at


_VAGUE = re.compile(r"\b(?:it|that|this|them)$|^to \w+ (?:it|this|that) |\bthere\b")
"""What nobody could understand later: "to look into it", "to go there"."""


def _to(text: str) -> str:
    """Of "getting a dog" → "to get a dog"."""
    first, _, rest = text.partition(" ")
    lemma = next((lemma for lemma, form in forms(first.lower()) if form == "ing"), None)
    return f"to {lemma} {rest}".strip() if lemma and first not in _THINGS_IN_ING else text


_THINGS_IN_ING = frozenset(
    "something anything everything nothing wedding building painting clothing evening morning during string spring"
    " ring thing being".split()
)


def _will(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma, low = clause.verb.lemma, clause.low
    before = clause.words[: len(clause.words) - len(clause.rest)]
    going = any(token.low == "going" for token in before)
    empty = lemma in ("be", "do", "miss", "say", "need") if going else lemma in _EMPTY_WILL and not clause.when.at
    if "ever" in clause.verb.adverbs:
        return
    placed = lemma == "be" and low[:1] in (("in",), ("at",))
    if (not empty or placed) and not EMPTY_REST.match(" ".join(low)):
        yield from _plan(clause, ref, clause.rest, f"to {lemma}")


def _planned(clause: Clause, ref: str, words: Sequence[Token]) -> Iterator[Claim]:
    """Of "plan to move", "plan on moving", "planning a trip"."""
    words = words[1:] if words and words[0].low == "on" else words
    if words and words[0].low not in ("it", "that", "this"):
        yield from _plan(clause, ref, words, "")


_LEAVING = frozenset("move head fly travel drive leave relocate".split())
_THOUGHTS = {"think": ("about", "of", "to"), "consider": (), "look": ("for", "into", "to", "forward")}
_GOING_ON = frozenset("work try start run take make".split())
"""Verbs that say something in "I am …ing" only with more words."""
_SMALL = frozenset(
    "learn study live go get do have look talk say wonder guess enjoy love like root kid joke tell be come keep think"
    " consider hope aim dream want".split()
)
"""Verbs that are told elsewhere, or are small talk: "I'm looking good"."""


def _now(clause: Clause, ref: str) -> Iterator[Claim]:
    """The progressive: what is planned, or going on."""
    lemma, low = clause.verb.lemma, clause.low
    leaving = lemma in _LEAVING and low[:1] in (("to",), ("back",), ("out",), ("into",), ("for",))
    if not low:
        return
    if lemma in _THOUGHTS and (not _THOUGHTS[lemma] or low[0] in _THOUGHTS[lemma]):
        yield from _thought(clause, ref)
    elif lemma == "think":
        return
    elif lemma in ("hope", "aim", "dream", "want") and low[0] in ("to", "of", "for"):
        yield from _wants(clause, ref, "wants")
    elif lemma in ("plan", "intend"):
        yield from _planned(clause, ref, clause.rest)
    elif lemma == "feel":
        yield from _feels(clause, ref)
    elif _ahead(clause) or (leaving and known(clause, ref)):
        yield from _plan(clause, ref, clause.rest, f"to {lemma}")
    elif len(low) > 1 and lemma not in _SMALL and (lemma not in _GOING_ON or not EMPTY_REST.match(" ".join(low))):
        yield from deed(clause, ref, f"was {clause.verb.word}")


def _thought(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "thinking about getting a dog", "looking forward to the trip": wanted, not for sure."""
    skip = (
        0
        if clause.verb.lemma == "consider" or clause.low[:1] == ("to",)
        else 2
        if clause.low[:2] == ("forward", "to")
        else 1
    )
    words = clause.rest[skip:]
    text = _to(retold(trimmed(words, 12), clause))
    if text and words[0].low not in ("it", "that", "this", "how", "what") and not _VAGUE.search(text):
        ahead = _ahead(clause)
        when = _day(clause) if ahead else None
        yield Claim(ref, "plans" if ahead else "wants", text, valid_at=when, certain=False)


_TAKEN = frozenset(("have", "drink", "eat", "be", "take", "get"))


def _would(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I would love to live in Rome", "I'd like a dog", "I'd rather have tea than coffee"."""
    lemma, low = clause.verb.lemma, clause.low
    if "rather" in clause.verb.adverbs and "than" in low and lemma not in ("die", "starve"):
        value = phrase(clause.rest[: low.index("than")], clause, longest=6)
        yield Claim(ref, "prefers", value if lemma in _TAKEN else f"{ing(lemma)} {value}".strip(), strength=0.7)
    elif lemma in ("love", "like") and low and low[0] not in ("it", "that", "this", "for", "if"):
        yield from _wants(clause, ref, "wants")
    elif lemma == "prefer" and low:
        yield Claim(ref, "prefers", phrase(clause.rest, clause, longest=8), strength=0.6)


_TRIVIAL_WANT = re.compile(
    r"^to (?:say|tell|let|hear|see (?:it|that|them)|know|ask|be honest|share|thank|check|mention|do (?:it|that"
    r"|this|so)|talk|see what"
    r"|give a|show|point|join|help|come|try (?:it|that)|try|go|check it|make sure|hear about|get there|find out"
    r"|keep (?:it|that|going)|start)\b[^ ]*"
    r"(?: it| that| this| them| them all| more| about it| soon| too)?$|^(?:it|that|this|them|to (?:say|tell|let"
    r"|thank|hear|share with))\b"
)


_BARE = frozenset(
    "to|more|some|you|one|the best|the most|to go|to learn|to try|to get|to know|to see|to help|to continue|to keep"
    "|to start|to join|to come".split("|")
)
"""Wishes of which nothing is left to know."""


def _wants(clause: Clause, ref: str, predicate: str) -> Iterator[Claim]:
    words = trimmed(clause.rest, 14)
    text = _to(retold(words[1:] if words and words[0].low in ("of", "for") else words, clause))
    small = text.lower()
    if not text or _VAGUE.search(text) or _TRIVIAL_WANT.match(small) or small in _BARE:
        return
    if predicate == "wants" and text.startswith("to ") and _ahead(clause):
        yield Claim(ref, "plans", text, valid_at=_day(clause))
    else:
        yield Claim(ref, predicate, text, strength=0.7)


_EMPTY_PLAN = _EMPTY_WILL | {"go", "run", "admit", "watch"}


def _must(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma, low = clause.verb.lemma, clause.low
    if _ahead(clause):
        yield from _plan(clause, ref, clause.rest, f"to {lemma}")
    elif lemma == "avoid" and low and low[0] not in ("it", "that", "this", "them"):
        yield Claim(ref, "avoids", phrase(clause.rest, clause, longest=6))
    elif lemma not in _EMPTY_PLAN and low and low[0] not in ("it", "that"):
        yield Claim(ref, "needs", f"to {lemma} {retold(trimmed(clause.rest, 12), clause)}".strip())


_ABILITIES = frozenset(
    "eat drink swim drive cook sing dance ride ski digest smoke fly sleep lift bend run climb tolerate".split()
)


_FOODS = frozenset(
    "dairy gluten nuts peanuts sugar alcohol caffeine shellfish milk eggs meat lactose wheat soy fish pork pets"
    " kids children".split()
)


_TOGETHER = re.compile(r"\b(?:it|them|this|that|catch|chat|hang)\b|^to (?:see|hear|know|show|tell|share)\b")


def _cannot(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "can't swim", "can't eat gluten", "can't have dairy", "can't wait to move"."""
    lemma, low = clause.verb.lemma, clause.low
    if lemma == "wait" and low[:1] in (("to",), ("for",)) and len(low) > 2 and clause.first:
        text = retold(trimmed(clause.rest[0 if low[0] == "to" else 1 :], 12), clause)
        if not _TOGETHER.search(text) and not _TRIVIAL_WANT.match(text):
            yield Claim(ref, "plans" if clause.when.at else "wants", text, valid_at=_day(clause), strength=0.9)
    elif lemma == "have" and clause.first and _FOODS.intersection(low[:1]) and len(low) < 3:
        yield Claim(ref, "cannot", f"have {phrase(clause.rest, clause)}")
    elif lemma in _ABILITIES and not EMPTY_REST.match(" ".join(low)) and (lemma in ("eat", "drink") or len(low) < 3):
        yield Claim(ref, "cannot", f"{lemma} {phrase(clause.rest, clause, longest=6)}".strip())


_DEGREES = frozenset("so really very more a bit pretty quite super much like".split())


def _feels(clause: Clause, ref: str) -> Iterator[Claim]:
    start = next((place for place, word in enumerate(clause.low) if word not in _DEGREES), 0)
    if not clause.low or clause.low[start] not in FEELINGS:
        return
    value, when = phrase(clause.rest[start:], clause, longest=10), clause.when
    if clause.verb.tense == "past":
        yield Claim(ref, "feels", value, valid_at=when.at, invalid_at=when.after or clause.at)
    else:
        yield Claim(ref, "feels", value)


_TENSES: dict[str, Callable[[Clause, str], Iterator[Claim]]] = {
    "present": _present, "past": _past, "perfect": _past, "future": _will, "would": _would, "may": _might,
    "can": _nothing, "must": _must, "used": _used_to, "order": _nothing,
}  # fmt: skip
