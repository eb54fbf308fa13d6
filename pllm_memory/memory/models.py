"""Which embedding model a user's vectors are of, and how another one takes its place.

Vectors of two models are never compared. While processes roll over from one to the other, a memory has both: each
process finds all vectors of its own model, and makes those that are missing before it answers.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pllm_memory import remember
from pllm_memory.errors import EmbedderMismatch, ModelError
from pllm_memory.models.base import Embedder
from pllm_memory.stores.base import Store
from pllm_memory.types import Scope

T = TypeVar("T")
_TRIES = 3
"""How often a call is made that meets vectors of another model than those that it had seen."""


async def as_models_change(
    store: Store, embedder: Embedder | None, scope: Scope, action: Callable[[], Awaitable[T]], *, roll_over: bool
) -> T:
    """Does something; again, where the user's models have changed meanwhile so that it can be done.

    Args:
        store: Where the user is.
        embedder: The model in use.
        scope: Whose memory.
        action: What to do; it may be done in part when it fails.
        roll_over: Whether a user who does not know the model yet is made to.

    Raises:
        EmbedderMismatch: If the vectors are of another model, and stay so.
    """
    for _ in range(_TRIES):
        try:
            return await action()
        except EmbedderMismatch:
            if embedder is None or not await _can_go_on(
                store, await embedder.fingerprint(), scope, roll_over=roll_over
            ):
                raise
    return await action()


async def _can_go_on(store: Store, fingerprint: str, scope: Scope, *, roll_over: bool) -> bool:
    """Whether the model is one of the user's two by now, or is made to be."""
    models = await store.models(scope)
    if fingerprint in (models.main, models.beside):
        return True
    if roll_over:
        await store.admit(scope, fingerprint)
    return roll_over


async def reembed(store: Store, embedder: Embedder, scope: Scope, *, keep: bool) -> bool:
    """Makes a user's vectors again by a model, a batch at a time, beside the old ones, which go when all are there.

    Args:
        store: Where the user is.
        embedder: The model.
        scope: Whose.
        keep: Whether the old ones stay, for processes that still use them.

    Returns:
        Whether there was anything to do.

    Raises:
        ModelError: If the model fails; what is made stays, and it goes on from there the next time.
    """
    fingerprint = await embedder.fingerprint()
    before = await store.admit(scope, fingerprint)
    if before.main == fingerprint and (keep or before.beside is None):
        return False
    if keep and before.beside == fingerprint and not await store.pending(scope, limit=1, model=fingerprint):
        return False
    while True:
        left = await remember.finish(store, embedder, scope)
        if left:
            raise ModelError(f"{left} messages could not be embedded; what was done stays, repeat it")
        if keep or await store.settle(scope, fingerprint):
            return True
        models = await store.models(scope)
        if fingerprint not in (models.main, models.beside):  # erased, or another one was admitted
            return False
