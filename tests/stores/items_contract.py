"""What every store must do with items, as a test class to inherit beside `contract.StoreContract`."""

from datetime import timedelta

import numpy as np
import pytest
from contract import ADA, BOB, NOON, changes, message, names, unit, vectors_of_model

from pllm_memory.errors import EmbedderMismatch
from pllm_memory.items import Item, ItemChanges, ItemText, Place, StoredItem

LABELS = ["a", "a.b", "a,b", '"', '","', "[", "]", "a]", "\\", "-", ",", "東京", "😀", "*", "%", "_", "a b", "A"]
"""Labels that some way of writing namespaces down would take apart, or for a pattern."""


def item(key="k", namespace=("notes",), value=None, at=NOON, **fields):
    value = {"said": key} if value is None else value
    return Item(namespace=tuple(namespace), key=key, value=value, created_at=at, updated_at=at, **fields)


def put(*items, texts=(), at=NOON, **fields):
    stored = tuple(StoredItem(one, tuple(ItemText(path, text) for path, text in texts)) for one in items)
    return ItemChanges(put=stored, at=at, **fields)


async def at(store, *namespace, key=None, scope=ADA, texts=False):
    (found,) = (await store.items(scope, [Place(namespace, key, texts)])).found
    return list(found) if texts else [one.item for one in found]


class ItemsContract:
    """Inherit it together with `StoreContract`, whose fixtures it uses."""

    async def test_an_item_comes_back_as_it_was(self, store, reopen):
        """Whatever JSON it holds; times to the microsecond."""
        value = {"text": "é\0\n\"'", "n": [1, 2.5, None, True, {"deep": []}], "": {}, "big": 2**70}
        whole = item(value=value, ttl=timedelta(minutes=1, microseconds=3), expires_at=NOON + timedelta(days=1))
        await store.items(ADA, (), put(whole, item("", ("a",) * 20)))
        assert await at(store, "notes", key="k") == [whole]
        again = await reopen(store)
        assert await at(again, "notes", key="k") == [whole]
        assert await at(again, *("a",) * 20, key="") == [item("", ("a",) * 20)]
        assert await again.check(ADA) == []

    async def test_what_is_read_is_of_before_what_is_written(self, store):
        """And both are one transaction: a claim that is refused leaves nothing."""
        await store.items(ADA, (), put(item(value={"n": 1}), fingerprint="a"))
        found = await store.items(ADA, [Place(("notes",))], put(item(value={"n": 2})))
        assert found.found[0][0].item.value == {"n": 1}
        assert found.fingerprint == "a"
        with pytest.raises(EmbedderMismatch):
            await store.items(ADA, (), put(item(value={"n": 3}), fingerprint="b"))
        assert [one.value for one in await at(store, "notes")] == [{"n": 2}]

    async def test_a_value_that_is_replaced_keeps_when_it_was_created(self, store):
        """Unless the one before had ended: then it is a new one."""
        later = NOON + timedelta(hours=1)
        await store.items(ADA, (), put(item()))
        await store.items(ADA, (), put(item(at=later), at=later))
        (found,) = await at(store, "notes", key="k")
        assert (found.created_at, found.updated_at) == (NOON, later)
        await store.items(ADA, (), put(item(at=later, ttl=timedelta(1), expires_at=later), at=later))
        (ended,) = await at(store, "notes")
        assert (ended.created_at, ended.expires_at) == (NOON, later)
        await store.items(ADA, (), put(item(at=later + timedelta(1))))
        assert [one.created_at for one in await at(store, "notes")] == [later + timedelta(1)]

    async def test_a_namespace_holds_itself_and_what_is_below_it_and_nothing_beside_it(self, store):
        """Labels are compared whole, whatever is in them."""
        spaces = [(one,) for one in LABELS] + [(one, other) for one in LABELS[:9] for other in LABELS[:9]]
        await store.items(ADA, (), put(*(item("k", space) for space in spaces)))
        for space in [(), *spaces]:
            found = {one.namespace for one in await at(store, *space)}
            assert found == {other for other in spaces if other[: len(space)] == space}, space
            if space:
                assert [one.namespace for one in await at(store, *space, key="k")] == [space]
        assert await at(store, "nothing") == []

    async def test_those_that_changed_last_come_first(self, store):
        """Then by namespace and key."""
        given = [item("b"), item("a"), item("c", at=NOON + timedelta(microseconds=1)), item("a", ("more",))]
        await store.items(ADA, (), put(*given))
        assert [(*one.namespace, one.key) for one in await at(store)] == [
            ("notes", "c"), ("more", "a"), ("notes", "a"), ("notes", "b"),
        ]  # fmt: skip

    async def test_texts_and_vectors_come_with_their_item_where_they_are_asked_for(self, store, reopen):
        """A vector may come later; a new value has none of the texts of the one before."""
        one, two = unit(np.random.default_rng(1), 2)
        texts = [("$", "all"), ("a.b", "part"), ("long" * 999, "x")]
        where = (("notes",), "k")
        await store.items(ADA, (), put(item(), texts=texts, embedded={(where, "$"): one}, fingerprint="a"))
        await store.items(ADA, (), ItemChanges(embedded={(where, "a.b"): two}, fingerprint="a", at=NOON))
        (found,) = await at(await reopen(store), "notes", texts=True)
        assert sorted((text.path, text.text) for text in found.texts) == sorted(texts)
        vectors = {text.path: text.vector for text in found.texts}
        np.testing.assert_allclose(vectors["$"], one, atol=1e-3)
        np.testing.assert_allclose(vectors["a.b"], two, atol=1e-3)
        assert vectors["long" * 999] is None

    async def test_a_new_value_has_new_texts(self, store):
        await store.items(ADA, (), put(item(), texts=[("a", "old"), ("b", "old")]))
        await store.items(ADA, (), put(item(), texts=[("a", "new")]))
        (found,) = await at(store, "notes", texts=True)
        assert [(text.path, text.text) for text in found.texts] == [("a", "new")]

    async def test_deleted_is_gone_and_what_was_never_there_is_no_error(self, store):
        await store.items(ADA, (), put(item("a"), item("b"), texts=[("$", "text")]))
        await store.items(ADA, (), ItemChanges(delete=((("notes",), "a"), (("notes",), "z"), (("x",), "")), at=NOON))
        assert [one.key for one in await at(store, "notes")] == ["b"]
        await store.items(BOB, (), ItemChanges(delete=((("notes",), "b"),), at=NOON))
        assert await names(store) == ["ada"]

    async def test_what_has_ended_goes_when_it_is_swept_and_what_is_read_lives_on(self, store):
        hour = timedelta(hours=1)
        given = [item(key, ttl=hour, expires_at=NOON + hour) for key in "ab"]
        await store.items(ADA, (), put(*given, item("for good")))
        await store.items(ADA, (), ItemChanges(refresh=((("notes",), "a"), (("notes",), "for good")), at=NOON + hour))
        await store.items(ADA, (), ItemChanges(sweep=True, at=NOON + hour))
        assert {one.key: one.expires_at for one in await at(store)} == {"a": NOON + 2 * hour, "for good": None}

    async def test_users_do_not_meet(self, store):
        """The same address is another item; who has only items is a user, and is erased like everybody."""
        for scope in (ADA, BOB):
            await store.items(scope, (), put(item(value={"of": scope.user_id}), texts=[("$", scope.user_id)]))
        assert await names(store) == ["ada", "bob"]
        await store.erase(ADA)
        assert await at(store) == []
        assert [one.value for one in await at(store, scope=BOB)] == [{"of": "bob"}]
        assert await names(store) == ["bob"]

    async def test_an_item_has_vectors_of_the_main_model_only(self, store):
        """Those of a second one are left out; who reads is told which models there are."""
        row = unit(np.random.default_rng(1), 1)
        await store.apply(ADA, changes(message("m1"), vectors=row, fingerprint="a"))
        await store.admit(ADA, "b")
        where = ((("notes",), "k"), "$")
        await store.items(ADA, (), put(item(), texts=[("$", "t")], embedded={where: row[0]}, fingerprint="b"))
        found = await store.items(ADA, [Place(("notes",), texts=True)])
        assert (found.fingerprint, found.beside) == ("a", "b")
        assert found.found[0][0].texts[0].vector is None

    async def test_new_vectors_of_messages_take_those_of_items_with_them(self, store):
        """They are of another model: they are to be made again."""
        row = unit(np.random.default_rng(1), 1)
        await store.apply(ADA, changes(message("m1"), vectors=row, fingerprint="a"))
        where = ((("notes",), "k"), "$")
        await store.items(ADA, (), put(item(), texts=[("$", "t")], embedded={where: row[0]}, fingerprint="a"))
        await store.admit(ADA, "b")
        await store.apply(ADA, vectors_of_model(["m1"], row, "b"))
        (found,) = await at(store, "notes", texts=True)
        assert found.texts[0].vector is not None
        await store.settle(ADA, "b")
        (found,) = await at(store, "notes", texts=True)
        assert [(text.text, text.vector) for text in found.texts] == [("t", None)]
