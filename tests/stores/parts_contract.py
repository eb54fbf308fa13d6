"""What every store must do with a user's whole memory, as a test class to inherit beside `contract.StoreContract`."""

from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from contract import ADA, BOB, NOON, changes, everything, forget, message, names, unit, vectors_of_model
from items_contract import at, item, put
from readings_contract import reading, readings, statement

from pllm_memory.errors import Conflict, InvalidInput, StoreError
from pllm_memory.facts import Reading
from pllm_memory.items import ItemChanges, ItemText, StoredItem
from pllm_memory.stores.base import Changes, Models, Recalls
from pllm_memory.stores.parts import KINDS, NOTHING, Part, Sum, read, summed, written
from pllm_memory.types import Scope

MANY = 300  # more than a part has


async def live(store, scope=ADA, marker="ada", many=MANY):
    """A memory with something of every kind in it, and what makes trouble: gaps, orders, odd texts, empty columns."""
    rng = np.random.default_rng(len(marker))
    said = [
        message(
            f"m{n}",
            f'{marker} said {n} 東京 \U0001f600 \\ " \u2028 it',
            session=f"s{n % 7}",
            at=NOON - timedelta(hours=n),
        )
        for n in range(many)
    ]
    odd = message("odd ' \" % _", "x\r\n\t", role="tool", name="O'Brien", caption="a boat", session="a/b ☃")
    await store.apply(scope, changes(*said, odd, vectors=unit(rng, many // 2), fingerprint="hash/8"))
    await store.admit(scope, "other/3")
    beside = [f"m{n}" for n in range(1, many, 4)]
    await store.apply(scope, vectors_of_model(beside, rng.standard_normal((len(beside), 3)), "other/3"))
    found = []
    for n in range(0, many, 3):
        lives = statement(f"m{n}", marker, valid_at=NOON, certain=False, strength=1 / 3)
        likes = statement(f"m{n}", "boats", predicate="likes", mode="corrects", replaces="cars")
        found.append(reading(lives, likes))
    await store.apply(scope, readings(*found))
    failed = Reading("m1", "llm:x/y", (), problem="no answer", attempts=2, again_at=NOON)
    await store.apply(scope, readings(failed, reading(statement("m3"), extractor="llm:x/y")))
    gone = (statement("m3", "boats", predicate="likes", mode="corrects"),)
    recalled = {"m5": Recalls(3, NOON), "m2": Recalls(1, NOON)}
    await store.apply(scope, Changes(withdraw=gone, recalled=recalled, created_at=NOON))
    await store.apply(scope, forget("m4", "m7"))
    texts = (ItemText("a", f"{marker} text"), ItemText("b", "later"))
    whole = StoredItem(item(value={"é\0": [1, None, 2.5]}, ttl=timedelta(days=1), expires_at=NOON), texts)
    vectors = {((("notes",), "k"), "b"): np.array([0.5, -0.0, 1.0, 0, 0, 0, 0, 0])}
    await store.items(scope, (), ItemChanges(put=(whole,), embedded=vectors, at=NOON))
    await store.items(scope, (), put(*(item(f"k{n}", (marker, "[", "東")) for n in range(40))))


async def parts_of(store, scope=ADA):
    async with aclosing(store.dump(scope)) as parts:
        return [part async for part in parts]


def again(parts):
    """The same parts as a stream, as often as it is asked for."""

    async def stream():
        for part in parts:
            yield part

    return stream


async def sum_of(store, scope=ADA):
    return await summed(store.dump(scope))


class PartsContract:
    """Inherit it together with `StoreContract`, whose fixtures it uses."""

    async def test_whatever_comes_out_goes_in_again(self, store, fresh):
        """Under another name too: the two have the same sum, show the same, and are sound."""
        await live(store)
        parts = await parts_of(store)
        assert {part.kind for part in parts} == KINDS.keys()
        loaded = await store.load(BOB, again(parts), over=NOTHING)
        assert loaded == await sum_of(store) == await sum_of(store, BOB)
        assert loaded.messages == MANY - 1
        other = fresh()
        assert await everything_but_keys(other, BOB) == await everything_but_keys(store, ADA)
        assert await other.check(BOB) == []
        assert await other.models(BOB) == await store.models(ADA) == Models("hash/8", "other/3")
        beside = [await one.candidates(scope, model="other/3") for one, scope in ((other, BOB), (store, ADA))]
        assert beside[0].vectors.tolist() == beside[1].vectors.tolist()
        assert (await other.statements(BOB)).items == (await store.statements(ADA)).items
        assert (await other.statements(BOB)).withdrawn == (await store.statements(ADA)).withdrawn
        assert await other.recalls(BOB) == await store.recalls(ADA)
        assert await at(other, scope=BOB) == await at(store, scope=ADA)
        unread = {"now": NOON, "limit": 999}
        assert await other.unread(BOB, "llm:x/y", **unread) == await store.unread(ADA, "llm:x/y", **unread)
        assert await names(other) == ["ada", "bob"]

    async def test_what_was_loaded_goes_on_as_any_memory(self, store, other):
        """Another process that knew the user, or the nobody before, sees it, and both can write."""
        await live(store)
        parts = await parts_of(store)
        assert len(await other.candidates(BOB)) == 0
        assert (await other.statements(BOB)).items == ()
        await store.load(BOB, again(parts), over=NOTHING)
        assert len(await other.candidates(BOB)) == MANY - 1
        assert (await other.statements(BOB)).items
        before = await sum_of(store, BOB)
        await other.apply(BOB, changes(message("new", "brand new words"), fingerprint="hash/8"))
        assert len(await store.candidates(BOB)) == MANY
        await store.apply(BOB, forget("new"))
        assert await sum_of(other, BOB) == before
        assert await other.check(BOB) == []

    async def test_lines_are_read_as_they_were_written(self, store):
        """What a backup is made of: every kind, no value changed."""
        await live(store, many=12)
        parts = await parts_of(store)
        lines = [line for part in parts for line in written(part).splitlines()]
        assert [read(line) for line in lines] == [(part.kind, row) for part in parts for row in part.rows]

    async def test_the_sum_tells_what_is_kept_and_nothing_else(self, store):
        """Every kind of change makes it another one; what only looks does not; and changes undone restore it."""
        assert await sum_of(store) == NOTHING
        await live(store, many=12)
        seen = [await sum_of(store)]
        await store.candidates(ADA)
        await store.keep_profile(ADA, "a profile", version=(await store.statements(ADA)).version)
        assert await sum_of(store) == seen[0]
        for change in (
            changes(message("new")),
            Changes(recalled={"m1": Recalls(1, NOON)}, created_at=NOON),
            readings(reading(statement("new"))),
            Changes(withdraw=(statement("new"),), created_at=NOON),
            forget("m11"),
        ):
            await store.apply(ADA, change)
            seen.append(await sum_of(store))
        await store.items(ADA, (), put(item("another")))
        seen.append(await sum_of(store))
        assert len({one.digest for one in seen}) == len(seen)
        await store.erase(ADA)
        assert await sum_of(store) == NOTHING

    async def test_what_is_there_is_replaced_only_as_said(self, store, other):
        """Nothing of what it was is left; if it is something else than was said, nothing is changed."""
        await live(store, many=12)
        parts = await parts_of(store)
        await store.apply(BOB, changes(message("mine", "unmistakable words"), vectors=[[1.0, 0.0]], fingerprint="b"))
        await store.items(BOB, (), put(item("mine"), texts=[("x", "own")]))
        before = await sum_of(store, BOB)
        for wrong in (NOTHING, replace(before, digest="0" * 64), await sum_of(store, ADA)):
            with pytest.raises(Conflict):
                await store.load(BOB, again(parts), over=wrong)
            assert await sum_of(store, BOB) == before
        assert len(await other.candidates(BOB)) == 1
        assert await store.load(BOB, again(parts), over=before) == await sum_of(store, ADA)
        assert await sum_of(other, BOB) == await sum_of(store, ADA)
        candidates = await other.candidates(BOB)
        assert candidates.fingerprint == "hash/8"
        assert not len(candidates.rows("unmistakable"))
        assert await other.check(BOB) == []

    async def test_a_stream_that_breaks_leaves_nothing(self, store, fresh):
        """Wherever it does; and what was there stays."""
        await live(store, many=12)
        parts = await parts_of(store)
        for stop in range(len(parts)):
            for scope in (BOB, ADA):
                before = await sum_of(store, scope)

                async def broken(stop=stop):
                    for part in parts[:stop]:
                        yield part
                    raise InvalidInput("it broke")

                with pytest.raises(InvalidInput, match="it broke"):
                    await store.load(scope, broken, over=before)
                assert await sum_of(fresh(), scope) == before
                assert await store.check(scope) == []

    async def test_what_belongs_to_no_message_is_noticed(self, store):
        """A row that cannot be put anywhere is no row that is left out: nothing is changed."""
        orphan = [Part("memory", (("a", None),)), Part("vector", (("nobody", b"\0" * 4),))]
        with pytest.raises(StoreError, match="not what was given"):
            await store.load(BOB, again(orphan), over=NOTHING)
        assert await sum_of(store, BOB) == NOTHING

    async def test_a_message_that_is_none_is_refused(self, store):
        """What goes in goes through the same door as ever."""
        wrong = [Part("memory", ((None, None),)), Part("message", (("m", "s", "nobody", None, "x", None, 0, 0),))]
        with pytest.raises(InvalidInput, match="role"):
            await store.load(BOB, again(wrong), over=NOTHING)
        assert await sum_of(store, BOB) == NOTHING

    async def test_a_dump_is_of_one_moment(self, store, other):
        """Whatever is written meanwhile is not in it."""
        await live(store)
        before = await sum_of(store)
        seen = []
        async with aclosing(store.dump(ADA)) as parts:
            async for part in parts:
                if not seen:
                    await other.apply(ADA, changes(message("new", "new words")))
                    await other.apply(ADA, forget("m0", "m299"))
                seen.append(part)
        assert await summed(again(seen)()) == before
        assert await sum_of(store) != before

    async def test_who_is_erased_meanwhile_is_gone(self, store, other):
        """Nobody waits for whoever dumps."""
        await live(store, many=12)
        async with aclosing(store.dump(ADA)) as parts:
            await anext(parts)
            await other.erase(ADA)
        assert await sum_of(store) == NOTHING

    async def test_nobody_else_is_in_it(self, store):
        """Neither read nor written."""
        for name in ("ada", "bob", "eve"):
            await live(store, Scope(name), name, many=12)
        bob = await sum_of(store, BOB)
        await store.load(Scope("new"), again(await parts_of(store, ADA)), over=NOTHING)
        text = b"".join(map(written, await parts_of(store, Scope("new")))).decode()
        assert "ada said" in text
        assert "bob" not in text
        assert "eve" not in text
        assert await sum_of(store, BOB) == bob

    async def test_nobody_is_nothing(self, store):
        """And is not made by being looked at."""
        assert await parts_of(store) == []
        assert await names(store) == []
        assert Sum() == NOTHING


async def everything_but_keys(store, scope):
    found = list(await everything(store, scope))
    del found[3]  # the row numbers
    return found
