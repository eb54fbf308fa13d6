"""Whose a thing is that a sentence names: the speaker's, a relation's, or somebody's who was asked about."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.gist.spans import KIN, Span
from pllm_memory.remember.extract.others import of_another
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.verbs import FORMS, forms
from pllm_memory.remember.extract.words import NOT_NAMES, RELATIONS

_SUBJECT = re.compile(r"(?i).*(?<![\w'])(i|we|he|she|they|you)(?:'\w+)?(?![\w'])", re.DOTALL)
_ROLE = re.compile(
    rf"(?i)\b(?:my|our) (?:[\w-]+ ){{0,2}}?(?P<role>{KIN})(?:'s)?\b(?! tongue)(?:,? \(?(?P<name>(?-i:[A-ZÀ-Þ])[\w-]+)\)?)?"
)
_FIRST = re.compile(r"(?i)(?<![\w'])(?:i|i'm|i've|i'd|we|we're|we've|me|us|my|our|mine|ours|myself|ourselves)(?![\w'])")
_MYSELF = re.compile(r"(?i)(?<![\w'])(?:i|i'm|i've|i'd|we|we're|we've|me|us)(?![\w'])")
_LEARNT = re.compile(
    r"(?i)^\W*(?:\w+ ){0,3}?(?:know|knew|heard|hear|read|saw|see|think|thought|believe|guess|hope|bet|learned|learnt|noticed|found out|sure|certain|afraid|aware|remember|forgot|mentioned|said|told (?:you|him|her|them)|wish)(?: that)? |^\W+"
)
_THIRD = re.compile(r"(?i)(?<![\w'])(?P<who>he|she|his|her|him|hers)(?:'s)?(?![\w'])")
NAMED = re.compile(
    r"(?:^|[,;:–—] |\bthat |\bwhen |\band |\bbut |\bbecause |\bto )(?P<name>[A-ZÀ-Þ][\w-]+)(?P<is>'s)? (?:(?:from|at|in) [\w-]+ )?(?:(?:\w+ly|just|also|still|now|never|always|really) )?(?P<verb>[a-z]+(?:n't)?)"
)
_NO_NAME = NOT_NAMES | COMMON | frozenset(FORMS)
_DOES = frozenset(
    "is has was can can't doesn't isn't hasn't does did home job flat house place severely highly".split()
)


def whose(text: str, span: Span, asked: str, around: Around) -> tuple[str, str]:
    """Whom a thing is said of, and by what name they are called there: the speaker, or the one other person in it.

    Args:
        text: What was said.
        span: The thing.
        asked: The question that it answers; "" if none.
        around: Who speaks, and whom they mentioned.

    Returns:
        "" and "" if it is said of nobody who is known: "you work there".
    """
    sentence, before = _sentence(text, span)
    nearest = _SUBJECT.search(before)
    who = nearest[1].lower() if nearest else ""
    if who in ("he", "she"):
        return around.meant(_GENDER[who]) or "", ""
    if who in ("they", "you") and not _FIRST.search(sentence):
        return "", ""
    since = before[max((one.end() for one in _MYSELF.finditer(before)), default=0) :]
    if since != before:  # "I read that Messi lives in", "Tom told me his wife is allergic to"
        since = _LEARNT.sub("", since)
        role = _ROLE.match(since)
        doer = next(map(_named, filter(acts, NAMED.finditer(since))), "")
        if role or doer or of_another(since):
            return (_ref(role, around), role["name"] or "") if role else (doer, doer)
    roles = list(_ROLE.finditer(sentence))
    own = any(not any(role.start() <= one.start() < role.end() for role in roles) for one in _FIRST.finditer(sentence))
    return (around.speaker, "") if own else _other(sentence, roles, asked, around)


def _other(sentence: str, roles: Sequence[re.Match[str]], asked: str, around: Around) -> tuple[str, str]:
    """Whom a sentence without "I" is about: a relation, somebody named, or whom the question was about."""
    if roles:
        return _ref(roles[0], around), roles[0]["name"] or ""
    doer = next(map(_named, filter(acts, NAMED.finditer(sentence))), "")
    if doer:
        return doer, doer
    third, other = _THIRD.search(sentence), _asked_of(asked, around) if asked else ""
    if other or third:
        return other or around.meant(_GENDER[third["who"].lower()] if third else "m") or "", ""
    return around.speaker, ""


_GENDER = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "hers": "f"}


def _named(found: re.Match[str]) -> str:
    return found["name"]


def acts(found: re.Match[str]) -> bool:
    """Whether a name is one of somebody who does something there."""
    name, verb = found["name"], found["verb"]
    if name.lower() in _NO_NAME or is_place(name):
        return False
    if found["is"] and verb.endswith("ing"):
        return True
    return verb in _DOES or any(form in ("s", "past") for _, form in forms(verb))


_ASKED_OF = re.compile(
    r"(?i)\b(?:is|does|has|did|was|where's|how's|what's|who's|and|about|how is|where is|what is|what does|where does) (?P<name>(?-i:[A-ZÀ-Þ])[\w-]+)(?:'s)?\b"
)


def _asked_of(asked: str, around: Around) -> str:
    """Somebody else whom a question is about."""
    role = _YOURS.search(asked)
    if role:
        return role["name"] or f"{around.speaker}/{RELATIONS[role['role'].lower()]}"
    found = _ASKED_OF.search(asked)
    return found["name"] if found and not is_place(found["name"]) and found["name"].lower() not in NOT_NAMES else ""


_YOURS = re.compile(
    rf"(?i)\byour (?:[\w-]+ ){{0,2}}?(?P<role>{KIN})\b(?: (?P<name>(?-i:[A-ZÀ-Þ])[\w-]+))?(?=.*\b(?:live|work|do|from|study|like|still|moved?|doing)\b)"
)
_STOPS = re.compile(r"[.!?]+\s+")


def _sentence(text: str, span: Span) -> tuple[str, str]:
    """The sentence in which a thing is, and what of it stands before the thing."""
    start = max((one.end() for one in _STOPS.finditer(text) if one.end() <= span.start), default=0)
    end = min((one.start() for one in _STOPS.finditer(text) if one.start() >= span.end), default=len(text))
    return text[start:end], text[start : span.start]


def _ref(role: re.Match[str], around: Around) -> str:
    name = role["name"]
    if name and name.lower() not in _NO_NAME:
        return name
    return f"{around.speaker}/{RELATIONS[role['role'].lower()]}"
