"""Two kinds of requests take turns: never both at once, and none waits for ever."""

import random

import anyio
import pytest

from pllm_memory.adapt.backends.turns import Turns

pytestmark = pytest.mark.anyio


async def test_the_two_kinds_are_never_under_way_together_and_all_get_their_turn():
    turns, inside, done, drawn = Turns(), {False: 0, True: 0}, [], random.Random(0)
    most = {False: 0, True: 0}

    async def go(kind, wait, stay, patience):
        await anyio.sleep(wait)
        with anyio.move_on_after(patience):
            async with turns.turn(kind):
                inside[kind] += 1
                most[kind] = max(most[kind], inside[kind])
                try:
                    assert not inside[not kind]
                    await anyio.sleep(stay)
                finally:
                    inside[kind] -= 1
        done.append(kind)

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            for _ in range(400):
                patience = drawn.choice([30.0, 30.0, drawn.random() / 20])  # some give up, waiting or inside
                group.start_soon(go, drawn.random() < 0.5, drawn.random() / 4, drawn.random() / 50, patience)
    assert len(done) == 400
    assert min(most.values()) > 1


async def test_a_kind_that_keeps_coming_does_not_keep_the_other_out():
    turns, over = Turns(), anyio.Event()

    async def keep_coming():
        while not over.is_set():
            async with turns.turn(True):
                await anyio.sleep(0.01)

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(keep_coming)
                await anyio.sleep(0.003)
            async with turns.turn(False):
                over.set()
