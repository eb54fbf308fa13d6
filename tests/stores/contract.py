"""What every store must do, as a test class to inherit.

A backend's suite is a fixture, `opens`, that opens the same empty database as often as it is called:

    class TestMine(StoreContract):
        @pytest.fixture
        def opens(self, somewhere):
            return lambda: MyStore(somewhere)
"""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import anyio
import numpy as np
import pytest

from pllm_memory.errors import Conflict, EmbedderMismatch, StoreError
from pllm_memory.stores.base import Changes, Embedded, Models
from pllm_memory.stores.parts import NOTHING, summed
from pllm_memory.text import analyse
from pllm_memory.types import ROLES, Message, Scope

NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)
ADA, BOB = Scope("ada"), Scope("bob")
DIMENSIONS = 8

WORDS = "Lyon boat piano garden Tuesday espresso train café niño 東京 marathon violin harbour it and the".split()

LOOK_ALIKES = [
    "ada", "Ada", "ADA", "\u0430da", "ada\u200b", "a da", "ada.", "ada/", "/ada", "../ada", "..", ".", "a/../ada",
    "a\\b", "a%2Fb", "ada%00", "%", "_", "*", "con", "'; DROP TABLE message; --", '"', "{}", "$(id)", "~",
    "caf\u00e9", "cafe\u0301", "\ufb01sh", "fish", "\u017ft", "st", "stra\u00dfe", "strasse", "\u0130", "i\u0307",
    "x" * 255, "x" * 254 + "y", "\U0001f600" * 255, "1", "1.0", "01",
]  # fmt: skip
"""Ids that some file system, database or library somewhere would take for one another."""


def message(id_, content="I moved to Lyon.", *, session="s1", at=NOON, **fields):
    return Message(id=id_, session_id=session, content=content, at=at, **fields)


def changes(*messages, vectors=None, at=NOON, **fields):
    """`vectors` are for the first of the messages."""
    if vectors is not None:
        fields["embedded"] = embedded([one.id for one in messages][: len(vectors)], vectors)
    return Changes(messages=tuple((one, analyse(one)) for one in messages), created_at=at, **fields)


def embedded(ids, vectors):
    return Embedded(tuple(ids), np.asarray(vectors, np.float32))


def vectors_of_model(ids, vectors, fingerprint):
    return Changes(embedded=embedded(ids, vectors), fingerprint=fingerprint, created_at=NOON)


def forget(*ids):
    return Changes(forget=ids, created_at=NOON)


def unit(rng, rows=1):
    found = rng.standard_normal((rows, DIMENSIONS)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def stored(vector):
    """A vector as it comes back from a store that keeps float16."""
    return np.asarray(vector, np.float16).astype(np.float32)


def agree(candidates, expected):
    """Every column, computed again from the messages: `expected` is a list of (message, vector or None)."""
    messages = [one for one, _ in expected]
    analyses = [analyse(one) for one in messages]
    assert len(candidates) == len(messages)
    assert (np.diff(candidates.keys) > 0).all()
    assert candidates.at.tolist() == [one.at.timestamp() for one in messages]
    assert [ROLES[role] for role in candidates.role] == [one.role for one in messages]
    assert [candidates.speakers[number] for number in candidates.speaker] == [one.speaker for one in messages]
    assert sorted(candidates.speakers) == sorted({one.speaker for one in messages})
    for column in ("length", "substance", "flags"):
        assert getattr(candidates, column).tolist() == [getattr(one, column) for one in analyses], column
    agree_on_vectors(candidates, [vector for _, vector in expected])
    agree_on_terms(candidates, analyses)
    agree_on_sessions(candidates, messages)


def agree_on_vectors(candidates, vectors):
    assert candidates.has_vector.tolist() == [vector is not None for vector in vectors]
    assert candidates.pending == sum(vector is None for vector in vectors)
    if candidates.embedded:
        zero = np.zeros(DIMENSIONS, np.float32)
        want = np.array([zero if vector is None else stored(vector) for vector in vectors])
        np.testing.assert_array_equal(candidates.vectors, want)


def agree_on_terms(candidates, analyses):
    postings = {}
    for row, analysis in enumerate(analyses):
        for term, count in analysis.terms:
            postings.setdefault(term, []).append((row, min(count, 255)))
    assert set(candidates.vocabulary) == set(postings)
    for term, want in postings.items():
        rows, counts = candidates.postings(term)
        assert list(zip(rows.tolist(), counts.tolist(), strict=True)) == want, term
        assert candidates.rows(term).tolist() == [row for row, _ in want]
    assert not len(candidates.rows("a word that nobody said"))
    assert len(set(candidates.vocabulary.values())) == len(postings)


def agree_on_sessions(candidates, messages):
    sessions = {}
    for row, one in enumerate(messages):
        sessions.setdefault(one.session_id, []).append(row)
    numbers = {id_: {int(candidates.session[row]) for row in rows} for id_, rows in sessions.items()}
    assert all(len(found) == 1 for found in numbers.values())
    assert len({min(found) for found in numbers.values()}) == len(sessions)

    said = {id_: sorted(rows, key=lambda row: (messages[row].at, row)) for id_, rows in sessions.items()}
    place = candidates.place
    for rows in said.values():
        assert [int(place[row]) for row in rows] == list(range(int(place[rows[0]]), int(place[rows[0]]) + len(rows)))
    value = np.arange(1, len(messages) + 1, dtype=np.float32)  # of each row; by place below
    for step in (1, -1, 2, -2):
        moved = candidates.in_rows(candidates.neighbour(value[candidates.order], step))
        for rows in said.values():
            for index, row in enumerate(rows):
                inside = 0 <= index + step < len(rows)
                assert moved[row] == (value[rows[index + step]] if inside else 0)


async def everything(store, scope):
    """All that a store shows of a user, to compare before and after."""
    candidates = await store.candidates(scope)
    return (
        await store.messages(scope),
        [one.id for one in await store.pending(scope, limit=10_000)],
        candidates.fingerprint,
        candidates.keys.tolist(),
        candidates.vectors.tolist(),
        sorted(candidates.vocabulary),
    )


async def names(store):
    return [user_id async for user_id in store.users()]


class StoreContract:
    """Inherit it, and give `opens`."""

    pytestmark = pytest.mark.anyio

    @pytest.fixture
    def opens(self):
        """A function that opens one and the same database, empty at first."""
        raise NotImplementedError

    @pytest.fixture
    async def store(self, opens):
        opened = opens()
        yield opened
        await opened.close()

    @pytest.fixture
    async def fresh(self, opens):
        """Opens the same database once more: what is read there is read from scratch."""
        stores = []

        def again():
            stores.append(opens())
            return stores[-1]

        yield again
        for one in stores:
            await one.close()

    @pytest.fixture
    async def reopen(self, fresh):
        """Closes a store, and opens its database again."""

        async def again(store):
            await store.close()
            return fresh()

        return again

    @pytest.fixture
    async def other(self, opens):
        """The same database, open for the second time, as in another process."""
        opened = opens()
        yield opened
        await opened.close()

    # ── messages ─────────────────────────────────────────────────────────────────────────────────────

    async def test_a_message_comes_back_as_it_was(self, store, reopen):
        """What was said is kept verbatim, in every field."""
        said = [
            message("m1", "Bonjour\r\n\tŁódź 東京 👩‍👩‍👧 \u202e\ufeff\u2028 é e\u0301", role="assistant", name="Max"),
            message("m2", "", caption="a red boat", role="tool"),
            message("ID with ' \" % _ * ? and 🚤", "x" * 200_000, session="a/b ../ ☃", role="document"),
            message("m4", '"; DROP TABLE message; --', role="system", name="O'Brien"),
        ]
        await store.apply(ADA, changes(*said))
        assert await store.messages(ADA) == said
        assert await (await reopen(store)).messages(ADA) == said

    async def test_times_are_kept_to_the_microsecond(self, store):
        """From the year 1 to the year 9999, before 1970 too."""
        moments = [
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(2026, 2, 28, 23, 59, 59, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ]
        await store.apply(ADA, changes(*(message(f"m{n}", at=at) for n, at in enumerate(moments))))
        assert [one.at for one in await store.messages(ADA)] == moments
        assert (await store.candidates(ADA)).at.tolist() == [at.timestamp() for at in moments]

    async def test_messages_come_by_time_then_in_the_order_of_remembering(self, store):
        """`messages` without ids is everything, the oldest first."""
        late, early, same = message("late", at=NOON + timedelta(1)), message("early"), message("same")
        await store.apply(ADA, changes(late, early, same))
        assert await store.messages(ADA) == [early, same, late]

    async def test_messages_by_id_come_in_the_order_asked(self, store):
        """Unknown ids are left out."""
        one, two = message("1"), message("2")
        await store.apply(ADA, changes(one, two))
        assert await store.messages(ADA, ids=["2", "nobody", "1"]) == [two, one]
        assert await store.messages(ADA, ids=["1 ", "01", "1.0", "\ud800", "\0", "%"]) == []
        assert await store.messages(ADA, ids=[]) == []

    async def test_rows_are_found_by_the_keys_of_candidates(self, store):
        """A key always means the same message; one that is forgotten is missing."""
        said = [message(f"m{n}", f"number {n}") for n in range(4)]
        await store.apply(ADA, changes(*said))
        keys = (await store.candidates(ADA)).keys.tolist()
        assert await store.rows(ADA, keys[::-1]) == dict(zip(keys, said, strict=True))
        await store.apply(ADA, forget("m1", "m3"))
        await store.apply(ADA, changes(message("new")))
        assert await store.rows(ADA, keys) == {keys[0]: said[0], keys[2]: said[2]}
        assert await store.rows(ADA, [-1, 0, 2**62]) == {}

    # ── idempotence and conflict ─────────────────────────────────────────────────────────────────────

    async def test_the_same_id_again_changes_nothing(self, store):
        """A message that is stored is skipped, whatever time and session come with it; its `created_at` is kept."""
        first = await store.apply(ADA, changes(message("m1"), message("m2"), vectors=unit(np.random.default_rng(1), 2)))
        assert first.added == ("m1", "m2")
        before = await everything(store, ADA)
        later = NOON + timedelta(days=1)
        again = await store.apply(
            ADA, changes(message("m2", at=later), message("m1", session="another"), message("m3"), at=later)
        )
        assert again.added == ("m3",)
        assert again.created_at == {"m1": NOON, "m2": NOON, "m3": later}
        await store.apply(ADA, forget("m3"))
        assert (await everything(store, ADA))[:2] == before[:2]

    async def test_the_same_id_twice_in_one_transaction_is_one_message(self, store):
        """The second one is skipped."""
        applied = await store.apply(ADA, changes(message("m1"), message("m1")))
        assert (applied.added, len(await store.messages(ADA))) == (("m1",), 1)

    @pytest.mark.parametrize("field", [{"content": "other"}, {"role": "assistant"}, {"name": "Eve"}, {"caption": "x"}])
    async def test_a_conflict_leaves_everything_as_it_was(self, store, reopen, field):
        """The same id with other content refuses the whole transaction: new messages, vectors and forgetting too."""
        rng = np.random.default_rng(1)
        await store.apply(ADA, changes(message("m1"), message("m2"), vectors=unit(rng), fingerprint="a"))
        before = await everything(store, ADA)
        wrong = replace(message("m1"), **field)
        whole = replace(
            changes(message("new", "brand new words"), wrong, fingerprint="a"),
            embedded=embedded(["m2"], unit(rng)),
            forget=("m2",),
        )
        with pytest.raises(Conflict, match="'m1'"):
            await store.apply(ADA, whole)
        assert await everything(store, ADA) == before
        assert await everything(await reopen(store), ADA) == before

    async def test_a_conflict_within_one_transaction(self, store):
        """Two contents under one id in one transaction: neither is stored."""
        with pytest.raises(Conflict):
            await store.apply(ADA, changes(message("m1", "one"), message("m1", "two")))
        assert await store.messages(ADA) == []

    async def test_a_hundred_of_the_same_at_once_are_one(self, store):
        """Concurrent calls with one id: one row, and everybody learns the same `created_at`."""
        found = []

        async def remember(number):
            found.append(await store.apply(ADA, changes(message("m1"), at=NOON + timedelta(seconds=number))))

        async with anyio.create_task_group() as tasks:
            for number in range(100):
                tasks.start_soon(remember, number)
        assert len(await store.messages(ADA)) == 1
        assert sum(len(applied.added) for applied in found) == 1
        assert len({applied.created_at["m1"] for applied in found}) == 1

    # ── vectors ──────────────────────────────────────────────────────────────────────────────────────

    async def test_messages_wait_until_they_are_embedded(self, store, reopen):
        """`pending` gives those without a vector, in the order of remembering; a vector may come later."""
        rng = np.random.default_rng(2)
        said = [message(f"m{n}", at=NOON - timedelta(days=n)) for n in range(5)]
        vectors = unit(rng, 5)
        await store.apply(ADA, changes(*said, vectors=vectors[:1], fingerprint="hash/8"))
        agree(await store.candidates(ADA), list(zip(said, [vectors[0], None, None, None, None], strict=True)))
        assert await store.pending(ADA, limit=2) == said[1:3]
        await store.apply(ADA, Changes(embedded=embedded(["m3", "m1"], vectors[[3, 1]]), created_at=NOON))
        expected = list(zip(said, [vectors[0], vectors[1], None, vectors[3], None], strict=True))
        agree(await store.candidates(ADA), expected)
        assert await store.pending(ADA, limit=9) == [said[2], said[4]]
        agree(await (await reopen(store)).candidates(ADA), expected)

    async def test_the_first_vectors_may_come_after_a_read(self, store):
        """Columns that were read before there was any vector learn how long one is."""
        said = [message("m1"), message("m2")]
        await store.apply(ADA, changes(*said))
        agree(await store.candidates(ADA), [(one, None) for one in said])
        vectors = unit(np.random.default_rng(3), 2)
        await store.apply(ADA, Changes(embedded=embedded(["m1", "m2"], vectors), created_at=NOON))
        agree(await store.candidates(ADA), list(zip(said, vectors, strict=True)))

    async def test_a_vector_that_is_there_stays(self, store, reopen):
        """Two processes may embed the same message: the first one wins, in memory as on disk."""
        one, two = unit(np.random.default_rng(4), 2)
        await store.apply(ADA, changes(message("m1"), vectors=[one]))
        agree(await store.candidates(ADA), [(message("m1"), one)])
        await store.apply(ADA, Changes(embedded=embedded(["m1"], [two]), created_at=NOON))
        agree(await store.candidates(ADA), [(message("m1"), one)])
        agree(await (await reopen(store)).candidates(ADA), [(message("m1"), one)])

    async def test_vectors_of_unknown_messages_are_left_out(self, store):
        """A message may be forgotten while it is being embedded."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(ADA, Changes(embedded=embedded(["gone"], unit(np.random.default_rng(5))), created_at=NOON))
        agree(await store.candidates(ADA), [(message("m1"), None)])
        assert await store.check(ADA) == []

    async def test_vectors_of_another_size_are_refused(self, store):
        """Else nothing could be read any more."""
        await store.apply(ADA, changes(message("m1"), vectors=unit(np.random.default_rng(6))))
        before = await everything(store, ADA)
        with pytest.raises(StoreError, match=r"8 dimensions.*3"):
            await store.apply(ADA, changes(message("m2"), vectors=[[1, 0, 0]]))
        assert await everything(store, ADA) == before

    async def test_another_model_is_refused(self, store, reopen):
        """The first fingerprint is kept; another one refuses the whole transaction."""
        await store.apply(ADA, changes(message("m1")))
        assert (await store.candidates(ADA)).fingerprint is None
        await store.apply(ADA, changes(message("m2"), vectors=unit(np.random.default_rng(7)), fingerprint="one"))
        before = await everything(store, ADA)
        for attempt in (changes(message("m3"), fingerprint="two"), replace(forget("m1"), fingerprint="two")):
            with pytest.raises(EmbedderMismatch, match="reembed") as caught:
                await store.apply(ADA, attempt)
            assert (caught.value.stored, caught.value.given) == ("one", "two")
        assert await everything(store, ADA) == before
        await store.apply(ADA, changes(message("m4"), fingerprint="one"))
        assert (await (await reopen(store)).candidates(ADA)).fingerprint == "one"

    async def test_a_second_model_is_kept_beside_the_first(self, store, other, fresh):
        """Of another size; each finds all of its own; what one of them lacks is pending for that one."""
        said, old = [message("m1"), message("m2"), message("m3")], unit(np.random.default_rng(8), 3)
        await store.apply(ADA, changes(*said, vectors=old, fingerprint="one"))
        await other.candidates(ADA)
        assert await store.admit(ADA, "two") == Models("one")
        assert await other.models(ADA) == Models("one", "two")
        await store.apply(ADA, vectors_of_model(["m1", "m3"], [[1, 0, 0], [0, 1, 0]], "two"))
        for one in (store, other, fresh()):
            new = await one.candidates(ADA, model="two")
            assert (new.fingerprint, new.vectors.tolist()) == ("two", [[1, 0, 0], [0, 0, 0], [0, 1, 0]])
            assert (new.pending, await one.pending(ADA, limit=9, model="two")) == (1, said[1:2])
            for model in ("one", "three", None):  # one that was never admitted sees what there is, and by whom
                agree(await one.candidates(ADA, model=model), list(zip(said, old, strict=True)))
                assert (await one.candidates(ADA, model=model)).fingerprint == "one"
                assert await one.pending(ADA, limit=9, model=model) == []
            assert await one.check(ADA) == []
        with pytest.raises(StoreError, match=r"3 dimensions.*8"):
            await store.apply(ADA, vectors_of_model(["m2"], old[:1], "two"))
        with pytest.raises(EmbedderMismatch):
            await store.apply(ADA, vectors_of_model(["m2"], old[:1], "three"))

    async def test_either_model_writes_while_there_are_two(self, store, other):
        """A message of one waits for the other; forgetting takes both vectors."""
        await store.apply(ADA, changes(message("m1"), vectors=[[1.0, 0.0]], fingerprint="one"))
        await store.admit(ADA, "two")
        await other.apply(ADA, changes(message("m2"), vectors=[[0.0, 1.0, 0.0]], fingerprint="two"))
        await store.apply(ADA, changes(message("m3"), vectors=[[0.0, 1.0]], fingerprint="one"))
        for one in (store, other):
            assert (await one.candidates(ADA, model="one")).has_vector.tolist() == [True, False, True]
            assert (await one.candidates(ADA, model="two")).has_vector.tolist() == [False, True, False]
        await store.apply(ADA, forget("m2"))
        for one in (store, other):
            assert not (await one.candidates(ADA, model="two")).embedded
            assert await one.check(ADA) == []

    @pytest.mark.parametrize("size", [2, 3], ids=["as-long", "longer"])
    async def test_the_second_model_takes_the_place_of_the_first(self, store, other, fresh, size):
        """When it has all vectors, in one transaction; before that it does not."""
        said = [message("m1"), message("m2")]
        await store.apply(ADA, changes(*said, vectors=[[1.0, 0.0], [0.0, 1.0]], fingerprint="one"))
        new = unit(np.random.default_rng(3), 2)[:, :size]
        picture = await other.candidates(ADA)
        before = picture.vectors.copy()
        assert not await store.settle(ADA, "two")
        await store.admit(ADA, "two")
        await store.apply(ADA, vectors_of_model(["m1"], new[:1], "two"))
        assert not await store.settle(ADA, "two")
        assert (await other.candidates(ADA)).fingerprint == "one"
        await store.apply(ADA, vectors_of_model(["m2"], new[1:], "two"))
        assert await store.settle(ADA, "two")
        for one in (store, other, fresh()):
            assert await one.models(ADA) == Models("two")
            for model in ("two", None, "one"):
                found = await one.candidates(ADA, model=model)
                assert (found.fingerprint, found.vectors.tolist()) == ("two", stored(new).tolist())
            assert await one.check(ADA) == []
        assert picture.vectors.tolist() == before.tolist()
        with pytest.raises(EmbedderMismatch):
            await store.apply(ADA, changes(message("m3"), fingerprint="one"))
        assert await store.settle(ADA, "two")

    async def test_back_to_the_first_model(self, store, other):
        """The second one's vectors go, and those of a third that takes its place do not mix with them."""
        await store.apply(ADA, changes(message("m1"), vectors=[[1.0, 0.0]], fingerprint="one"))
        for model, vector in (("two", [1.0, 0.0, 0.0]), ("three", [0.0, 1.0, 0.0])):
            await store.admit(ADA, model)
            assert not (await other.candidates(ADA, model=model)).embedded
            await store.apply(ADA, vectors_of_model(["m1"], [vector], model))
            assert (await other.candidates(ADA, model=model)).vectors.tolist() == [vector]
        assert await store.models(ADA) == Models("one", "three")
        assert await store.settle(ADA, "one")
        assert await other.models(ADA) == Models("one")
        assert (await other.candidates(ADA, model="three")).fingerprint == "one"
        assert (await other.candidates(ADA)).vectors.tolist() == [[1.0, 0.0]]

    async def test_the_first_model_of_all_is_the_main_one(self, store):
        """There is nothing that it could stand beside; and nobody has no models."""
        assert await store.admit(ADA, "one") == Models()
        assert await store.models(ADA) == Models()
        assert not await store.settle(ADA, "one")
        assert await names(store) == []
        await store.apply(ADA, changes(message("m1")))
        assert await store.admit(ADA, "one") == Models()
        assert await store.models(ADA) == Models("one")

    # ── columns ──────────────────────────────────────────────────────────────────────────────────────

    @pytest.mark.parametrize("seed", range(6))
    async def test_columns_follow_every_write(self, store, other, reopen, seed):
        """After any sequence of writes they are what the messages say: as updated, and as read from scratch.

        A second opening of the same database sees every write as well, at once. And no picture handed out
        earlier changes by what is written later.
        """
        chance, rng = random.Random(seed), np.random.default_rng(seed)
        model: dict[str, tuple[Message, np.ndarray | None]] = {}
        pictures = []
        for step in range(30):
            written = _random_changes(chance, rng, model, step)
            await (other if chance.random() < 0.2 else store).apply(ADA, written)
            if chance.random() < 0.6:
                found = await store.candidates(ADA)
                agree(found, list(model.values()))
                pictures.append((found, list(model.values())))
            if chance.random() < 0.3:
                agree(await other.candidates(ADA), list(model.values()))
        assert await store.messages(ADA) == sorted((m for m, _ in model.values()), key=lambda m: m.at)
        assert await store.check(ADA) == []
        agree(await (await reopen(store)).candidates(ADA), list(model.values()))
        for picture, expected in pictures:
            still(picture, expected)

    async def test_many_small_writes_are_one_large_one(self, store, reopen):
        """However messages came, the columns are the same (the index is sorted anew now and then)."""
        chance = random.Random(0)
        expected = []
        for step in range(60):
            batch = [_random_message(chance, f"{step}-{n}") for n in range(12)]
            await store.apply(ADA, changes(*batch))
            await store.candidates(ADA)
            expected += [(one, None) for one in batch]
        agree(await store.candidates(ADA), expected)
        agree(await (await reopen(store)).candidates(ADA), expected)

    async def test_a_word_said_a_thousand_times_counts_255(self, store):
        """Counts are kept in a byte."""
        one = message("m1", "boat " * 1000)
        await store.apply(ADA, changes(one))
        agree(await store.candidates(ADA), [(one, None)])
        assert (await store.candidates(ADA)).postings("boat")[1].tolist() == [255]

    # ── forgetting and erasing ───────────────────────────────────────────────────────────────────────

    async def test_forgetting_takes_all_that_only_it_had(self, store, other, fresh):
        """Its words, its session, its speaker and its vector go; what others share stays."""
        kept = message("kept", "The boat in Lyon", session="s1", name="Ada")
        gone = message("gone", "A violin in Lyon", session="s2", name="Eve")
        vectors = unit(np.random.default_rng(9), 2)
        await store.apply(ADA, changes(kept, gone, vectors=vectors, fingerprint="a"))
        await other.candidates(ADA)
        applied = await store.apply(ADA, forget("gone"))
        assert applied.forgotten == ("gone",)
        for one in (store, other, fresh()):
            found = await one.candidates(ADA)
            agree(found, [(kept, vectors[0])])
            assert "violin" not in found.vocabulary
            assert "lyon" in found.vocabulary
            assert found.speakers == ("Ada",)
            assert await one.messages(ADA) == [kept]
            assert await one.check(ADA) == []

    async def test_forgetting_what_is_not_there_is_nothing(self, store):
        """Unknown ids, and the same id twice, are left out of the answer."""
        await store.apply(ADA, changes(message("m1"), message("m2")))
        assert (await store.apply(ADA, forget("nobody", "m1", "m1"))).forgotten == ("m1",)
        assert (await store.apply(ADA, forget("m1"))).forgotten == ()
        assert [one.id for one in await store.messages(ADA)] == ["m2"]

    async def test_a_forgotten_id_is_free_again(self, store):
        """With other content; and it is a new row."""
        await store.apply(ADA, changes(message("m1", "old")))
        before = (await store.candidates(ADA)).keys.tolist()
        await store.apply(ADA, forget("m1"))
        new = message("m1", "new")
        assert (await store.apply(ADA, changes(new))).added == ("m1",)
        found = await store.candidates(ADA)
        agree(found, [(new, None)])
        assert found.keys.tolist() != before

    async def test_everything_can_be_forgotten(self, store):
        """A user with nothing left reads as empty, and can begin anew, with the same model."""
        await store.apply(ADA, changes(message("m1"), vectors=unit(np.random.default_rng(1)), fingerprint="a"))
        await store.apply(ADA, forget("m1"))
        agree(await store.candidates(ADA), [])
        assert await store.check(ADA) == []
        await store.apply(ADA, changes(message("m2"), fingerprint="a"))
        agree(await store.candidates(ADA), [(message("m2"), None)])

    async def test_erased_is_as_if_never_there(self, store, other, fresh):
        """For the one who erased and for everybody else who has the user open; the other users stay."""
        await store.apply(ADA, changes(message("m1"), vectors=unit(np.random.default_rng(1)), fingerprint="a"))
        await store.apply(BOB, changes(message("b1")))
        await other.candidates(ADA)
        receipt = await store.erase(ADA)
        assert (receipt.user_id, receipt.messages) == ("ada", 1)
        for one in (other, store, fresh()):
            agree(await one.candidates(ADA), [])
            assert await one.messages(ADA) == []
            assert await one.pending(ADA, limit=1) == []
            assert await one.check(ADA) == []
            assert await names(one) == ["bob"]
            assert await one.messages(BOB) == [message("b1")]

    async def test_erasing_twice_or_nobody_is_no_error(self, store):
        """There is nothing to erase, and nothing is made."""
        assert (await store.erase(ADA)).messages == 0
        await store.apply(ADA, changes(message("m1")))
        assert (await store.erase(ADA)).messages == 1
        assert (await store.erase(ADA)).messages == 0
        assert await names(store) == []

    async def test_an_erased_user_can_come_back(self, store, other, fresh):
        """Empty, with another model if they like; whoever had the old memory open writes into the new one."""
        await store.apply(ADA, changes(message("m1", "old words"), fingerprint="a"))
        await other.candidates(ADA)
        await store.erase(ADA)
        new = [message("m1", "new words"), message("m2")]
        await other.apply(ADA, changes(new[0], fingerprint="b"))
        await store.apply(ADA, changes(new[1], fingerprint="b"))
        for one in (other, store, fresh()):
            agree(await one.candidates(ADA), [(m, None) for m in new])
            assert await names(one) == ["ada"]

    # ── users ────────────────────────────────────────────────────────────────────────────────────────

    async def test_an_unknown_user_is_empty(self, store):
        """Reading makes nobody a user."""
        agree(await store.candidates(ADA), [])
        assert (await store.candidates(ADA)).fingerprint is None
        assert await store.messages(ADA) == []
        assert await store.messages(ADA, ids=["m1"]) == []
        assert await store.rows(ADA, [1]) == {}
        assert await store.pending(ADA, limit=5) == []
        assert await store.check(ADA) == []
        assert await names(store) == []

    async def test_only_messages_make_a_user(self, store):
        """Forgetting, and vectors that come after an erasure, are about nobody."""
        assert (await store.apply(ADA, forget("m1"))).forgotten == ()
        await store.apply(ADA, Changes(embedded=embedded(["m1"], [[1.0]]), fingerprint="a", created_at=NOON))
        assert await names(store) == []

    async def test_users_come_in_the_order_of_their_first_message(self, store, reopen):
        """One who was erased and is back comes last."""
        users = [f"user {number * 7919 % 100}" for number in range(30)]
        for user_id in users:
            await store.apply(Scope(user_id), changes(message("m1")))
        await store.apply(Scope(users[0]), changes(message("m2")))
        assert await names(store) == users
        await store.erase(Scope(users[3]))
        await store.apply(Scope(users[3]), changes(message("m1")))
        expected = [*users[:3], *users[4:], users[3]]
        assert await names(store) == expected
        assert await names(await reopen(store)) == expected

    async def test_users_never_mix(self, store, reopen):
        """However alike their ids look: each has their own messages under the same message id, and only those."""
        said = {user_id: message("m1", f"secret number {n}") for n, user_id in enumerate(LOOK_ALIKES)}
        for user_id, one in said.items():
            await store.apply(Scope(user_id), changes(one))
        store = await reopen(store)
        assert await names(store) == LOOK_ALIKES
        for user_id, one in said.items():
            agree(await store.candidates(Scope(user_id)), [(one, None)])
            assert await store.messages(Scope(user_id), ids=["m1"]) == [one]
        for user_id in LOOK_ALIKES[::2]:
            await store.erase(Scope(user_id))
        await store.apply(Scope(LOOK_ALIKES[1]), forget("m1"))
        for user_id in LOOK_ALIKES[3::2]:
            assert await store.messages(Scope(user_id)) == [said[user_id]]
        assert await names(store) == LOOK_ALIKES[1::2]

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────

    async def test_a_closed_store_says_so(self, store):
        """Every call after `close` fails, for known and unknown users, and says why."""
        await store.apply(ADA, changes(message("m1")))
        await store.close()
        for scope in (ADA, BOB):
            for call in (
                store.apply(scope, changes(message("m2"))),
                store.candidates(scope),
                store.messages(scope),
                store.rows(scope, [1]),
                store.pending(scope, limit=1),
                store.models(scope),
                store.admit(scope, "a"),
                store.settle(scope, "a"),
                summed(store.dump(scope)),
                store.load(scope, partial(store.dump, scope), over=NOTHING),
                store.check(scope),
                store.erase(scope),
                names(store),
            ):
                with pytest.raises(StoreError, match="closed"):
                    await call

    async def test_closing_twice_is_no_error(self, store):
        """`close` may be in a `finally` and in a `with`."""
        await store.apply(ADA, changes(message("m1")))
        await store.close()
        await store.close()


def still(picture, expected):
    """What a picture showed is what it shows; only vectors that came later may have been filled in."""
    messages = [one for one, _ in expected]
    assert picture.at.tolist() == [one.at.timestamp() for one in messages]
    assert [picture.speakers[number] for number in picture.speaker] == [one.speaker for one in messages]
    agree_on_sessions(picture, messages)
    for row, (_, vector) in enumerate(expected):
        if vector is not None:
            np.testing.assert_array_equal(picture.vectors[row], stored(vector))
    postings: dict[str, list[int]] = {}
    for row, one in enumerate(messages):
        for term, _ in analyse(one).terms:
            postings.setdefault(term, []).append(row)
    for term in set(picture.vocabulary) | set(postings):
        assert picture.rows(term).tolist() == postings.get(term, []), term


def _random_changes(chance, rng, model, step):
    """Changes of any kind; the model is changed as the store should be."""
    forgotten = tuple(chance.sample(list(model), min(len(model), chance.choice([0, 0, 0, 1, 5]))))
    count = chance.choice([0, 1, 1, 4, 4, 40])
    messages = [_random_message(chance, f"m{step}-{n}") for n in range(count)]
    again = [model[id_][0] for id_ in chance.sample(list(model), min(len(model), chance.choice([0, 1, 3])))]
    waiting = [id_ for id_, (_, vector) in model.items() if vector is None]
    model.update((one.id, (one, None)) for one in messages)
    some = chance.sample(waiting, chance.randint(0, len(waiting))) + [one.id for one in messages[::2]]
    vectors = unit(rng, len(some))
    model.update((id_, (model[id_][0], vector)) for id_, vector in zip(some, vectors, strict=True))
    for id_ in forgotten:
        del model[id_]
    given = embedded(some, vectors) if some else None
    return replace(changes(*messages, *again, fingerprint="hash/8"), embedded=given, forget=forgotten)


def _random_message(chance, id_):
    return message(
        id_,
        " ".join(chance.choices(WORDS, k=chance.randint(1, 9))) + chance.choice(["", ".", "?", f" {id_}"]),
        session=chance.choice("abcde"),
        at=NOON + timedelta(minutes=chance.randint(0, 500), microseconds=chance.randint(0, 3)),
        role=chance.choice(["user", "assistant", "tool"]),
        name=chance.choice([None, "Ada", "Max", "Zoë"]),
        caption=chance.choice([None, None, "a red boat"]),
    )
