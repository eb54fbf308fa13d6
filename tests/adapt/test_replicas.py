"""Several servers as one backend: a user is always sent to the same one, and where it is down, to the next."""

from collections import Counter

import pytest

from pllm_memory.adapt.backends import open_backend
from pllm_memory.adapt.backends.local import LocalBackend
from pllm_memory.adapt.backends.replicas import Replicas
from pllm_memory.adapt.backends.vllm import VLLMBackend
from pllm_memory.adapt.local.base import load
from pllm_memory.errors import BackendBusy, BackendDown, ConfigError
from tests.adapt.made import TEACHING, taught, text

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # peft's, of transformers
]
USERS = [f"user {number}" for number in range(1000)]
NOBODY = "http://127.0.0.1:9"
"""An address where no server is."""


class Stub:
    """A backend that says what it is told to, and then fails as it is told to."""

    def __init__(self, *pieces, error=None):
        self.pieces, self.error, self.asked = pieces, error, 0

    async def reply(self, messages, *, user, adapter=None, sampling=None):
        self.asked += 1
        for piece in self.pieces:
            yield piece
        if self.error:
            raise self.error


def first_of(replicas):
    return {user: replicas.order(user)[0] for user in USERS}


def asked_for(replicas, name):
    """A user who is sent to a replica."""
    return next(user for user, first in first_of(replicas).items() if first == name)


async def test_users_are_spread_and_who_comes_or_goes_moves_nobody_between_the_others():
    names = ["a", "b", "c", "d"]
    before = first_of(Replicas(dict.fromkeys(names, Stub())))
    assert before == first_of(Replicas(dict.fromkeys(reversed(names), Stub())))
    assert all(190 < number < 310 for number in Counter(before.values()).values())
    after = first_of(Replicas(dict.fromkeys(names[:3], Stub())))
    assert all(after[user] == before[user] for user in USERS if before[user] != "d")
    assert {after[user] for user in USERS if before[user] == "d"} == {"a", "b", "c"}


async def test_an_adapter_is_loaded_where_its_user_asks_and_nowhere_else(tiny_model, tmp_path):
    base = load(tiny_model)
    parts = {name: LocalBackend(tiny_model, capacity=2) for name in ("a", "b")}
    backend = Replicas(parts)
    users = {word: asked_for(backend, name) for word, name in (("plum", "a"), ("oak", "b"))}
    adapters = {word: taught(base, tmp_path / word, word, **TEACHING) for word in users}
    for _ in range(2):
        for word, user in users.items():
            assert await text(backend, adapters[word], user=user) == word
            assert await text(backend, user=user) not in users
    assert (parts["a"].loaded(), parts["b"].loaded()) == (("u_plum",), ("u_oak",))
    await backend.load(adapters["plum"])
    assert parts["b"].loaded() == ("u_oak", "u_plum")
    assert backend.loaded() == ("u_oak", "u_plum")
    await backend.unload("u_plum")
    assert backend.loaded() == ("u_oak",)
    await backend.check()
    await backend.aclose()


async def test_where_a_users_replica_is_down_the_next_answers_and_it_is_not_asked_again_for_a_while():
    backend = Replicas({"down": VLLMBackend(NOBODY), "up": Stub("here")}, rest=60)
    user = asked_for(backend, "down")
    assert await text(backend, user=user) == "here"
    assert backend.order(user) == ("up", "down")


async def test_it_is_asked_again_after_its_rest():
    backend = Replicas({"down": Stub(error=BackendDown("gone")), "up": Stub("here")}, rest=0.0)
    user = asked_for(backend, "down")
    assert await text(backend, user=user) == "here"
    assert backend.order(user) == ("down", "up")


async def test_where_there_is_no_place_in_time_the_next_answers():
    busy, free = Stub(error=BackendBusy("full")), Stub("here")
    backend = Replicas({"busy": busy, "free": free})
    user = asked_for(backend, "busy")
    assert await text(backend, user=user) == "here"
    assert (busy.asked, free.asked) == (1, 1)
    assert backend.order(user)[0] == "busy"


async def test_an_answer_that_breaks_off_is_not_begun_again_elsewhere():
    breaks, other = Stub("half an", error=BackendDown("gone")), Stub("another")
    backend = Replicas({"breaks": breaks, "other": other})
    with pytest.raises(BackendDown, match="gone"):
        await text(backend, user=asked_for(backend, "breaks"))
    assert other.asked == 0


async def test_where_all_are_down_it_is_said():
    backend = Replicas({f"{NOBODY}/{number}": VLLMBackend(NOBODY) for number in range(2)})
    with pytest.raises(BackendDown, match="ConnectError"):
        await text(backend)
    with pytest.raises(BackendDown, match="ConnectError"):
        await backend.check()
    await backend.aclose()


async def test_they_are_named_by_their_addresses():
    backend = open_backend("vllm:http://127.0.0.1:8000, http://127.0.0.1:8001", base_model=None)
    assert set(backend.order("ada")) == {"http://127.0.0.1:8000", "http://127.0.0.1:8001"}
    with pytest.raises(ConfigError, match="no replica"):
        open_backend("vllm:,", base_model=None)
