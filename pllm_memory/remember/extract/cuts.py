"""Where one clause of a sentence ends and the next begins, and what links them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import ADVERBS, forms, is_past, read_verb
from pllm_memory.remember.extract.words import FEELINGS, is_relation

_HARD = frozenset((";", ":", "–", "—", "(", ")", "/", "~", "*", "|", "=", "…", ".", "!", "?"))
AND = frozenset(("and", "but", "so", "then", "plus", "&", "yet", "or"))
_BECAUSE = frozenset("because cause 'cause since although though cos coz bc however except".split())
_ASIDE = frozenset(
    "when whenever while until unless after before as where whether which that who whose how why what once if"
    " than like".split()
)
PRONOUNS = frozenset("i we he she it they you there this that these everyone".split())
GUESS = frozenset(
    "think guess believe suppose heard hear assume bet say says said told thought feel feels seems suspect"
    " reckon figured figure".split()
)
KNOWN = frozenset(
    "know realized realised realize mean remember noticed glad happy proud sure mention mentioned announce"
    " admit grateful thankful confess forgot learned found thrilled excited lucky sad sorry decided".split()
)
WISHED = frozenset("hope wish imagine pretend dream wonder wondering hoping wishing bet afraid worried doubt".split())


_TOLD = frozenset(
    (verb, whom) for verb in ("told", "tells", "informed", "texted") for whom in ("me", "us", "him", "her")
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, and what links it to what was before."""

    words: tuple[Token, ...]
    link: str
    whole: tuple[int, int]


def pieces(words: Sequence[Token]) -> Iterator[Piece]:
    """Cuts where another clause begins."""
    start, link, place = 0, "", 0
    while place < len(words):
        cut = _cut(words, place, start)
        if (
            cut is None
            and link in ("who", "which")
            and words[place].low == ","
            and place > start
            and is_finite(words, place + 1)
        ):
            cut = ("and", place + 1)
        if cut is None:
            place += 1
            continue
        next_link, begin = cut
        if place > start:
            yield Piece(tuple(words[start:place]), link, (words[start].start, words[place - 1].end))
        start, link, place = begin, next_link, max(begin, place + 1)
    if start < len(words):
        yield Piece(tuple(words[start:]), link, (words[start].start, words[-1].end))


_Cut = tuple[str, int]
"""How the next clause is linked to the one that ends, and where it begins."""


_JOINS = AND | _BECAUSE | _ASIDE


def _cut(words: Sequence[Token], place: int, start: int) -> _Cut | None:
    """Whether a clause ends before a word."""
    low = words[place].low
    if (
        low == ":"
        and place + 2 < len(words)
        and words[place + 1].text[0].isupper()
        and words[place + 2].low in (",", "and")
    ):
        return None  # "three kids: Mia, Noah and Liam"
    if low in _HARD or (low == "-" and place > start and words[place].start > words[place - 1].end):
        return _linked(words, place + 1)
    if place == start:
        return (low, place + 1) if low in _ASIDE and place == 0 and low not in ("that", "like", "as") else None
    if low == "," and place + 1 < len(words):
        joined = words[place + 1].low in _JOINS
        return _cut(words, place + 1, start) if joined else (",", place + 1) if _starts(words, place + 1) else None
    if low in AND or low in _BECAUSE:
        return _joined(words, place, low)
    return _aside(words, place, low) if low in _ASIDE else _told(words, place, start)


def _joined(words: Sequence[Token], place: int, low: str) -> _Cut | None:
    """Before "and", "but", "because"."""
    begin = place + 1
    if low == "so" and words[place - 1].low in _LINKING:
        return None  # "I was so touched": no other clause
    if low in _BECAUSE:
        return ("because", begin) if begin + 1 < len(words) else None
    while begin < len(words) and (words[begin].low in ADVERBS or words[begin].low in ("then", "so", ",")):
        begin += 1
    return (low, begin) if _starts(words, begin) or verb_again(words, begin) else None


_LINKING = frozenset("am is are was were 'm 's 're be been being feel feels felt not".split())


def _told(words: Sequence[Token], place: int, start: int) -> _Cut | None:
    """Behind "I think", "I hope", "she told me", where no "that" stands between."""
    low, before = words[place].low, words[place - 1].low
    if low in PRONOUNS:
        if before in GUESS or before in KNOWN or before in WISHED:
            return (before, place)
        return ("told", place) if place > start + 1 and (words[place - 2].low, before) in _TOLD else None
    named = low in ("my", "our") or words[place].text[0].isupper()
    return (before, place) if named and before in GUESS and _starts(words, place) else None


def _linked(words: Sequence[Token], begin: int) -> tuple[str, int]:
    """Behind a dash or the like: with the conjunction that follows it, if one does."""
    low = words[begin].low if begin < len(words) else ""
    if low in AND or low in _BECAUSE:
        return (low if low in AND else "because", begin + 1)
    return (low, begin + 1) if low in _ASIDE and low not in ("that", "like") else (";", begin)


def _aside(words: Sequence[Token], place: int, low: str) -> _Cut | None:
    """Before "that", "who", "when"."""
    before, following = words[place - 1].low, words[place + 1].low if place + 1 < len(words) else ""
    link, apart = low, True
    if low == "that" and (before in GUESS or before in KNOWN or before in WISHED):
        link, apart = before, _starts(words, place + 1)
    elif low == "that" and place > 1 and words[place - 2].low in ("told", "tell", "tells", "texted", "informed"):
        link = "told"
    elif low in ("how", "why", "what", "whether"):
        apart = _starts(words, place + 1)
    elif low in ("that", "as", "like", "than", "once", "where", "before", "after", "until"):
        apart = following in PRONOUNS or (low == "that" and is_finite(words, place + 1))
    return (link, place + 1) if apart else None


def is_finite(words: Sequence[Token], place: int) -> bool:
    """Whether a finite verb stands at a place."""
    found = read_verb(words, place) if place < len(words) else None
    return found is not None


_DETERMINERS = frozenset("my our his her their your the a an".split())
_CERTAIN_VERBS = frozenset("is are was were 's has will can loves likes have had would could".split())


def _starts(words: Sequence[Token], place: int) -> bool:
    """Whether a clause with its own subject begins here."""
    while place < len(words) and (words[place].low in ADVERBS or words[place].low in AND):
        place += 1
    if place + 1 >= len(words):
        return False
    first = words[place]
    if first.low in PRONOUNS:
        return True
    named = first.text[0].isupper()
    return (named or first.low in _DETERMINERS) and _verb_follows(words, place + 1, named=named)


def _verb_follows(words: Sequence[Token], place: int, *, named: bool) -> bool:
    """Whether a verb comes after a few words of a noun phrase."""
    for before, token in zip(words[place - 1 : place + 4], words[place : place + 5], strict=False):
        word = token.low
        if word in _CERTAIN_VERBS or (is_past(word) and word not in _NOUNS_TOO):
            return True
        if not word[0].isalpha() or word in AND:
            return False
        if (named or is_relation(before.low)) and any(form == "s" for _, form in forms(word)):
            return True
    return False


_NOUNS_TOO = frozenset(
    "named called bit left set cut put hit lit saw wound ground read mixed dried fried grilled baked roasted used"
    " led bet".split()
)
"""Pasts that are more often something else."""


def verb_again(words: Sequence[Token], place: int) -> bool:
    """Whether the same subject does something else: "… and started a new job"."""
    if place >= len(words):
        return False
    low = words[place].low
    kinds = {form for _, form in forms(low)}
    if low in (
        "am",
        "was",
        "were",
        "have",
        "had",
        "'m",
        "'ve",
        "do",
        "did",
        "ca",
        "can",
        "will",
        "love",
        "hate",
        "want",
        "plan",
        "need",
        "enjoy",
        "hope",
        "live",
        "moved",
        "has",
        "loves",
        "hates",
        "wants",
        "plans",
        "lives",
        "works",
    ):
        return True
    after = words[place + 1].low if place + 1 < len(words) else ""
    if low in ("work", "study", "live", "volunteer", "play", "speak", "teach", "eat", "drink", "run", "like", "prefer"):
        return after in ("as", "at", "for", "in", "with", "on", "the") or low in ("like", "prefer", "speak")
    if "s" in kinds and after in (
        "the",
        "a",
        "an",
        "in",
        "at",
        "for",
        "as",
        "to",
        "with",
        "on",
        "my",
        "his",
        "her",
        "their",
        "our",
    ):
        return True
    told = "past" in kinds and "base" not in kinds and low not in FEELINGS and low not in _NOUNS_TOO
    return told and after not in ("by", "with", "and", ",")
