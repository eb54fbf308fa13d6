"""The words that the tagger has marked, as the object of a fact."""

import re
from collections.abc import Callable, Mapping

from pllm_memory.predicates import describe
from pllm_memory.remember.extract.words import NOT_NAMES, number


def object_of(predicate: str, text: str, start: int = 0, stop: int | None = None) -> str:
    """Words of a text as an object: without an article, a name with its capitals; "" where they can be none."""
    stop = len(text) if stop is None else stop
    bare = _ARTICLE.sub("", text[start:stop].strip(" .,;:!?\"'()"))
    if predicate == "age" and _YOUNG.match(text, stop):
        return ""
    read = _READ.get(predicate)
    if read:
        return read(bare)
    named = describe(predicate).object in _NAMED
    if named and bare.lower() in _FILLERS:
        return ""
    return _CAPITAL.sub(lambda letter: letter[0].upper(), bare) if named and bare.islower() else bare


_YOUNG = re.compile(r"[\s-]*(?:months?|weeks?|days?|hours?|minutes?)\b")
"""What follows the age of a baby, which is none in years."""
_FILLERS = NOT_NAMES | frozenset("oki okie lol haha hehe hmm um uh ugh btw tbh fyi omg yep nope nah oops".split())
_ARTICLE = re.compile(r"\A(?:an?|the|my|our|some) (?=\S)")
_NAMED = frozenset(("place", "person", "pet"))
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_](?=\w{3}|\w*$)")
_RIDES: Mapping[str, str] = {
    "cycl": "bike", "bik": "bike", "driv": "car", "walk": "foot", "foot": "foot", "scoot": "scooter",
}  # fmt: skip


def _ride(words: str) -> str:
    """How one gets to work: "cycling" is by bike."""
    low = words.lower()
    return next((means for stem, means in _RIDES.items() if low.startswith(stem) and " " not in low), low)


def _years(words: str) -> str:
    years = number(words.lower())
    return str(years) if 0 < years < 125 else ""


_READ: Mapping[str, Callable[[str], str]] = {"commutes_by": _ride, "age": _years}
