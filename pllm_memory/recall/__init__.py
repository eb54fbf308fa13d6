"""Recall: from a question to the evidence, packed for a prompt."""

import math
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from anyio import to_thread

from pllm_memory.models.base import Embedder
from pllm_memory.recall.pack import TokenCounter, estimate_tokens, pack
from pllm_memory.recall.question import Question
from pllm_memory.recall.rank import Ranked, rank
from pllm_memory.recall.strategy import BALANCED, FAST, Strategy
from pllm_memory.stores.base import Store
from pllm_memory.stores.columns import Candidates, Floats
from pllm_memory.text import spoken
from pllm_memory.types import Context, Hit, Message, Scope

__all__ = ["BALANCED", "FAST", "Strategy", "TokenCounter", "estimate_tokens", "recall"]


async def recall(
    store: Store,
    embedder: Embedder | None,
    scope: Scope,
    question: str,
    *,
    limit: int,
    budget: int,
    as_of: datetime | None = None,
    strategy: Strategy = BALANCED,
    count_tokens: TokenCounter = estimate_tokens,
) -> Context:
    """Finds the messages that bear on a question.

    Args:
        store: Where the memory is.
        embedder: For questions that share no word with their answer; None, or a strategy without it: words only.
        scope: Whose memory.
        question: In plain words. No character in it has a special meaning.
        limit: How many hits at the most.
        budget: How many tokens the packed text may take.
        as_of: Only what had been said by then.
        strategy: Which retrievers take part, and how they are weighed.
        count_tokens: How tokens are counted.

    Returns:
        The hits, the best first, and the text for a prompt.
    """
    candidates = await store.candidates(scope)
    vector = await _embed(embedder, question, candidates) if strategy.semantic else None
    ranked = await to_thread.run_sync(_rank, candidates, question, vector, strategy, limit, as_of)
    keys = [int(candidates.keys[one.row]) for one in ranked]
    messages = await store.rows(scope, keys)
    hits = [_hit(messages[key], one) for key, one in zip(keys, ranked, strict=True) if key in messages]
    return pack(question, hits, budget=budget, count_tokens=count_tokens)


async def _embed(embedder: Embedder | None, question: str, candidates: Candidates) -> Floats | None:
    if embedder is None or not len(candidates) or not question.strip():
        return None
    return (await embedder.embed([question], kind="query"))[0]


def _rank(
    candidates: Candidates,
    question: str,
    vector: Floats | None,
    strategy: Strategy,
    limit: int,
    as_of: datetime | None,
) -> Sequence[Ranked]:
    allowed = candidates.at <= (as_of.timestamp() if as_of else math.inf)
    return rank(candidates, Question.read(question, candidates.speakers), vector, np.asarray(allowed), strategy, limit)


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
