"""Corrections: what was said wrongly, and what is right: "actually, it's Thursday", "no, I meant Porto"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.times import find, times
from pllm_memory.text import WEEKDAYS

_MARK = (
    r"(?:actually|no|nope|sorry|wait|oops|correction|i mean|i meant|my mistake|my bad|whoops|hold on|scratch that"
    r"|let me correct that|ah|oh|i misspoke|to be precise|typo)"
)
_MARKED = re.compile(rf"(?i)^\W*(?:{_MARK}\b\W*)+")
_STRONG = saying(
    r"(?i)\b(?:correction|sorry|i meant|i misspoke|oops|my mistake|my bad|scratch that|i was wrong|whoops|typo"
    r"|wait|not)\b"
)
_VALUE = r"(?P<new>[\w][\w' .-]{0,40}?)"
_IT_IS = (
    r"(?:it's|it is|it was|that's|that is|i meant(?: to say)?|i mean|make that|it should be|should be"
    r"|(?:she|he)(?:'s| is) called)"
)
_OLD = r"(?P<old>[\w' .-]{1,40}?)"
_SHORT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_IT_IS}?\s*not ?{_OLD}(?:,| but|;| -)+ (?:but |it's |it is )?{_VALUE}[.!]*$",
        rf"^{_IT_IS}\s+(?:on |in |at )?{_VALUE}(?:,? not (?:on |in |at )?{_OLD})?[.!]*$",
        rf"^{_VALUE},? not (?:on |in |at )?{_OLD}[.!]*$",
    )
)
"""A sentence that is a value, and maybe what it is not: "it's X", "not Y but X", "X, not Y"."""
_NEEDS_NO_MARK = re.compile(r"(?i)^\W*(?:i meant|make that|not \w+[,;])")
_BEHIND = re.compile(
    r"(?:,| and| but)+ not (?:in |at |on |with |for |a |an |the )?(?P<old>[A-Za-z0-9][\w' -]{0,30}?)(?: anymore"
    r"| any more)?[.!]*$"
)


_SLIP = re.compile(
    r"(?i)(?:,|\.| -| –| —)+ (?:sorry,? )?(?:i (?:just )?(?:misread|mistyped|misremembered|typed|mixed|got|had|said"
    r"|wrote|read)"
    r"\b(?: (?:it|that|them|the \w+|it all))?(?: (?:wrong|up|down wrong|wrongly|before|the wrong one))?|my (?:bad"
    r"|mistake|fault)|typo|autocorrect"
    r"|wrong (?:day|date|one|number|place)|slip of the (?:tongue|finger))[.!]*$"
)
"""What is said behind a correction: "it's Thursday, I misread it"."""


def corrected(text: str, at: datetime, earlier: Sequence[Statement]) -> Iterator[Claim]:
    """What a short correction sets right: a sentence that is nothing but the right value.

    Args:
        text: The sentence.
        at: When it was said.
        earlier: What the same speaker stated before in the session.
    """
    text, slip = _SLIP.subn("", text)
    text = f"Sorry, {text}" if slip else text
    marked = _MARKED.match(text)
    if not earlier or len(text) > 90 or not (marked or _NEEDS_NO_MARK.match(text)):
        return
    bare = _MARKED.sub("", text) if marked else text
    meant = bool(marked and re.search(r"(?i)\b(?:meant|mean|sorry|correction|make that|typo)\b", marked[0]))
    forms = (bare, f"I meant {bare}") if meant else (bare,)
    loose = marked and re.search(r"(?i)\b(?:no|nope|wait|sorry|oops|actually)\b", marked[0]) and len(bare.split()) <= 4
    if loose and not meant:
        yield from _of_time(re.sub(r"(?i)^(?:it's |it is )?(?:on |in )?", "", bare).strip(" .!"), at, earlier)
        if _moment(re.sub(r"(?i)^(?:it's |it is )?(?:on |in )?", "", bare).strip(" .!"), at):
            return
    match = next((found for form in forms for pattern in _SHORT if (found := pattern.match(form))), None)
    if not match:
        return
    new, old = match["new"].strip(), (match["old"] or "").strip()
    if len(new.split()) > 4 or re.search(r"(?i)\b(?:my|i|we|is|are|was|lives?|works?|the)\b", new):
        return
    yield from _of_time(new, at, earlier) or _of_value(new, old, earlier)


def _of_time(new: str, at: datetime, earlier: Sequence[Statement]) -> list[Claim]:
    """Another time of the plan that was told last."""
    moment = _moment(new, at)
    if not moment:
        return []
    dated = [one for one in earlier if one.predicate in ("plans", "did", "visited", "birthday") and one.valid_at]
    planned = [one for one in dated if one.predicate == "plans"]
    if birthdays := [one for one in earlier[-1:] if one.predicate == "birthday"]:
        return [_claim(birthdays[-1], new, replaces=birthdays[-1].object)]
    if not dated:
        return []
    return [replace(_claim((planned or dated)[-1], (planned or dated)[-1].object), valid_at=moment)]


def _moment(text: str, at: datetime) -> datetime | None:
    """A day: "Thursday" is the next one."""
    low = text.lower().removeprefix("next ").removeprefix("this ")
    if low in WEEKDAYS:
        ahead = (WEEKDAYS.index(low) - at.weekday()) % 7 or 7
        day = at + timedelta(ahead)
        return day.replace(hour=0, minute=0, second=0, microsecond=0)
    found = times(find(f"it's on {text}", at))
    return found.at or times(find(f"it's {text}", at)).at


def _of_value(new: str, old: str, earlier: Sequence[Statement]) -> list[Claim]:
    """Another value of what was told last and looks alike."""
    if old:
        same = [one for one in earlier if one.object.lower() == old.lower()]
        about = [one for one in earlier if one.subject.lower() == old.lower()]
        renamed = [Claim(new, one.predicate, one.object, valid_at=one.valid_at, strength=one.strength) for one in about]
        if same:
            return [_claim(same[-1], new, replaces=same[-1].object), *renamed]
        inside = [one for one in earlier if re.search(rf"(?i)\b{re.escape(old)}\b", one.object)]
        return [
            _claim(one, re.sub(rf"(?i)\b{re.escape(old)}\b", new, one.object), replaces=one.object)
            for one in inside[-1:]
        ]
    if new.lower() in WEEKDAYS:
        return []
    alike = [one for one in earlier if _shape(one.object) == _shape(new) and one.mode == "holds"]
    if not alike or len(new.split()) > 4 or (_shape(new) == "word"):
        return []
    return [_claim(alike[-1], new, replaces=alike[-1].object)]


def _shape(value: str) -> str:
    if value[:1].isdigit():
        return "number"
    return "name" if value[:1].isupper() and len(value.split()) <= 4 else "word"


def _claim(statement: Statement, value: str, *, replaces: str | None = None) -> Claim:
    return Claim(
        statement.subject, statement.predicate, value, "corrects", replaces=replaces, strength=statement.strength
    )


_ONE = frozenset(
    (
        "did",
        "plans",
        "visited",
        "wants",
        "feels",
        "believes",
        "needs",
        "likes",
        "dislikes",
        "owns",
        "hobby",
        "has",
        "pet",
    )
)


def amended(claim: Claim, text: str, earlier: Sequence[Statement]) -> Claim:
    """A claim of a full sentence, as the correction that it is: "Correction: my sister lives in Faro, not Porto"."""
    if claim.mode != "holds":
        return claim
    behind = _BEHIND.search(text)
    if behind and claim.predicate not in ("did", "plans"):
        return replace(claim, mode="corrects", object=_BEHIND.sub("", claim.object), replaces=behind["old"])
    marked = _MARKED.match(text)
    if claim.predicate == "plans" and claim.valid_at:
        return _moved(claim, earlier, marked=bool(marked))
    if not marked or claim.predicate in _ONE or not _STRONG(marked[0]):
        return claim
    before = [one for one in earlier if (one.subject, one.predicate) == (claim.subject, claim.predicate)]
    if not before or before[-1].object == claim.object:
        return claim
    return replace(claim, mode="corrects", replaces=before[-1].object)


def _moved(claim: Claim, earlier: Sequence[Statement], *, marked: bool) -> Claim:
    """Of "Actually, my flight is on Saturday": the flight to Rome that was told before.

    The very same plan, on another day, is meant without a mark, too.
    """
    head = claim.object.split()[-1].lower()
    same = [one for one in earlier if one.predicate == "plans" and head in one.object.lower().split()]
    told = same[-1] if same else None
    if told and told.valid_at == claim.valid_at:
        return claim
    again = told is not None and told.valid_at is not None and _bare(told.object) == _bare(claim.object)
    if not (marked or again):
        return claim
    return replace(claim, mode="corrects", object=told.object if told else claim.object)


def _bare(plan: str) -> str:
    return re.sub(r"^(?:an?|the|my|our|their) ", "", plan.lower())
