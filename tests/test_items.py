"""What programs keep of a user: operations are one, nothing is lost when a model fails, and all of it goes along."""

import pytest

from pllm_memory import AsyncMemory
from pllm_memory.errors import InvalidInput, ModelError, ModelUnavailable
from pllm_memory.items import FindItems, GetItem, ListNamespaces, PutItem
from pllm_memory.testing import HashEmbedder

pytestmark = pytest.mark.anyio

NOTES = ("notes",)


def put(key="k", value=None, **fields):
    return PutItem(namespace=NOTES, key=key, value={"n": 1} if value is None else value, **fields)


async def test_reads_are_of_before_and_of_two_puts_the_last_wins(amemory):
    ada = amemory.for_user("ada")
    found = await ada.items(put(value={"n": 1}), GetItem(NOTES, "k"), put(value={"n": 2}), ListNamespaces())
    assert found == [None, None, None, []]
    item, names = await ada.items(GetItem(NOTES, "k"), ListNamespaces())
    assert (item.value, names) == ({"n": 2}, [NOTES])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: PutItem(namespace=(), key="k", value={}),
        lambda: PutItem(namespace=NOTES, key="\ud800", value={}),
        lambda: PutItem(namespace=("",), key="k", value={}),
        lambda: put("x" * 1_600),
        lambda: put(value={"x": {1, 2}}),
        lambda: put(value=["no object"]),
        lambda: FindItems(filter={"n": {"$in": [1]}}),
        lambda: FindItems(under=("\0",)),
        lambda: ListNamespaces(match=(("middle", NOTES),)),
    ],
)
async def test_what_cannot_be_done_is_refused_and_nothing_is_done(amemory, wrong):
    ada = amemory.for_user("ada")
    with pytest.raises(InvalidInput):
        await ada.items(put(), wrong())
    assert await ada.items(ListNamespaces()) == [[]]


async def test_filters_compare_numbers_texts_and_what_is_inside(amemory):
    ada = amemory.for_user("ada")
    values = {"a": {"n": 1, "day": "2026-01-02", "by": {"name": "Ada"}}, "b": {"n": 2.5, "day": "2026-03-01"}, "c": {}}
    await ada.items(*(put(key, value) for key, value in values.items()))
    for filter_, want in (
        ({"n": {"$gt": 1}}, "b"),
        ({"n": {"$gte": "1", "$lt": 2}}, "a"),
        ({"day": {"$lt": "2026-02"}}, "a"),
        ({"by": {"name": "Ada"}}, "a"),
        ({"by": {"name": {"$ne": "Ada"}}}, ""),
        ({"n": None}, "c"),
        ({"n": {"$ne": 1}}, "bc"),
        ({}, "abc"),
    ):
        (found,) = await ada.items(FindItems(filter=filter_))
        assert "".join(sorted(one.item.key for one in found)) == want, filter_


async def test_what_a_model_could_not_embed_is_kept_and_found_when_it_is_back(url, monkeypatch, caplog):
    embedder = HashEmbedder()
    async with AsyncMemory(url, embedder=embedder) as memory:
        ada = memory.for_user("ada")

        async def fail(*_, **__):
            raise ModelUnavailable("no service")

        with monkeypatch.context() as now:
            now.setattr(embedder, "embed", fail)
            await ada.items(put(texts={"$": "green tea"}))
            assert "wait to be embedded" in caplog.text
            with pytest.raises(ModelError):
                await ada.items(FindItems(query="green tea"))
        for _ in range(2):
            ((found,),) = await ada.items(FindItems(query="green tea"))
            assert found.score == pytest.approx(1, abs=1e-2)


async def test_they_are_exported_imported_and_erased_with_their_user(amemory):
    ada = amemory.for_user("ada")
    await ada.remember("I moved to Lyon.")
    await ada.items(put(value={"é": "\0 {}"}, texts={"$": "tea"}))
    exported = await ada.export()
    await amemory.import_(exported, user_id="bob")
    await amemory.import_(exported, user_id="bob")
    await ada.erase()
    assert await ada.items(GetItem(NOTES, "k")) == [None]
    (item,) = await amemory.for_user("bob").items(GetItem(NOTES, "k"))
    assert item.value == {"é": "\0 {}"}
    assert (await amemory.for_user("bob").export()).splitlines()[1:] == exported.splitlines()[1:]


async def test_an_item_that_cannot_be_read_is_refused_with_its_line(amemory):
    broken = (
        '{"item": {"namespace": ["n"], "key": "k", "value": 3}}\n{"item": {}}\n{"role": "user", "content": "Hello"}'
    )
    done = await amemory.import_(broken, user_id="ada")
    assert [one.line for one in done.rejected] == [1, 2]
    assert done.added == 1


async def test_what_is_deleted_is_not_in_the_file(amemory, tmp_path):
    ada = amemory.for_user("ada")
    await ada.items(put(value={"place": "Zanzibar"}, texts={"$": "Zanzibar"}), put("other"))
    await ada.items(PutItem(namespace=NOTES, key="k", value=None))
    (path,) = (tmp_path / "memories").glob("??/*.db")
    written = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"other" in written
    assert b"Zanzibar" not in written
