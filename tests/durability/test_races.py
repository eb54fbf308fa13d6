"""What two do at once to one memory, at the worst moment."""

import pytest

from pllm_memory import AsyncMemory
from pllm_memory.errors import EmbedderMismatch
from pllm_memory.testing import HashEmbedder
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio


class Interrupted(HashEmbedder):
    """While it embeds documents, something else happens, once."""

    async def _answer(self, texts, kind):
        meanwhile, self.meanwhile = getattr(self, "meanwhile", None), None
        if meanwhile and kind == "document":
            await meanwhile()
        return await super()._answer(texts, kind)


class Other(HashEmbedder):
    """Another model with vectors of the same size."""

    async def fingerprint(self):
        return "other/64"

    async def _answer(self, texts, kind):
        return [row[::-1] for row in await super()._answer(texts, kind)]


@pytest.fixture
async def two(folder):
    """One memory, open twice, with two models."""
    async with (
        AsyncMemory(f"sqlite:///{folder}", embedder=Interrupted()) as one,
        AsyncMemory(f"sqlite:///{folder}", embedder=Other()) as other,
    ):
        yield one, other


async def test_reembedded_while_a_message_is_being_embedded(two):
    """Vectors of two models never meet in one memory: the late ones are refused, the message stays."""
    one, other = two
    await one.for_user("ada").remember("I moved to Lyon.")
    one.embedder.meanwhile = other.reembed
    with pytest.raises(EmbedderMismatch):
        await one.for_user("ada").remember("I bought a boat.")
    assert len(await other.for_user("ada").recall("boat")) == 2
    candidates = await other.store.candidates(Scope("ada"))
    expected = await other.embedder.embed(["I moved to Lyon.", "I bought a boat."], kind="document")
    assert candidates.pending == 0
    assert ((candidates.vectors * expected).sum(axis=1) > 0.999).all()


async def test_forgotten_while_it_is_being_embedded(two):
    """It stays forgotten, and nobody waits for it."""
    one, _ = two

    async def forget():
        await one.for_user("ada").forget("m1")

    one.embedder.meanwhile = forget
    await one.for_user("ada").remember([{"id": "m1", "content": "gone"}, {"id": "m2", "content": "kept"}])
    assert [message.id for message in await one.for_user("ada").messages()] == ["m2"]
    candidates = await one.store.candidates(Scope("ada"))
    assert (len(candidates), candidates.pending) == (1, 0)
    assert await one.store.check(Scope("ada")) == []


async def test_erased_while_it_is_being_embedded(two):
    """Nobody comes back by the vectors alone."""
    one, _ = two
    one.embedder.meanwhile = one.for_user("ada").erase
    await one.for_user("ada").remember("I moved to Lyon.")
    assert await one.for_user("ada").messages() == []
    assert not await one.for_user("ada").recall("Lyon")
    assert [user_id async for user_id in one.users()] == []


async def test_forgotten_while_it_is_recalled(two):
    """A hit that has gone meanwhile is left out."""
    one, _ = two
    ada = one.for_user("ada")
    await ada.remember([{"id": "m1", "content": "A boat in Lyon"}, {"id": "m2", "content": "A boat in Paris"}])
    rows = one.store.rows

    async def late(scope, keys):
        await ada.forget("m1")
        return await rows(scope, keys)

    one.store.rows = late
    assert [hit.message_ids for hit in await ada.recall("boat")] == [("m2",)]
