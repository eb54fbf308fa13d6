"""What follows from a long life is worked out beside the event loop, and not kept if something is forgotten then."""

import threading

import anyio
import pytest

from pllm_memory import FAST
from pllm_memory.memory import known

pytestmark = pytest.mark.anyio


class Held:
    """`Resolution.of`, which waits the first time until it may go on."""

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
    found = Held(known.Resolution.of)
    monkeypatch.setattr(known.Resolution, "of", found)
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


async def test_what_the_rules_keep_to_be_quick_goes_with_whoever_is_forgotten(amemory):
    from pllm_memory.remember.extract.gist.kinds import is_job, words
    from pllm_memory.remember.extract.times import find

    ada = amemory.for_user("ada")
    receipt = await ada.remember("Quuxley hired me last May as a zookeeper.", at="2024-01-01T00:00:00Z")
    assert find.cache_info().currsize
    await ada.forget(receipt.message_ids[0])
    assert [kept.cache_info().currsize for kept in (find, words, is_job)] == [0, 0, 0]


async def test_a_life_before_1970_has_its_own_today(amemory):
    ada = amemory.for_user("ada")
    await ada.remember("We painted the house.", at="1965-06-20T00:00:00Z")
    await ada.remember("We painted the boat.", at="1965-05-10T00:00:00Z")
    context = await ada.recall("What did we paint in May?", strategy=FAST)
    assert "boat" in context.hits[0].text
