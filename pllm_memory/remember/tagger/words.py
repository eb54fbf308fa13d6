"""A message as the tagger's network sees it: its pieces, which of them begin a word, and what the model is blind to.

The model knows no capitals; so each piece comes with how it was written.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

TRAITS = 8


class Encoding(Protocol):
    """What the tokenizers library makes of a text, or of a question and a text."""

    ids: list[int]
    type_ids: list[int]
    offsets: list[tuple[int, int]]
    sequence_ids: list[int | None]


class Words(NamedTuple):
    """The words of a text: which pieces begin them, and where they are in it."""

    first: list[int]
    places: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces, and the question that it answers.

    Attributes:
        ids: The pieces, those of the question before them.
        types: 0 for the question's, and 1 behind them; 0 for all where nothing was asked.
        traits: How each was written, of shape (pieces, TRAITS).
        text: The words of the text.
        asked: The words of the question.
    """

    ids: list[int]
    types: list[int]
    traits: NDArray[np.float32]
    text: Words
    asked: Words


def pieces(text: str, encoding: Encoding, *, asked: str = "") -> Pieces:
    """The pieces of a text.

    Args:
        text: The text, without the question.
        encoding: What the tokenizer made of the question and the text, or of the text alone.
        asked: The question, or "".
    """
    own = int(bool(asked))
    traits = np.zeros((len(encoding.ids), TRAITS), np.float32)
    said, put = Words([], []), Words([], [])
    for place, ((start, stop), of) in enumerate(zip(encoding.offsets, encoding.sequence_ids, strict=True)):
        if of is None or stop <= start:
            continue
        written, (first, places) = (text, said) if of == own else (asked, put)
        traits[place] = _traits(written, start, stop, answer=of == own)
        if places and places[-1][1] == start and _glued(written, start):
            places[-1] = (places[-1][0], stop)
        else:
            first.append(place)
            places.append((start, stop))
    return Pieces(list(encoding.ids), list(encoding.type_ids), traits, text=said, asked=put)


def _glued(text: str, place: int) -> bool:
    """Whether a word goes on at a place: within letters, and on both sides of a hyphen between them."""
    before, here = text[place - 1], text[place]
    hyphened = "-" in (before, here) and text[place - 2 : place + 2].replace("-", "").isalnum()
    return (before.isalnum() and here.isalnum()) or hyphened


def _traits(text: str, start: int, stop: int, *, answer: bool) -> list[bool]:
    piece = text[start:stop]
    return [
        answer,
        piece[0].isupper(),
        len(piece) > 1 and piece.isupper(),
        piece[0].isdigit(),
        start == 0,
        start > 1 and text[start - 1] == " " and text[start - 2] in ".!?",
        start > 0 and text[start - 1].isalnum(),
        not piece[0].isalnum(),
    ]
