"""What every store must do with readings, as a test class to inherit beside `contract.StoreContract`."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from contract import ADA, BOB, NOON, changes, forget, message, vectors_of_model

from pllm_memory.facts import Reading, Statement
from pllm_memory.items import Item, ItemChanges, ItemText, StoredItem
from pllm_memory.stores.base import Changes, Recalls
from pllm_memory.types import Scope


def statement(message_id="m1", object_="Lyon", **fields):
    given = {"subject": "user", "predicate": "lives_in", "object": object_, "said_at": NOON, "text": "I live there"}
    return Statement(message_id=message_id, **given | fields)


def reading(*statements, of=None, extractor="rules/1", **fields):
    return Reading(of or statements[0].message_id, extractor, statements, **fields)


def readings(*given, **fields):
    return Changes(readings=given, created_at=NOON, **fields)


async def fill(store, scope, marker):
    """Gives a user something of everything that a store keeps."""
    said = message("m1", f"I moved to {marker}.", session=f"session {marker}", name=f"name {marker}")
    await store.apply(scope, changes(said, vectors=[[1.0, 0.0]], fingerprint="a"))
    lives, likes = statement(object_=marker), statement(object_="boats", predicate="likes")
    await store.apply(scope, readings(reading(lives, likes)))
    await store.apply(scope, Changes(recalled={"m1": Recalls(1, NOON)}, withdraw=(likes,), created_at=NOON))
    await store.admit(scope, "b")
    await store.apply(scope, vectors_of_model(["m1"], [[0.0, 1.0, 0.0]], "b"))
    await store.keep_profile(scope, marker, version=(await store.statements(scope)).version)
    item = Item(namespace=(marker,), key=marker, value={marker: marker}, created_at=NOON, updated_at=NOON)
    kept = StoredItem(item, (ItemText(marker, marker),))
    vectors = {((item.namespace, item.key), marker): np.array([1.0, 0.0])}
    await store.items(scope, (), ItemChanges(put=(kept,), embedded=vectors, at=NOON))


class ReadingsContract:
    """Inherit it together with `StoreContract`, whose fixtures it uses."""

    async def read(self, store, scope=ADA):
        return list((await store.statements(scope)).items)

    async def test_a_statement_comes_back_as_it_was(self, store, reopen):
        """Every field survives; who said it, and when, are the message's."""
        await store.apply(ADA, changes(message("m1", name="Ada", role="assistant")))
        full = statement(
            object_="Žižkov 🏠", mode="corrects", replaces="Paris", valid_at=NOON - timedelta(days=9, microseconds=1),
            invalid_at=NOON + timedelta(days=1), certain=False, strength=0.9, source="llm:x",
        )  # fmt: skip
        await store.apply(ADA, readings(reading(full)))
        want = replace(full, speaker="Ada", role="assistant")
        assert await self.read(store) == [want]
        assert await self.read(await reopen(store)) == [want]

    async def test_statements_come_in_the_order_they_were_said(self, store):
        """By the message's time, then as the messages came, then as they stand in the message."""
        late, early = message("late", at=NOON + timedelta(hours=1)), message("early")
        await store.apply(ADA, changes(late, early, message("twin")))
        await store.apply(ADA, readings(reading(statement("late")), reading(statement("twin"))))
        await store.apply(ADA, readings(reading(statement("early", "B"), statement("early", "A"))))
        assert [(s.message_id, s.object) for s in await self.read(store)] == [
            ("early", "B"), ("early", "A"), ("twin", "Lyon"), ("late", "Lyon"),
        ]  # fmt: skip

    async def test_a_reading_takes_the_place_of_the_same_extractors_last_one(self, store):
        """Another version of it counts as the same; another extractor does not."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(
            ADA, readings(reading(statement(object_="A")), reading(statement(object_="L"), extractor="llm:x"))
        )
        await store.apply(ADA, readings(reading(statement(object_="B"), extractor="rules/2")))
        assert sorted(s.object for s in await self.read(store)) == ["B", "L"]
        assert [one.message.id for one in await store.unread(ADA, "rules/1", now=NOON, limit=9)] == ["m1"]
        await store.apply(ADA, readings(Reading("m1", "rules/2")))
        assert [s.object for s in await self.read(store)] == ["L"]

    async def test_reading_again_changes_nothing_but_the_version(self, store):
        """Replays are harmless."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(ADA, readings(reading(statement())))
        before = await store.statements(ADA)
        await store.apply(ADA, readings(reading(statement())))
        after = await store.statements(ADA)
        assert (after.items, after.keys) == (before.items, before.keys)
        assert after.version > before.version

    async def test_what_is_said_later_leaves_what_was_said_before(self, store):
        """What is kept of a reading is read again where it has changed, and only there."""
        said = [message(f"m{number}", at=NOON + timedelta(hours=number)) for number in range(3)]
        await store.apply(ADA, changes(*said))
        await store.apply(ADA, readings(reading(statement("m0", "A")), reading(statement("m1", "B"))))
        before = (await store.statements(ADA)).items
        await store.apply(ADA, readings(reading(statement("m2", "C"))))
        after = (await store.statements(ADA)).items
        assert after[:2] == before
        assert [one.object for one in after] == ["A", "B", "C"]
        await store.apply(ADA, readings(reading(statement("m0", "D"))))
        assert [one.object for one in (await store.statements(ADA)).items] == ["D", "B", "C"]

    async def test_the_version_changes_with_the_statements_and_only_with_them(self, store, other):
        """What follows from statements can be kept as long as their version is the same, also across processes."""
        await store.apply(ADA, changes(message("m1"), message("m2")))
        await store.apply(ADA, readings(reading(statement())))
        version = (await other.statements(ADA)).version
        await store.apply(ADA, changes(message("m3")))
        await store.apply(ADA, readings(Reading("m3", "rules/1")))  # most messages say nothing
        assert (await other.statements(ADA)).version == version
        await store.apply(ADA, readings(reading(statement("m2"))))
        assert (await other.statements(ADA)).version != version
        assert len(await self.read(other)) == 2

    async def test_a_reading_of_an_unknown_message_is_dropped(self, store):
        """It was forgotten while the extractor read it."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(ADA, readings(reading(statement("gone")), reading(statement("m1"))))
        assert [s.message_id for s in await self.read(store)] == ["m1"]

    async def test_forgetting_a_message_takes_along_what_was_read_in_it(self, store, reopen):
        """Statements, marks of what was read, recalls and what was taken back."""
        await store.apply(ADA, changes(message("m1"), message("m2")))
        await store.apply(ADA, readings(reading(statement("m1")), reading(statement("m2"))))
        await store.apply(ADA, Changes(recalled={"m1": Recalls(1, NOON)}, withdraw=(statement("m1"),), created_at=NOON))
        before = (await store.statements(ADA)).version
        await store.apply(ADA, forget("m1"))
        again = await reopen(store)
        found = await again.statements(ADA)
        assert [s.message_id for s in found.items] == ["m2"]
        assert found.version > before
        assert not found.withdrawn
        assert not await again.recalls(ADA)
        await again.apply(ADA, changes(message("m1")))
        assert [one.message.id for one in await again.unread(ADA, "rules/1", now=NOON, limit=9)] == ["m1"]

    async def test_what_was_taken_back_does_not_come_back(self, store, reopen):
        """Not by reading the message again; the rest of the reading does."""
        await store.apply(ADA, changes(message("m1")))
        lyon, cat = statement(), statement(object_="Tom", predicate="pet")
        await store.apply(ADA, readings(reading(lyon, cat)))
        await store.apply(ADA, Changes(withdraw=(lyon,), created_at=NOON))
        assert [s.object for s in await self.read(store)] == ["Tom"]
        again = await reopen(store)
        await again.apply(ADA, readings(reading(lyon, cat)))
        assert [s.object for s in await self.read(again)] == ["Tom"]
        assert (await again.statements(ADA)).withdrawn == {lyon.id}
        assert (await again.statements(ADA)).withdrawn_in == {lyon.message_id}

    async def test_unread_messages_are_a_queue(self, store):
        """What was never read, and what failed and is due again; the oldest first."""
        await store.apply(ADA, changes(message("m1"), message("m2"), message("m3"), message("m4")))
        hour = timedelta(hours=1)
        await store.apply(
            ADA,
            readings(
                Reading("m1", "llm:x"),
                Reading("m2", "llm:x", problem="timeout", attempts=2, again_at=NOON + hour),
                Reading("m4", "llm:x", problem="refused", attempts=5),
            ),
        )
        due = await store.unread(ADA, "llm:x", now=NOON, limit=9)
        assert [(one.message.id, one.attempts) for one in due] == [("m3", 0)]
        later = await store.unread(ADA, "llm:x", now=NOON + hour, limit=9)
        assert [(one.message.id, one.attempts) for one in later] == [("m2", 2), ("m3", 0)]
        assert [one.message.id for one in await store.unread(ADA, "llm:x", now=NOON + hour, limit=1)] == ["m2"]
        assert len(await store.unread(ADA, "rules/1", now=NOON, limit=9)) == 4

    async def test_a_failed_reading_keeps_what_was_read_before(self, store):
        """A problem is no reason to lose anything."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(ADA, readings(reading(statement())))
        await store.apply(ADA, readings(Reading("m1", "rules/1", problem="broken")))
        assert [s.object for s in await self.read(store)] == ["Lyon"]

    async def test_messages_around_some_are_those_of_the_session(self, store):
        """By time, so many before and after."""
        at = [NOON + timedelta(minutes=n) for n in range(10)]
        await store.apply(
            ADA, changes(*(message(f"m{n}", at=at[n]) for n in range(10)), message("x", session="s2", at=at[5]))
        )
        found = await store.around(ADA, "s1", first=at[4], last=at[5], margin=2)
        assert [one.id for one in found] == ["m2", "m3", "m4", "m5", "m6", "m7"]
        assert [one.id for one in await store.around(ADA, "s1", first=at[0], last=at[0], margin=1)] == ["m0", "m1"]
        assert not await store.around(ADA, "s3", first=at[0], last=at[9], margin=9)
        assert not await store.around(BOB, "s1", first=at[0], last=at[9], margin=9)

    async def test_recalls_add_up(self, store, reopen):
        """How often, and when last."""
        await store.apply(ADA, changes(message("m1"), message("m2")))
        for times, at in ((2, NOON + timedelta(1)), (3, NOON)):
            recalled = {"m1": Recalls(times, at), "unknown": Recalls(1, NOON)}
            await store.apply(ADA, Changes(recalled=recalled, created_at=NOON))
        assert await (await reopen(store)).recalls(ADA) == {"m1": Recalls(5, NOON + timedelta(1))}

    async def test_a_snapshot_is_kept_until_statements_change(self, store, other):
        """One that was made of older statements is not kept at all."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(ADA, readings(reading(statement())))
        version = (await store.statements(ADA)).version
        assert await store.profile(ADA) is None
        await store.keep_profile(ADA, "Ada lives in Lyon 🏠", version=version)
        assert await other.profile(ADA) == "Ada lives in Lyon 🏠"
        await other.apply(ADA, readings(reading(statement(object_="Rome"))))
        assert await store.profile(ADA) is None
        await store.keep_profile(ADA, "old", version=version)
        assert await store.profile(ADA) is None

    async def test_readings_are_the_users_own(self, store):
        """Two users with the same message ids do not meet."""
        for scope in (ADA, BOB):
            await store.apply(scope, changes(message("m1")))
        await store.apply(ADA, readings(reading(statement())))
        await store.apply(ADA, Changes(recalled={"m1": Recalls(1, NOON)}, created_at=NOON))
        assert not await self.read(store, BOB)
        assert not await store.recalls(BOB)
        assert [one.message.id for one in await store.unread(BOB, "rules/1", now=NOON, limit=9)] == ["m1"]
        await store.apply(BOB, Changes(withdraw=(statement(),), created_at=NOON))
        assert len(await self.read(store)) == 1

    async def test_erasing_takes_everything_along(self, store):
        """And who is back begins with nothing."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(ADA, readings(reading(statement())))
        await store.keep_profile(ADA, "Lyon", version=(await store.statements(ADA)).version)
        await store.erase(ADA)
        await store.apply(ADA, changes(message("m1")))
        assert not await self.read(store)
        assert await store.profile(ADA) is None

    async def test_versions_are_never_used_twice(self, store, other):
        """What somebody keeps of an erased user must not fit the one who comes back."""
        seen = set()
        for _ in range(3):
            await store.apply(ADA, changes(message("m1")))
            await store.apply(ADA, readings(reading(statement())))
            version = (await other.statements(ADA)).version
            assert version not in seen
            seen.add(version)
            await store.erase(ADA)
            assert (await other.statements(ADA)).version == 0

    async def test_nobody_has_no_readings(self, store):
        """Reading an unknown user's makes nothing."""
        nobody = Scope("nobody")
        assert not (await store.statements(nobody)).items
        assert not await store.recalls(nobody)
        assert await store.profile(nobody) is None
        assert not await store.unread(nobody, "rules/1", now=NOON, limit=9)
        await store.keep_profile(nobody, "x", version=0)
        await store.apply(nobody, readings(reading(statement())))
        assert nobody.user_id not in [user_id async for user_id in store.users()]

    @pytest.mark.parametrize("text", ["'; DROP TABLE statement; --", "%", "_", "\N{BELL}", "💥" * 500, "a\nb\tc"])
    async def test_any_text_is_only_text(self, store, text):
        """Nothing in a statement reaches a query parser."""
        await store.apply(ADA, changes(message("m1")))
        odd = statement(object_=text, subject=text, predicate=text)
        await store.apply(ADA, readings(reading(odd, extractor=text)))
        assert (await self.read(store))[0].object == text
        await store.apply(ADA, Changes(withdraw=(odd,), created_at=NOON))
        assert not await self.read(store)
        assert not await store.check(ADA)
