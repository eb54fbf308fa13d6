"""Find whom a question is about, and put it in their words.

A person is named by a name, a short form of it ("Caro"), or with a slip of one letter. What they said, they
said in the first person; so a question about them is put in the first person before it is embedded:
"Where did Rhona move?" becomes "Where did I move?".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pllm_memory.text import folded, words
from pllm_memory.types import ROLES

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A place in a question where a speaker is named: an index into the speakers, and where."""

    speaker: int
    start: int
    end: int


def named(text: str, speakers: Sequence[str]) -> list[Named]:
    """Where a text names which of these speakers, as far as it is clear which one is meant."""
    parts = {i: tuple(words(name)) for i, name in enumerate(speakers) if name not in ROLES}
    having: dict[str, list[int]] = {}
    for i, names in parts.items():
        for name in dict.fromkeys(names):
            having.setdefault(name, []).append(i)
    found = ((match, _meant(match.group(), parts, having)) for match in _WORD.finditer(text))
    return [Named(who[0], match.start(), match.end()) for match, who in found if len(who) == 1]


def _meant(word: str, parts: Mapping[int, Sequence[str]], having: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """The speakers whom a word may mean: by name, else by a short form, else with one letter wrong."""
    plain = folded(word)
    exact = having.get(plain, ())
    if exact or len(plain) < 3 or not word[0].isupper():
        return exact
    short = [i for i, names in parts.items() if any(name.startswith(plain) for name in names)]
    if short or len(plain) < 5:
        return short
    return [i for i, names in parts.items() if any(_one_slip(plain, name) for name in names)]


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, added or wrong, or two neighbours are swapped."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[same:] == longer[same + 1 :]
    swapped = shorter[same : same + 2] == longer[same : same + 2][::-1]
    return shorter[same + 1 :] == longer[same + 1 :] or (swapped and shorter[same + 2 :] == longer[same + 2 :])


def subject(text: str, found: Sequence[Named]) -> int | None:
    """The one speaker whom a question is about: the first named; None if nobody is, or two together are."""
    if not found:
        return None
    other = next((one for one in found if one.speaker != found[0].speaker), None)
    if other and re.search(r"\band\b", text[found[0].end : other.start]):
        return None
    return None if re.search(r"\bboth\b", text) else found[0].speaker


def in_first_person(text: str, found: Sequence[Named]) -> str:
    """The text with its first-named speaker as I, and others as you."""
    return "".join(_pieces(text, found))


def _pieces(text: str, found: Sequence[Named]) -> Iterator[str]:
    end = 0
    for one in found:
        yield text[end : one.start]
        first = one.speaker == found[0].speaker
        possessive = text[one.end : one.end + 2] in ("'s", "’s")
        yield ("my" if first else "your") if possessive else ("I" if first else "you")
        end = one.end + (2 if possessive else 0)
    yield text[end:]
