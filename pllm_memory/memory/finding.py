"""How the facade asks for a recall: with the models of the memory, and vectors that are of one model and complete."""

from datetime import datetime
from operator import index
from typing import TYPE_CHECKING

from pllm_memory import recall
from pllm_memory import remember as remember_
from pllm_memory.errors import EmbedderMismatch, InvalidInput
from pllm_memory.models.base import Embedder
from pllm_memory.recall import Strategy
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
        await _candidates(memory, scope, memory.embedder if strategy.semantic else None),
        question,
        limit=_whole("limit", limit, memory.settings.limit),
        budget=_whole("budget", budget, memory.settings.budget),
        as_of=until,
        strategy=strategy,
        reranker=memory.reranker,
        llm=memory.llm,
        knowledge=await memory.known.knowledge(scope, until) if strategy.facts else None,
        count_tokens=memory.count_tokens,
    )


def _whole(name: str, given: int | None, otherwise: int) -> int:
    """A number of things, as it was given or by default."""
    if given is None:
        return otherwise
    try:
        number = index(given)
    except TypeError as error:  # callers pass on what a form or a header said
        raise InvalidInput(f"{name} must be a whole number, not {given!r:.40}") from error
    if number < 0:
        raise InvalidInput(f"{name} must be at least 0, not {number}")
    return number


async def _candidates(memory: "AsyncMemory", scope: Scope, embedder: Embedder | None) -> Candidates:
    """What there is; before vectors are compared, they must be of one model, and none may be missing."""
    store = memory.store
    candidates = await store.candidates(scope, model=memory.model)
    if embedder is None or candidates.fingerprint is None:
        return candidates
    memory.model = model = await embedder.fingerprint()
    if candidates.fingerprint != model:  # nobody knew which model to ask for; or it was admitted meanwhile
        candidates = await store.candidates(scope, model=model)
    if candidates.fingerprint == model and candidates.pending:
        await remember_.finish(store, embedder, scope)
        candidates = await store.candidates(scope, model=model)
    if candidates.fingerprint != model:
        raise EmbedderMismatch(stored=str(candidates.fingerprint), given=model)
    return candidates
