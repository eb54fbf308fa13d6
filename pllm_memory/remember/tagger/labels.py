"""What the tagger says of a word, and the likeliest way to read the words of a message together.

Each word either begins what is told under a predicate, goes on with it, or is outside (BIO tags, Ramshaw & Marcus
1995, arXiv cmp-lg/9505040). Besides there is a sign: it holds, it is over, or it is told of somebody else.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

PREDICATES = (
    "lives_in", "from", "works_at", "works_as", "office_in", "commutes_by", "boss", "landlord", "neighbour", "roommate",
    "doctor", "friend", "partner", "sister", "brother", "mother", "father", "son", "daughter", "cousin", "pet",
    "species", "studies_at", "studies", "graduated_from", "gym", "member_of", "volunteers_at", "likes", "dislikes",
    "hobby", "plays", "follows_diet", "allergic_to", "has_condition", "owns", "speaks", "favorite_color", "birthday",
    "age", "name", "wants_to_be_called", "plans",
)  # fmt: skip
"""In the order of the network's outputs."""
NAMES = frozenset(("name", "wants_to_be_called"))
"""What tells who the speaker is."""
Sign = Literal["holds", "over", "other"]
SIGNS: tuple[Sign, ...] = ("holds", "over", "other")
TAGS = 1 + 2 * len(PREDICATES)
"""Outside; then, for each predicate, the word that begins and one that goes on."""
OUTSIDE = 0


class Span(NamedTuple):
    """Words that tell something.

    Attributes:
        start: Where they begin in the text.
        stop: Where they end.
        predicate: What they tell.
        sign: Whether it holds, is over, or is of somebody else.
        sure: How sure that is, from 0 to 1: the geometric mean over its words.
    """

    start: int
    stop: int
    predicate: str
    sign: Sign
    sure: float


def begins(predicate: str) -> int:
    """The tag of the word that begins it; the next one goes on with it."""
    return 1 + 2 * PREDICATES.index(predicate)


def spans(words: Sequence[tuple[int, int]], tags: NDArray[np.float32], signs: NDArray[np.float32]) -> Iterator[Span]:
    """What is told, by the likeliest tags in which none goes on with what did not begin (Viterbi).

    Args:
        words: Where each word begins and ends.
        tags: The logarithm of how likely each tag is, of shape (words, TAGS).
        signs: How likely each sign is, of shape (words, len(SIGNS)).
    """
    path, first = likeliest(tags), 0
    for place in range(1, len(path) + 1):
        if place < len(path) and path[place] and path[place] % 2 == 0:
            continue
        if path[first] != OUTSIDE:
            told = range(first, place)
            sign = SIGNS[int(signs[first:place].sum(axis=0).argmax())]
            sure = float(np.exp(np.mean([tags[one, path[one]] for one in told])))
            yield Span(words[first][0], words[place - 1][1], PREDICATES[(path[first] - 1) // 2], sign, sure)
        first = place


def likeliest(tags: NDArray[np.float32]) -> list[int]:
    """The likeliest tag of each word, such that what goes on has begun."""
    if not len(tags):
        return []
    best, before = tags[0].copy(), list[NDArray[np.intp]]()
    best[2::2] = -np.inf
    for scores in tags[1:]:
        came, top = np.full(TAGS, best.argmax()), best.max()
        reached = np.full(TAGS, top)
        begun, going = best[1::2], best[2::2]
        came[2::2] = np.where(begun >= going, np.arange(1, TAGS, 2), np.arange(2, TAGS, 2))
        reached[2::2] = np.maximum(begun, going)
        best = reached + scores
        before.append(came)
    path = [int(best.argmax())]
    for came in reversed(before):
        path.append(int(came[path[-1]]))
    return path[::-1]
