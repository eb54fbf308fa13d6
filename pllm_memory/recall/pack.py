"""Pack: as many hits as fit a token budget, in time order, dated, each with its id, fenced as data."""

import re
import string
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from math import ceil

from pllm_memory.recall.confidence import UNSURE
from pllm_memory.types import Context, Hit

TokenCounter = Callable[[str], int]
"""How many tokens a text takes in the model that will read it."""

_FENCE = re.compile(r"<(?=\s*/?\s*memory\b)", re.IGNORECASE)
_PLAIN = string.ascii_letters.encode() + b" \n" + bytes(range(128, 256))


UNSURE_NOTE = "(This may never have been said: what follows is the nearest there is.)"


def estimate_tokens(text: str) -> int:
    """Tokens without a tokenizer, rather a few too many: one for four bytes, and half a one for each digit or mark.

    To use a budget to the last token, give `Memory(count_tokens=…)` the counter of your model.
    """
    data = text.encode(errors="replace")
    return ceil(len(data) / 4 + len(data.translate(None, _PLAIN)) / 2)


def pack(
    question: str,
    hits: Sequence[Hit],
    *,
    budget: int,
    count_tokens: TokenCounter = estimate_tokens,
    confidence: float | None = None,
) -> Context:
    """Packs the best hits that fit.

    Args:
        question: What was asked.
        hits: The best first.
        budget: The most tokens that the text may take.
        count_tokens: How they are counted.
        confidence: How sure it is that the hits answer the question; where it is not, the text says so.

    Returns:
        A context with all `hits`, and a text with those that fit: a hit that is too long is left out, not
        cut, and shorter ones after it still have their chance.
    """
    note = UNSURE_NOTE if confidence is not None and confidence < UNSURE else ""
    chosen = _fitting(hits, budget - count_tokens(_write([], note)), count_tokens)
    while chosen and count_tokens(_write(chosen, note)) > budget:  # a counter whose parts are less than the whole
        chosen.pop()
    text = _write(chosen, note) if chosen else ""
    return Context(
        question=question,
        hits=tuple(hits),
        text=text,
        tokens=count_tokens(text),
        budget=budget,
        packed=tuple(id_ for hit in _by_time(chosen) for id_ in hit.message_ids),
        confidence=confidence,
    )


def _fitting(hits: Sequence[Hit], budget: int, count_tokens: TokenCounter) -> list[Hit]:
    """The best hits whose lines, and the headings of their days, fit together."""
    chosen: list[Hit] = []
    days: set[str] = set()
    for hit in hits:
        heading = "" if _day(hit) in days else _day(hit) + "\n"
        cost = count_tokens(heading + _line(hit) + "\n")
        if cost <= budget:
            budget -= cost
            chosen.append(hit)
            days.add(_day(hit))
    return chosen


def _day(hit: Hit) -> str:
    return f"{hit.at:%Y-%m-%d %A}"


def _write(hits: Sequence[Hit], note: str) -> str:
    sections = ("\n".join([day, *map(_line, group)]) for day, group in groupby(_by_time(hits), key=_day))
    return "\n".join(filter(None, ["<memory>", note, *sections, "</memory>"]))


def _line(hit: Hit) -> str:
    """One entry. Lines that the text itself has are indented, so that none can pass for an entry of its own."""
    text = _FENCE.sub("&lt;", hit.text).strip()
    ids = ",".join(hit.message_ids)
    return f"- [{ids}] {hit.at:%H:%M} {_FENCE.sub('&lt;', hit.speaker)}: " + "\n  ".join(text.splitlines())


def _by_time(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.at, hit.message_ids))
