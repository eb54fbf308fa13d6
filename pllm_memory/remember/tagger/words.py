"""A message as the tagger's network sees it: its pieces, which of them begin a word, and what the model is blind to.

The model knows no capitals; so each piece comes with how it was written.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

TRAITS = 8


class Encoding(Protocol):
    """What the tokenizers library makes of a text, or of a question and a text."""

    ids: list[int]
    type_ids: list[int]
    offsets: list[tuple[int, int]]
    sequence_ids: list[int | None]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces.

    Attributes:
        ids: The pieces, those of the question before them.
        types: 0 for the question's, and 1 behind them; 0 for all where nothing was asked.
        traits: How each was written, of shape (pieces, TRAITS); all 0 for the question's.
        first: Which pieces begin a word of the text.
        words: Where these words are in the text.
    """

    ids: list[int]
    types: list[int]
    traits: NDArray[np.float32]
    first: list[int]
    words: list[tuple[int, int]]


def pieces(text: str, encoding: Encoding, *, asked: bool) -> Pieces:
    """The pieces of a text.

    Args:
        text: The text, without the question.
        encoding: What the tokenizer made of the question and the text.
        asked: Whether there is a question.
    """
    own = int(asked)
    traits = np.zeros((len(encoding.ids), TRAITS), np.float32)
    first, words = list[int](), list[tuple[int, int]]()
    for place, ((start, stop), of) in enumerate(zip(encoding.offsets, encoding.sequence_ids, strict=True)):
        if of != own or stop <= start:
            continue
        traits[place] = _traits(text, start, stop)
        if words and words[-1][1] == start and _glued(text, start):
            words[-1] = (words[-1][0], stop)
        else:
            first.append(place)
            words.append((start, stop))
    return Pieces(list(encoding.ids), list(encoding.type_ids), traits, first, words)


def _glued(text: str, place: int) -> bool:
    """Whether a word goes on at a place: within letters, and on both sides of a hyphen between them."""
    before, here = text[place - 1], text[place]
    hyphened = "-" in (before, here) and text[place - 2 : place + 2].replace("-", "").isalnum()
    return (before.isalnum() and here.isalnum()) or hyphened


def _traits(text: str, start: int, stop: int) -> list[bool]:
    piece = text[start:stop]
    return [
        True,
        piece[0].isupper(),
        len(piece) > 1 and piece.isupper(),
        piece[0].isdigit(),
        start == 0,
        start > 1 and text[start - 1] == " " and text[start - 2] in ".!?",
        start > 0 and text[start - 1].isalnum(),
        not piece[0].isalnum(),
    ]
