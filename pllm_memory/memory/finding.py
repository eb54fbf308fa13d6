"""How the facade asks for a recall: with the models of the memory, and vectors that are of one model and complete."""

from datetime import datetime
from typing import TYPE_CHECKING

from pllm_memory import recall
from pllm_memory import remember as remember_
from pllm_memory.errors import EmbedderMismatch
from pllm_memory.models.base import Embedder
from pllm_memory.recall import Strategy
from pllm_memory.stores.base import Store
from pllm_memory.stores.columns import Candidates
from pllm_memory.types import Context, Scope

if TYPE_CHECKING:
    from pllm_memory.memory.app import AsyncMemory


async def find(
    memory: "AsyncMemory",
    scope: Scope,
    question: str,
    *,
    limit: int | None,
    budget: int | None,
    until: datetime | None,
    strategy: Strategy,
) -> Context:
    """See `AsyncUserMemory.recall`; that it was recalled is not counted here."""
    return await recall.recall(
        memory.store,
        memory.embedder,
        scope,
        await _candidates(memory.store, scope, memory.embedder if strategy.semantic else None),
        question,
        limit=memory.settings.limit if limit is None else limit,
        budget=memory.settings.budget if budget is None else budget,
        as_of=until,
        strategy=strategy,
        reranker=memory.reranker,
        llm=memory.llm,
        knowledge=await memory.known.knowledge(scope, until) if strategy.facts else None,
        count_tokens=memory.count_tokens,
    )


async def _candidates(store: Store, scope: Scope, embedder: Embedder | None) -> Candidates:
    """What there is; before vectors are compared, they must be of one model, and none may be missing."""
    candidates = await store.candidates(scope)
    if embedder is None or candidates.fingerprint is None:
        return candidates
    fingerprint = await embedder.fingerprint()
    if candidates.fingerprint != fingerprint:
        raise EmbedderMismatch(stored=candidates.fingerprint, given=fingerprint)
    if not candidates.pending:
        return candidates
    await remember_.finish(store, embedder, scope)
    return await store.candidates(scope)
