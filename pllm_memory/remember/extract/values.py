"""What follows a verb, as the value of a predicate: a place, an employer, a job, a game, a subject."""

import re
from collections.abc import Callable, Iterator

from pllm_memory.remember.extract.claims import listed, organisation, phrase, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import ing
from pllm_memory.remember.extract.words import CONDITIONS, LANGUAGES, PROFESSIONS, SPORTS

Words = tuple[Token, ...]
Reader = Callable[[Clause, Words], Iterator[str]]
"""Reads the values out of the words behind a verb and its preposition, of which there is at least one."""

_NOT_PLACES = frozenset(
    "it|this|that|there|here|them|us|you|me|fear|peace|harmony|style|the past|the moment|the present|a bubble".split(
        "|"
    )
)
_REGIONS = frozenset(
    "countryside city suburbs coast mountains country sea south north east west village town capital seaside islands"
    " island desert woods burbs hills".split()
)
_NOT_WORK = frozenset("it that this them some something things myself getting being".split())
_GAMES = ("video games", "board games", "card games", "the piano")
_ASIDE = re.compile(r" (?:with|in|for|on|at|every|since|to|as|when|and) ")
_NO_SUBJECT = frozenset(
    "for in with a to at how about that from hard it so on more lots new some what and abroad together".split()
)
_NO_SUBJECT_ALONE = frozenset("hard to how it that you real really super".split())


def _places(clause: Clause, words: Words) -> Iterator[str]:
    value = place(words, clause)
    thing = value.lower().startswith("the ") and value.islower() and value.split()[-1] not in _REGIONS  # "the bank"
    if value and not thing and value.lower() not in _NOT_PLACES:
        yield value


def _organisations(clause: Clause, words: Words) -> Iterator[str]:
    first = words[0]
    named = first.text[0].isupper() or first.low in ("a", "an", "the", "my")
    value = organisation(words, clause)
    if value and named and first.low not in _NOT_PLACES and not first.low.endswith("ing"):
        yield value


def job(clause: Clause, words: Words) -> str:
    """A job: "a nurse at St. Mary's" → "nurse"."""
    ends = ("at", "for", "in", "with", "and", ",", "but", "who", "from", "there", "on")
    stop = next((place for place, token in enumerate(words) if token.low in ends), len(words))
    if not stop or words[0].low in ("soon", "much", "hard", "well", "usual"):
        return ""
    return phrase(words[:stop], clause, longest=5)


def _jobs(clause: Clause, words: Words) -> Iterator[str]:
    value = job(clause, words)
    if value:
        yield value


def _professions(clause: Clause, words: Words) -> Iterator[str]:
    value = job(clause, words)
    if value and value.split()[-1].lower() in PROFESSIONS:
        yield value


def languages(words: tuple[str, ...]) -> list[str]:
    """Those of some words that are languages."""
    return [word.capitalize() for word in words if word in LANGUAGES]


def _languages(_clause: Clause, words: Words) -> Iterator[str]:
    yield from languages(tuple(token.low for token in words))


def _played(clause: Clause, words: Words) -> Iterator[str]:
    """What is played for longer than an evening: known games and instruments, and those with a name."""
    verb = clause.verb
    changed = verb.lemma in ("stop", "quit", "start", "begin") or verb.tense == "used"
    lasting = changed or verb.negative or verb.tense in ("present", "perfect")
    dated = clause.when.since or clause.when.lasting
    for one in listed(words, clause):
        head = _BIT.sub("", _ASIDE.split(one)[0].strip())
        last = head.lower().split()[-1] if head else ""
        known = last in SPORTS or " ".join(token.low for token in words[:2]) in _GAMES
        named = clause.first and head[:1].isupper() and verb.tense == "present"
        if (known and (lasting or dated)) or named:
            yield head


_BIT = re.compile(r"^(?:(?:some|a bit of|a little|lots of|a lot of|the) )+")


def _subjects(clause: Clause, words: Words) -> Iterator[str]:
    learning = clause.verb.lemma == "learn" and words[0].low in ("to", "how")
    if words[0].low in _NO_SUBJECT and not learning:
        return
    ends = ("at", "in", "with", "for", "because", "from", "on", "by")
    stop = next((place for place, token in enumerate(words) if token.low in ends), len(words))
    for one in listed(words[:stop], clause):
        first, *rest = one.split()
        if first == "to" and len(rest) > 1:
            yield f"{ing(rest[0])} {' '.join(rest[1:])}"
        elif first.lower() not in _NO_SUBJECT_ALONE:
            yield one.capitalize() if one.lower() in LANGUAGES else one


def _diets(clause: Clause, words: Words) -> Iterator[str]:
    value = phrase(words, clause, longest=3).lower().removesuffix(" diet")
    if value and any(token.low == "diet" for token in words):
        yield value


def _conditions(clause: Clause, words: Words) -> Iterator[str]:
    yield from (CONDITIONS.get(one.lower(), one) for one in listed(words, clause))


def _things(clause: Clause, words: Words) -> Iterator[str]:
    if words[0].low not in ("it", "that", "this", "you"):
        yield from listed(words, clause)


def _persons(clause: Clause, words: Words) -> Iterator[str]:
    name = organisation(words, clause)
    if name[:1].isupper():
        yield name


def _work(clause: Clause, words: Words) -> Iterator[str]:
    value = phrase(words, clause, longest=8)
    if value and words[0].low not in _NOT_WORK:
        yield value


def _text(clause: Clause, words: Words) -> Iterator[str]:
    yield phrase(words, clause)


READERS: dict[str, Reader] = {
    "place": _places, "organisation": _organisations, "job": _jobs, "profession": _professions,
    "languages": _languages, "game": _played, "subject": _subjects, "diet": _diets, "condition": _conditions,
    "things": _things, "person": _persons, "work": _work, "text": _text,
}  # fmt: skip
