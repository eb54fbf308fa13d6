"""Recall: from a question to the evidence, packed for a prompt."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from pllm_memory.errors import InvalidInput
from pllm_memory.loop import aside
from pllm_memory.models.base import LLM, Embedder, Reranker
from pllm_memory.recall.confidence import UNSURE
from pllm_memory.recall.known import Knowledge
from pllm_memory.recall.pack import TokenCounter, answers, estimate_tokens, pack
from pllm_memory.recall.question import Question
from pllm_memory.recall.rank import Ranked, promising, rank
from pllm_memory.recall.strategy import BALANCED, FAST, THOROUGH, Strategy
from pllm_memory.recall.thorough import POOL, helpers, rephrasings, rerank
from pllm_memory.stores.base import Store
from pllm_memory.stores.columns import Candidates, Floats, Near
from pllm_memory.text import spoken
from pllm_memory.types import Context, Hit, Message, Scope, now

__all__ = ["BALANCED", "FAST", "THOROUGH", "UNSURE", "Strategy", "TokenCounter", "estimate_tokens", "recall"]

_FEW = 20_000
"""Rows that are ranked in one or two milliseconds. A thread is no faster for that: half of it is Python, which runs in
one thread at a time, and to go there and back takes a quarter of a millisecond."""


async def recall(
    store: Store,
    embedder: Embedder | None,
    scope: Scope,
    candidates: Candidates,
    question: str,
    *,
    limit: int,
    budget: int,
    as_of: datetime | None = None,
    strategy: Strategy = BALANCED,
    reranker: Reranker | None = None,
    llm: LLM | None = None,
    knowledge: Knowledge | None = None,
    count_tokens: TokenCounter = estimate_tokens,
) -> Context:
    """Finds the messages that bear on a question.

    Args:
        store: Where the memory is.
        embedder: For questions that share no word with their answer; None, or a strategy without it: words only.
        scope: Whose memory.
        candidates: What the store has of them.
        question: In plain words. No character in it has a special meaning.
        limit: How many hits at the most.
        budget: How many tokens the packed text may take.
        as_of: Only what had been said by then.
        strategy: Which retrievers take part, and how they are weighed.
        reranker: Reads what was found beside the question, where the strategy is thorough.
        llm: Rephrases the question, where the strategy is thorough; it sees nothing that is remembered.
        knowledge: The facts of this user, where they are to take part.
        count_tokens: How tokens are counted.

    Returns:
        The hits, the best first, and the text for a prompt.

    Raises:
        InvalidInput: If the question is not valid Unicode.
        ModelError: If the embedder or the reranker fails.
    """
    _check(question)
    reranker, llm = helpers(strategy, reranker, llm)
    today = datetime.fromtimestamp(min(float(candidates.at.max()) if len(candidates) else 0.0, _LAST_SECOND), UTC)
    phrased = [question, *(await rephrasings(llm, question) if llm else ())]
    asked = [Question.read(text, candidates.speakers, today, as_of or now()) for text in phrased]
    vectors = await _embed(embedder if strategy.semantic else None, asked, candidates)
    allowed = candidates.at <= (as_of.timestamp() if as_of else math.inf)
    vectors = [
        await _near(candidates, one, vector, strategy, allowed) for one, vector in zip(asked, vectors, strict=True)
    ]
    (own, *others), depth = list(zip(asked, vectors, strict=True)), max(limit, POOL) if reranker else limit
    known = knowledge.find(question, limit=_FACTS) if knowledge and strategy.facts else []
    evidence = knowledge.evidence(known) if knowledge else {}
    ranking = await aside(
        lambda: rank(candidates, *own, strategy, allowed=allowed, limit=depth, rephrased=others, evidence=evidence),
        long=len(candidates) > _FEW,
    )
    keys = [int(candidates.keys[one.row]) for one in ranking.best]
    questions = answers(candidates, [one.row for one in ranking.best])
    messages = await store.rows(scope, [*keys, *questions.values()])
    hits = [_hit(messages[key], one) for key, one in zip(keys, ranking.best, strict=True) if key in messages]
    if reranker:
        hits = (await rerank(reranker, question, hits))[: max(limit, 0)]
    both = ((messages.get(answer), messages.get(asking)) for answer, asking in questions.items())
    before = {answer.id: asking for answer, asking in both if answer and asking}
    return pack(
        question,
        hits,
        budget=budget,
        before=before,
        facts=knowledge.shown(known) if knowledge else [],
        count_tokens=count_tokens,
        confidence=ranking.confidence,
    )


_LAST_SECOND = datetime.max.replace(microsecond=0, tzinfo=UTC).timestamp()
"""A column of seconds rounds the last microsecond that there is up to the year 10000."""

_FACTS = 8
"""How many facts that bear on a question are looked at."""


def _check(question: str) -> None:
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"the question holds a lone surrogate at position {error.start}") from error


async def _embed(
    embedder: Embedder | None, asked: Sequence[Question], candidates: Candidates
) -> Sequence[Floats | None]:
    """The vector of each question, or None for each where there is nothing to compare."""
    if embedder is None or not candidates.embedded or not asked[0].text.strip():
        return [None] * len(asked)
    return list(await embedder.embed([question.embeddable for question in asked], kind="query"))


_PROMISING = 200
"""How many rows are compared because of their words, time or speaker, where not all vectors are in memory."""


async def _near(
    candidates: Candidates,
    question: Question,
    vector: Floats | None,
    strategy: Strategy,
    allowed: NDArray[np.bool_],
) -> Floats | Near | None:
    """Of a question whose user has too many vectors for memory: those that may matter."""
    if vector is None or candidates.far is None:
        return vector
    few = int(np.count_nonzero(allowed)) < len(candidates) // 2  # an index finds little of what is allowed there
    if few:
        return await candidates.far.near(candidates, vector, np.flatnonzero(allowed), only=True)
    rows = await aside(
        lambda: promising(candidates, question, strategy, allowed, _PROMISING), long=len(candidates) > _FEW
    )
    return await candidates.far.near(candidates, vector, rows, only=False)


def _hit(message: Message, one: Ranked) -> Hit:
    return Hit(
        text=spoken(message),
        score=one.score,
        at=message.at,
        message_ids=(message.id,),
        session_id=message.session_id,
        speaker=message.speaker,
        role=message.role,
        via=one.via,
    )
