"""What follows from a long life is worked out beside the event loop, and not kept if something is forgotten then."""

import threading

import anyio
import pytest

from pllm_memory.memory import known

pytestmark = pytest.mark.anyio


class Held:
    """`resolve`, which waits the first time until it may go on."""

    def __init__(self, resolve):
        self._resolve = resolve
        self.begun, self.may_go_on = threading.Event(), threading.Event()
        self.threads: list[threading.Thread] = []

    def __call__(self, *args, **given):
        self.threads.append(threading.current_thread())
        if not self.begun.is_set():
            self.begun.set()
            assert self.may_go_on.wait(60)
        return self._resolve(*args, **given)


@pytest.fixture
def held(monkeypatch):
    found = Held(known.resolve)
    monkeypatch.setattr(known, "resolve", found)
    monkeypatch.setattr(known, "_MANY", 0)
    yield found
    found.may_go_on.set()


async def begun(held):
    with anyio.fail_after(60):
        while not held.begun.is_set():
            await anyio.sleep(0.01)


async def test_others_are_served_while_a_long_life_is_worked_out(amemory, held):
    ada = amemory.for_user("ada")
    await ada.remember("I live in Paris.", at="2024-01-01T00:00:00Z")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ada.facts)
        await begun(held)
        assert held.threads[0] is not threading.main_thread()
        await amemory.for_user("bob").remember("Hello!", at="2024-01-01T00:00:00Z")
        held.may_go_on.set()


async def test_what_was_worked_out_while_something_was_forgotten_is_not_kept(amemory, held):
    ada = amemory.for_user("ada")
    receipt = await ada.remember("I live in Paris.", at="2024-01-01T00:00:00Z")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ada.facts)
        await begun(held)
        await ada.forget(receipt.message_ids[0])
        held.may_go_on.set()
    assert "Paris" not in str(vars(amemory.known))
    assert await ada.facts() == []
