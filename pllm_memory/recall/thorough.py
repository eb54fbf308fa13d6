"""The second look of `THOROUGH`: an LLM says the question in other words, and a reranker reads what was found.

Both are optional, and neither can do much harm. A rephrasing is one more vote, beside the question's own. The
reranker is blended with the first pass, and does not replace it: of the memories that published what a
cross-encoder gave them most gained, but some lost (docs/recall.md), and the user's model is not known here.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from string import Template

import anyio
import numpy as np

from pllm_memory.models.base import LLM, Floats, Reranker
from pllm_memory.models.chat import whole, without_thoughts
from pllm_memory.recall.strategy import Strategy
from pllm_memory.text import folded, terms
from pllm_memory.types import Hit, Via

POOL = 50
"""How many hits a reranker reads. On the development conversations the first 50 hold 95 % of the evidence, the first
ten 86 %; and each hit more costs a small cross-encoder about 4 ms (memvara's measurement)."""
PATIENCE = 10.0
"""Seconds that an LLM gets to rephrase a question."""
MAX_REPHRASINGS = 3

_K = 20
"""Of reciprocal rank fusion: others measured 20 better than the usual 60 for two short lists, and with simulated
rerankers 10 and 60 brought less of the evidence into the first ten. Both lists weigh the same: twice the weight for
the first pass is better with a weak reranker and worse with a good one."""
_LONGEST_QUESTION, _LONGEST_ANSWER, _LONGEST_LINE = 2_000, 8_000, 300
"""Characters: of the question that is shown to the LLM, of its answer with its thoughts, of a rephrasing."""
_MARK = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")
_TAG = re.compile(r"<(?=\s*/?\s*question\b)", re.IGNORECASE)

_log = logging.getLogger(__name__)


def helpers(strategy: Strategy, reranker: Reranker | None, llm: LLM | None) -> tuple[Reranker | None, LLM | None]:
    """Those of the two that take part; if a thorough strategy has neither, the log says so, once."""
    if not strategy.thorough:
        return None, None
    if reranker is None and llm is None:
        _say_that_it_is_balanced()
    return reranker, llm


@cache
def _say_that_it_is_balanced() -> None:
    _log.warning("strategy THOROUGH has neither a reranker nor an llm to use: it recalls as BALANCED does")


# ── rephrasing ───────────────────────────────────────────────────────────────────────────────────────


async def rephrasings(llm: LLM, question: str) -> tuple[str, ...]:
    """The question in other words, or its parts: at most three, and none where the LLM fails or takes too long."""
    if not question.strip():
        return ()
    try:
        with anyio.fail_after(PATIENCE):
            pieces = llm.reply([{"role": "user", "content": _prompt(question)}])
            answer = await whole(pieces, longest=_LONGEST_ANSWER)
    except TimeoutError:
        _log.warning("the question was not rephrased: the LLM took more than %s s", PATIENCE)
        return ()
    except Exception as error:  # noqa: BLE001  it is somebody else's model: it may raise anything, and recall goes on
        _log.warning("the question was not rephrased: %s: %s", type(error).__name__, error)
        return ()
    found = read(answer, question)
    if not found:
        _log.warning("the question was not rephrased: the LLM answered %.80r", answer)
    return found


def read(answer: str, question: str) -> tuple[str, ...]:
    """The usable lines of an LLM's answer; none if it is longer than any that does what it was asked."""
    if len(answer) > _LONGEST_ANSWER:
        return ()
    asked = folded(question).strip()
    lines = {folded(line): line for line in _lines(without_thoughts(answer)) if folded(line) != asked}
    return tuple(lines.values())[:MAX_REPHRASINGS]


def _lines(answer: str) -> Iterator[str]:
    """Lines with words in them, without bullets and quotes; no headings, code fences or essays."""
    for given in answer.splitlines():
        line = _MARK.sub("", given.strip()).strip("\"'`“”* ")
        if len(line) <= _LONGEST_LINE and not line.endswith(":") and not line.startswith("<") and _has_words(line):
            yield line


def _has_words(line: str) -> bool:
    """Words to search with, in valid Unicode."""
    return bool(terms(line)) and line.encode(errors="replace").decode() == line


def _prompt(question: str) -> str:
    return _template().substitute(question=_TAG.sub("&lt;", question[:_LONGEST_QUESTION]))


@cache
def _template() -> Template:
    return Template((files("pllm_memory.recall") / "prompts" / "expand.txt").read_text(encoding="utf-8"))


# ── reranking ────────────────────────────────────────────────────────────────────────────────────────


async def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the best `POOL` of them in the order that the first pass and the reranker agree on.

    Raises:
        ModelError: If the reranker fails: whoever configured one wants to know.
    """
    pool = hits[:POOL]
    if not pool:
        return []
    return [*blended(pool, await reranker.score(question, [readable(hit) for hit in pool])), *hits[POOL:]]


def readable(hit: Hit) -> str:
    """A hit as a person would read it: when, who, what."""
    return f"{hit.at.day} {hit.at:%B %Y}, {hit.speaker}: {hit.text}"


def blended(hits: Sequence[Hit], scores: Floats) -> list[Hit]:
    """Hits in a new order, by reciprocal rank fusion of the first pass with the reranker.

    By rank, because rerankers score on scales of their own (logits, probabilities, percent), whose distances
    cannot be compared with ours: whatever the scale, it can move a hit only so far. The scores stay those of the
    first pass: the hit that is now third has the third-best of them, and what that adds to or takes from its
    own is what the reranker did. So scores keep their meaning, and still sum up.

    Args:
        hits: The best first.
        scores: The reranker's, one for each.
    """
    ascending = np.sort(scores)
    better = len(hits) - np.searchsorted(ascending, scores, side="right")
    worse = np.searchsorted(ascending, scores, side="left")
    # Equals share the middle of their ranks: so one that calls a single hit good moves it far, and one that calls
    # all of them good moves nothing.
    middle = (better + len(hits) - 1 - worse) / 2
    fused = 1 / (_K + 1 + np.arange(len(hits))) + 1 / (_K + 1 + middle)
    order: list[int] = np.argsort(-fused, kind="stable").tolist()
    return [_moved(hits[index], place.score, 1 + int(better[index])) for index, place in zip(order, hits, strict=True)]


def _moved(hit: Hit, score: float, rank: int) -> Hit:
    return replace(hit, score=score, via={**hit.via, "reranker": Via(rank, score - hit.score)})
