"""Which adapters are loaded: never too many, never one away from under an answer, never two for one name."""

import random
from pathlib import Path

import anyio
import pytest

from pllm_memory.adapt.backends.base import Served
from pllm_memory.adapt.backends.places import Places
from pllm_memory.errors import AdapterRefused, BackendBusy, BackendDown

pytestmark = pytest.mark.anyio


def adapter(number, content="0"):
    return Served(name=f"u{number}", folder=Path("x"), digest=content * 64)


class Server:
    """Says what is loaded, and complains about what must never happen."""

    def __init__(self, capacity=2, *, patience=30.0, slow=0.0):
        self.there, self.used, self.loads, self.fails = set(), {}, [], None
        self.slow, self.capacity = slow, capacity
        self.places = Places(capacity, put_in=self.put_in, take_out=self.take_out, patience=patience)

    async def put_in(self, one):
        await anyio.sleep(self.slow)
        if self.fails:
            raise self.fails
        assert one.name not in self.there
        assert len(self.there) < self.capacity
        self.there.add(one.name)
        self.loads.append(one.name)

    async def take_out(self, one):
        assert not self.used.get(one.name), "it is answering"
        await anyio.sleep(self.slow)
        self.there.remove(one.name)

    async def use(self, number, *, for_=0.0):
        one = adapter(number)
        async with self.places.holding(one):
            assert one.name in self.there
            self.used[one.name] = self.used.get(one.name, 0) + 1
            try:
                await anyio.sleep(for_)
                assert one.name in self.there
            finally:
                self.used[one.name] -= 1


async def test_a_crowd_on_few_places_is_served_and_no_promise_is_broken():
    server, drawn = Server(capacity=3, slow=0.001), random.Random(0)
    async with anyio.create_task_group() as group:
        for _ in range(600):
            group.start_soon(
                lambda number, time: server.use(number, for_=time), drawn.randrange(12), drawn.random() / 99
            )
    assert len(server.places.names()) == 3


async def test_many_who_want_the_same_one_load_it_once():
    server = Server(slow=0.01)
    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(server.use, 1)
    assert server.loads == ["u1"]


async def test_one_that_is_always_in_use_gives_way_to_one_that_waits():
    """Else whoever came first would keep out everybody else, as long as requests overlap."""
    server, done = Server(capacity=1), anyio.Event()

    async def busy():
        while not done.is_set():
            await server.use(1, for_=0.01)

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(busy)
            await anyio.sleep(0.004)
        await server.use(2)
        done.set()


async def test_who_waits_too_long_is_told_and_disturbs_nothing():
    server = Server(capacity=1, patience=0.05)
    async with server.places.holding(adapter(1)):
        with pytest.raises(BackendBusy, match="every place"):
            await server.use(2)
        await server.use(1)  # the one in place takes requests again
    await server.use(2)
    assert server.places.names() == ("u2",)


async def test_a_load_that_fails_costs_no_place_and_is_told_to_all_who_waited():
    server, told = Server(capacity=1, slow=0.01), []
    server.fails = BackendDown("gone")

    async def ask():
        with pytest.raises(BackendDown, match="gone") as error:
            await server.use(1)
        told.append(error)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(ask)
    assert len(told) == 5
    server.fails = None
    await server.use(1)
    await server.use(2)


async def test_who_gives_up_while_it_is_loaded_leaves_it_for_the_others():
    server = Server(capacity=1, slow=0.05)
    async with anyio.create_task_group() as group:
        with anyio.move_on_after(0.01):
            await server.use(1)
        group.start_soon(server.use, 1)
    assert server.loads == ["u1"]
    await server.use(2)
    assert server.there == {"u2"}


async def test_leaving_waits_for_answers_and_new_requests_load_it_again():
    server = Server()
    order = []

    async def answer():
        await server.use(1, for_=0.05)
        order.append("answered")

    async with anyio.create_task_group() as group:
        group.start_soon(answer)
        await anyio.sleep(0.01)
        group.start_soon(server.use, 1)  # comes while it leaves
        await server.places.leave("u1")
        order.append("left")
        assert server.places.names() == ()
    assert order == ["answered", "left"]
    assert server.loads == ["u1", "u1"]
    await server.places.leave("u1")
    await server.places.leave("u1")
    assert server.there == set()


async def test_a_name_is_kept_for_its_content_also_after_it_left():
    server = Server()
    await server.use(1)
    await server.places.leave("u1")
    with pytest.raises(AdapterRefused, match="new name"):
        async with server.places.holding(adapter(1, content="f")):
            pass


async def test_what_the_server_lost_is_loaded_again_once_for_all_who_notice():
    server = Server(slow=0.01)

    async def notice():
        async with server.places.holding(adapter(1)) as loads:
            await anyio.sleep(0.02)
            server.there.discard("u1") if loads == 1 and len(server.loads) == 1 else None
            await server.places.again(adapter(1), loads)
            assert "u1" in server.there

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(notice)
    assert server.loads == ["u1", "u1"]
