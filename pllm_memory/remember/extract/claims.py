"""What a clause claims, and how its words become an object."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from pllm_memory.facts import Mode
from pllm_memory.remember.extract.clauses import Clause, written
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import ADVERBS
from pllm_memory.remember.extract.words import NOT_NAMES


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in the making: without who said it, where and when.

    Attributes:
        subject: The reference; see `facts.Statement` for all fields.
    """

    subject: str
    predicate: str
    object: str
    mode: Mode = "holds"
    valid_at: datetime | None = None
    invalid_at: datetime | None = None
    strength: float = 0.5
    certain: bool = True
    replaces: str | None = None


def holding(clause: Clause, subject: str, predicate: str, value: str) -> Claim:
    """A state, as the tense has it: holds, held until, or does not hold (any more)."""
    when, verb = clause.when, clause.verb
    if verb.negative:
        until = when.since or when.until or (clause.at if over(clause) else None)
        return Claim(subject, predicate, value, "ends", invalid_at=until)
    if verb.tense in ("past", "used"):
        return Claim(
            subject, predicate, value, valid_at=when.since or when.at, invalid_at=when.until or when.after or clause.at
        )
    return Claim(subject, predicate, value, valid_at=when.since or when.lasting, invalid_at=when.until)


def begun(clause: Clause, subject: str, predicate: str, value: str) -> Claim | None:
    """A state that began with what was done: "moved to", "adopted". Not what was not done."""
    if clause.verb.negative or clause.verb.tense not in ("past", "perfect"):
        return None
    just = clause.at if "just" in clause.verb.adverbs else None
    when = clause.when
    return Claim(
        subject, predicate, value, valid_at=when.at or when.since or when.lasting or just, invalid_at=when.until
    )


def over(clause: Clause) -> bool:
    """Whether something does not hold *any more*: it did. A plain "I'm not a doctor" tells of no earlier days."""
    words = [token.low for token in clause.words]
    late = any(pair in (("any", "more"), ("any", "longer"), ("no", "longer")) for pair in pairwise(words))
    return late or "anymore" in words or "anymore" in clause.verb.adverbs


def ended(clause: Clause, subject: str, predicate: str, value: str) -> Claim | None:
    """A state that ended with what was done: "quit", "sold". An ending's time is `invalid_at`."""
    if clause.verb.negative or clause.verb.tense not in ("past", "perfect"):
        return None
    return Claim(subject, predicate, value, "ends", invalid_at=clause.when.at or clause.at)


# ── objects ──────────────────────────────────────────────────────────────────────────────────────────

_ARTICLES = frozenset(
    ("a", "an", "the", "some", "any", "my", "our", "his", "her", "their", "this", "that", "these", "those")
)
_TRAILING = frozenset(
    "too also though now anymore any more again well lot much so then there here either as yet and but or with for to"
    " of in on at by from the a an my really very still already though lol haha just ugh sometime because cause since"
    " when while that"
    " which who"
    " tho etc hehe tbh xx is are was were be it , . ! ; : - – — ' \" ( ) & yeah btw right bit little twice once"
    " already".split()
)
_STOP = frozenset(
    "because since so but although though while when whenever if unless until which who whose as than where"
    " whether lol haha"
    " ; : – — ( ) . ! ? ~ / | thanks except instead".split()
)


def _pictures(text: str) -> bool:
    """Whether it is an emoji, or an arrow: behind the marks of writing, and no letter."""
    return text[0] > "\u2190" and not text[0].isalpha()


def phrase(words: Sequence[Token], clause: Clause, *, longest: int = 12, article: bool = False) -> str:
    """Words as an object: up to where something else begins, without trailing fillers or a leading article."""
    kept: list[Token] = []
    words = _without_aside(words)
    for place, token in enumerate(words):
        if token.low in _STOP and not (token.low == "as" and place + 1 < len(words) and words[place + 1].low == "a"):
            break
        if token.low == "," and not _goes_on(words[place + 1 : place + 14]):
            break
        kept.append(token)
    kept = kept[:longest]
    while kept and (kept[-1].low in _TRAILING or _pictures(kept[-1].text)):
        kept.pop()
    start = 0
    while not article and start < len(kept) and kept[start].low in _ARTICLES:
        start += 1
    if start and start + 1 < len(kept) and (kept[start].low, kept[start + 1].low) in _A_BIT_OF:
        start += 2
    return _FOREVER.sub("", written(kept[start:], clause.sentence))


_A_BIT_OF = frozenset((amount, "of") for amount in ("bit", "spot", "touch"))
_FOREVER = re.compile(
    r"(?i)(?: (?:for good|any ?more|any longer|forever|entirely|completely|altogether|these days|nowadays|at all"
    r"|at the moment|right now|by the way|to be honest|of course|as well|in a big way|for \w+ reasons"
    r"|on an? (?:mon|tues|wednes|thurs|fri|satur|sun)day))+$"
)
"""What says how long, or nothing, behind an object."""


def _without_aside(words: Sequence[Token]) -> Sequence[Token]:
    """Words without what is put into a list: "penicillin and, weirdly, kiwi"."""
    for place, (token, after) in enumerate(pairwise(words)):
        if token.low in ("and", "or") and after.low == ",":
            stop = next((at for at in range(place + 2, min(place + 7, len(words))) if words[at].low == ","), 0)
            return [*words[: place + 1], *words[stop + 1 :]] if stop else words
    return words


def _goes_on(words: Sequence[Token]) -> bool:
    """Whether what follows a comma is of the same object: "…, pasta and sushi", "…, France"; no "…, wish me luck"."""
    if len(words) > 1 and words[0].low in ("and", "or", "&"):
        return words[1].low not in _NO_OBJECT
    if not words or words[0].low in _ASIDES:
        return bool(words) and words[0].low == "especially"
    return words[0].text[0].isupper() or any(token.low in ("and", "or", "&", ",") for token in words[1:])


_ASIDES = _STOP | frozenset(
    "and i me us him her it you he she they we wish don't do no not never sorry please why what how so ugh yay"
    " always thank god finally honestly actually that this there my his its is was are can't won't let guess hope"
    " trust believe even especially mostly mainly usually sometimes maybe probably apparently obviously sadly"
    " luckily just".split()
)
"""What begins an aside behind a comma."""
_NO_OBJECT = _ASIDES | ADVERBS

_WHOLE = re.compile(
    r"\b(?:mac and cheese|rock and roll|rock & roll|salt and pepper|black and white|arts and crafts|bed and breakfast"
    r"|fish and chips|peace and quiet|r&b|trial and error|bread and butter|surf and turf|gin and tonic)\b",
    re.IGNORECASE,
)


_ANOTHER = re.compile(r"(?:\w+ing|an?|some)\b")
_QUALITY = re.compile(r"(?:y|ic|al|ous|ful|ish|ive|ian|ese|ern)$")


_NO_ITEM = _TRAILING | {"stuff", "everything", "all", "you", "i", "me"}


def listed(words: Sequence[Token], clause: Clause) -> Iterator[str]:
    """The things of a list: "pizza, pasta and sushi"; a phrase that is no list, as one."""
    whole = phrase(words, clause, longest=16)
    if _WHOLE.search(whole) or not re.search(r",| and | or | & ", whole):
        if whole:
            yield whole
        return
    parts = [part.strip() for part in re.split(r",\s*(?:and |or )?| and | or | & | as well as ", whole) if part.strip()]
    gerund = re.match(r"\w+ing \w", parts[0]) and not all(re.match(r"\w+ing\b", part) for part in parts[1:])
    open_article = re.search(r"\b(?:a|an) \w+$", parts[0]) and not re.match(r"(?:a|an|the) ", parts[1])
    if gerund or (open_article and ", " in whole):  # "a safe, inviting place"
        yield phrase(words, clause)
        return
    one = len(parts) == 2 and "," not in whole and " " not in parts[0] and " " in parts[1]
    if one and _QUALITY.search(parts[0]) and not _ANOTHER.match(parts[1]):
        yield phrase(words, clause)  # "sunny and warm weather"
        return
    short = all(len(part.split()) <= 4 for part in parts)
    last_longer = all(len(part.split()) <= 3 for part in parts[:-1]) and len(parts[-1].split()) <= 6
    if not (short or last_longer):
        yield phrase(words, clause)
        return
    for part in parts:
        cleaned = re.sub(
            r"^(?:(?:a |the odd )?(?:bit|spot|touch) of|a|an|the|my|our|some|also|especially|maybe|even|just) ",
            "",
            part,
        )
        if cleaned and cleaned.lower() not in _NO_ITEM:
            yield cleaned


_PERSONS = {
    "my": "their", "our": "their", "me": "them", "us": "them", "myself": "themselves", "ourselves": "themselves",
    "mine": "theirs", "ours": "theirs", "i": "they", "we": "they", "'m": "are", "am": "are",
}  # fmt: skip


def retold(words: Sequence[Token], clause: Clause) -> str:
    """Words of the first person, told of a third: "with my kids" → "with their kids"."""
    pieces: list[str] = []
    for place, token in enumerate(words):
        glued = place and words[place - 1].end == token.start
        text = (
            "to"
            if token.low == "to"
            else "'re"
            if glued and token.low == "'m"
            else _PERSONS.get(token.low, clause.sentence[token.start : token.end])
        )
        pieces.append(text if glued or not pieces else f" {text}")
    return _HANGING.sub("", "".join(pieces).strip(" ,;:-–—\"'()*_"))


_HANGING = re.compile(r"(?:,| and| or)+ (?:to )?(?:see|learn|hear|know|hoping|thinking|feel|guess|show|share)$")
"""What a cut leaves behind: "to perform in Boston and see (how …)"."""


_HANGS = _TRAILING - {"well", "there", "here", "it", "lot", "bit", "little"} | {
    "thankfully",
    "luckily",
    "about",
    "into",
    "like",
}


def trimmed(words: Sequence[Token], longest: int = 20) -> list[Token]:
    """Words up to where another thought begins, without trailing fillers."""
    kept: list[Token] = []
    for token in words:
        if token.low in (";", ":", "(", ")", ".", "!", "?", "–", "—", "because", "which", "lol", "haha", "~"):
            break
        if kept and kept[-1].low == "," and token.low in ("so", "even", "well", "but", "which"):
            break
        kept.append(token)
    kept = kept[:longest]
    while kept and (kept[-1].low in _HANGS or kept[-1].low in ADVERBS):
        kept.pop()
    return kept


_PLACE_STOP = frozenset(
    "with for to and or but at by because so from near on who where when after before since while into as about"
    " without behind together alone again too now just permanently full-time temporarily originally".split()
)


def _aside(words: Sequence[Token]) -> bool:
    """Whether what follows a comma is no part of a place: "Porto, left Brno", "Cork, I think"."""
    return not words or not words[0].text[0].isupper() or words[0].low in NOT_NAMES


def place(words: Sequence[Token], clause: Clause) -> str:
    """A place: up to the next preposition. "Lyon with my husband" → "Lyon"; "a small flat" has no name."""
    kept: list[Token] = []
    for at, token in enumerate(words):
        if token.low in _PLACE_STOP or (not token.low[0].isalnum() and token.low not in (",", "'s", "'")):
            break
        if token.low == "," and _aside(words[at + 1 :]):
            break
        if token.low == "in" and kept and not kept[-1].text[0].isupper():
            kept = []
            continue
        if token.low == "in":
            break
        kept.append(token)
        if len(kept) > 6:
            break
    while kept and kept[-1].low in _TRAILING:
        kept.pop()
    found = written(kept, clause.sentence)
    named = next((at for at, token in enumerate(kept) if token.text[0].isupper() and token.low != "the"), None)
    if named is None:
        return found if kept and kept[0].low in ("a", "an", "the") else ""
    return written(list(_of_name(kept[named:])), clause.sentence)


_IN_NAMES = frozenset(
    "of de la le el du da do den der am an im upon and city state county island beach park valley bay area 's '"
    " ,".split()
)


def _of_name(words: Sequence[Token]) -> Iterator[Token]:
    """The words of a name: "Aberdeen a fortnight ago" → "Aberdeen"."""
    for token in words:
        lower = token.low[0].isalpha() and not token.text[0].isupper() and token.low not in _IN_NAMES
        if lower or token.low == "i":
            return
        yield token


_BEHIND_PLACE = _PLACE_STOP - {"for", "and", "of", "the"}


def organisation(words: Sequence[Token], clause: Clause) -> str:
    """An employer or a school: "Siemens in Munich" → "Siemens"; "a bakery downtown" → "bakery downtown"."""
    kept: list[Token] = []
    named = next((i for i, token in enumerate(words[:6]) if token.low in ("called", "named")), None)
    if named is not None and named + 1 < len(words) and words[named + 1].text[0].isupper():
        words = words[named + 1 :]
    for token in words:
        if token.low in _BEHIND_PLACE or token.low in (
            "in",
            "that",
            "which",
            ",",
            "and",
            ";",
            "(",
        ):
            break
        if not token.low[0].isalnum() and token.low not in ("&", "'s"):
            break
        kept.append(token)
        if len(kept) > 6:
            break
    return phrase(kept, clause, longest=6)
