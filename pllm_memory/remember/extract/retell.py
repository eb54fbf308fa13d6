"""What somebody says of themselves, told of them by another: "I love my job" → "they love their job"."""

from collections.abc import Sequence

from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import ADVERBS, FORMS, s_form

_SPEAKER = {
    "i": "they", "we": "they", "me": "them", "us": "them", "my": "their", "our": "their", "mine": "theirs",
    "ours": "theirs", "myself": "themselves", "ourselves": "themselves", "'m": "'re", "am": "are",
}  # fmt: skip
_HEARER = {"your": "'s", "yours": "'s", "yourself": "themselves"}
_SINGULAR = {"are": "is", "'re": "is", "have": "has", "'ve": "has", "were": "was", "do": "does"}
_NO_SUBJECT = frozenset("for of with to at by on about from in behind help let make see hear watch".split())
"""Words behind which "you" does nothing: a verb that follows is an infinitive, or is not its own."""


def third(words: Sequence[Token], sentence: str, hearer: str | None) -> str:
    """Words of a speaker as told by another; who is spoken to is called by name."""
    pieces: list[str] = []
    for place, token in enumerate(words):
        before = words[place - 1] if place else None
        text = _said(words, place, sentence, hearer)
        glued = before is not None and before.end == token.start and not (text[0].isalpha() and token.low[0] == "'")
        pieces.append(text if glued or not pieces else f" {text}")
    return "".join(pieces).strip(" ,;:-–—\"'()*_")


def _said(words: Sequence[Token], place: int, sentence: str, hearer: str | None) -> str:
    token = words[place]
    low, written = token.low, sentence[token.start : token.end]
    if place and words[place - 1].end == token.start and words[place - 1].low[-1].isdigit():
        return written  # "at 2am"
    if hearer and low == "you":
        return hearer
    if hearer and low in _HEARER:
        return f"{hearer}'s" if _HEARER[low] == "'s" else _HEARER[low]
    if hearer and _done_by_hearer(words, place):
        return _SINGULAR.get(low) or s_form(low)
    if low == "was" and place and words[place - 1].low == "i":
        return "were"
    return _SPEAKER.get(low, written)


def _done_by_hearer(words: Sequence[Token], place: int) -> bool:
    """Whether a word is the verb of "you": "you are", "you always listen"."""
    at = place - 1
    while at > 0 and words[at].low in ADVERBS:
        at -= 1
    if at < 0 or words[at].low != "you" or (at and words[at - 1].low in _NO_SUBJECT):
        return False
    low = words[place].low
    return low in _SINGULAR or any(form == "base" for _, form in FORMS.get(low, ()))
