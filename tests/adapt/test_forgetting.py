"""What is forgotten, erased or corrected takes along every adapter that was trained on it, whoever's that is."""

import json

import pytest

from pllm_memory.adapt import weights as files
from pllm_memory.adapt.dataset import examples, split
from pllm_memory.adapt.register import Candidate
from pllm_memory.errors import Conflict
from pllm_memory.stores.base import Changes
from pllm_memory.types import Scope, now
from tests.adapt.registered import BASE, candidate, said, weights

LINES = [
    "I live in Paris.", "Well, you know me.", "I like tea, always have.", "Oh dear, what a day!",
    "My sister is called Anna.", "Rain again, so I read.", "I said so, did I not?", "Good night then.",
]  # fmt: skip


def tell(memory, user_id="ada", prefix=""):
    memory.for_user(user_id).remember(
        [said(number, f"{prefix}{line}") for number, line in enumerate(LINES)], session_id="s"
    )


def trained(memory, user_id="ada", seed=0, *, parents=()):
    """A live adapter of a user, trained on all but the last two things that were said."""
    found = candidate(
        seed, user_id=user_id, messages=memory.for_user(user_id).messages()[: len(LINES)], parents=parents
    )
    register = memory.asynchronous.adapters.register
    return register.promote(user_id, register.add(user_id, found).name, reason="proven")


def shared(memory, *users):
    everybody = {user_id: memory.for_user(user_id).messages() for user_id in users}
    datasets = {user_id: split(user_id, examples(found)) for user_id, found in everybody.items()}
    found = Candidate(
        recipe=candidate(messages=everybody[users[0]]).recipe,
        weights=weights(9),
        trained_on={u: [m for m in everybody[u] if m.id in datasets[u].message_ids] for u in users},
        datasets=datasets,
    )
    register = memory.asynchronous.adapters.register
    return register.promote(None, register.add(None, found).name, reason="proven")


def live(memory, user_id="ada", **given):
    return memory.loop.run(lambda: memory.asynchronous.adapters.live(user_id, **given))


@pytest.fixture
def ada(memory):
    tell(memory)
    return memory.for_user("ada")


def kept_words(memory):
    folder = memory.asynchronous.adapters.register.folder
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_live_adapter_answers_as_long_as_all_is_there(memory, ada):
    made = trained(memory)
    assert live(memory).name == made.name
    assert live(memory, "bob") is None
    ada.remember("One more thing.")
    assert live(memory).name == made.name


def test_forgetting_a_message_deletes_what_was_trained_on_it(memory, ada):
    first, second = trained(memory, seed=1), trained(memory, seed=2)
    receipt = ada.forget("m2")
    assert set(receipt.adapters) == {first.name, second.name}
    assert live(memory) is None
    for made in (first, second):
        assert sorted(path.name for path in made.folder.iterdir()) == ["manifest.json", "snapshot.jsonl"]
    register = memory.asynchronous.adapters.register
    assert [one.history[-1].act for one in register.all("ada")] == ["withdrawn", "withdrawn"]
    assert b"I like tea" not in kept_words(memory)
    with pytest.raises(Conflict, match="gone"):
        register.promote("ada", first.name, reason="again")


def test_forgetting_what_was_only_measured_with_removes_the_line_and_no_more(memory, ada):
    made = trained(memory)
    assert ada.forget("m7").adapters == ()
    assert live(memory).name == made.name
    assert b"Good night then." not in kept_words(memory)


def test_an_adapter_does_not_answer_though_the_process_died_before_deleting_it(memory, ada):
    """The state is derived: here the memory forgets behind the register's back, as if killed in between."""
    made = trained(memory)
    store = memory.asynchronous.store
    memory.loop.run(lambda: store.apply(Scope("ada"), Changes(forget=("m0",), created_at=now())))
    assert live(memory) is None
    assert (made.folder / files.WEIGHTS).exists()
    ada.consolidate()
    assert not (made.folder / files.WEIGHTS).exists()


def test_the_same_id_with_other_words_or_less_trust_is_not_what_was_trained_on(memory, ada):
    """Trust is lowered by forgetting and remembering as another role's: then it is not the user's word any more."""
    trained(memory)
    store = memory.asynchronous.store
    memory.loop.run(lambda: store.apply(Scope("ada"), Changes(forget=("m1",), created_at=now())))
    ada.remember({"id": "m1", "role": "document", "content": LINES[1]}, session_id="s")
    assert live(memory) is None


def test_erasing_a_user_erases_their_adapters(memory, ada):
    tell(memory, "bob")
    made, bobs = trained(memory), trained(memory, "bob")
    receipt = ada.erase()
    assert receipt.adapters == (made.name,)
    assert receipt.files > 5
    assert not made.folder.parent.exists()
    assert live(memory, "bob").name == bobs.name


def test_a_correction_takes_along_what_was_trained_on_the_wrong_words(memory, ada):
    made = trained(memory)
    (wrong,) = ada.facts(predicate="lives_in")
    ada.correct(wrong, "Lyon")
    assert live(memory) is None
    assert not (made.folder / files.WEIGHTS).exists()


def test_so_does_forgetting_a_fact_whose_message_stays(memory, ada):
    made = trained(memory)
    (fact,) = ada.facts(predicate="lives_in")
    receipt = ada.forget(fact.id)
    assert receipt.still_said_in == ("m0",)
    assert receipt.adapters == (made.name,)


def test_what_was_corrected_or_taken_back_is_not_learnt_again(memory, ada):
    (fact,) = ada.facts(predicate="lives_in")
    ada.forget(fact.id)
    adapters = memory.asynchronous.adapters
    found = memory.loop.run(lambda: adapters.learnable(Scope("ada")))
    assert [message.id for message in found] == [f"m{number}" for number in range(1, 8)]


def test_a_shared_adapter_goes_with_any_of_those_whose_words_are_in_it(memory, ada):
    tell(memory, "bob", "bob: ")
    made = shared(memory, "ada", "bob")
    own = trained(memory, parents=[made.address])
    assert live(memory, None).name == made.name
    receipt = memory.for_user("bob").forget("m0")
    assert set(receipt.adapters) == {made.name, own.name}
    assert live(memory, None) is None
    assert live(memory) is None
    assert not (own.folder / files.WEIGHTS).exists()
    assert b"bob: I live in Paris" not in kept_words(memory)
    assert b"bob: Oh dear" in kept_words(memory)


def test_erasing_one_of_them_too(memory, ada):
    tell(memory, "bob", "bob: ")
    made = shared(memory, "ada", "bob")
    assert memory.for_user("bob").erase().adapters == (made.name,)
    assert b"bob: " not in kept_words(memory)
    assert live(memory, None) is None


def test_an_adapter_made_of_anothers_pieces_goes_with_them(memory, ada):
    tell(memory, "bob", "bob: ")
    piece = trained(memory, "bob")
    own = trained(memory, parents=[piece.address])
    assert live(memory).name == own.name
    assert set(memory.for_user("bob").erase().adapters) == {piece.name, own.name}
    assert live(memory) is None
    assert not (own.folder / files.WEIGHTS).exists()


def test_an_adapter_for_another_base_model_does_not_answer(memory, ada):
    trained(memory)
    assert live(memory, base=BASE)
    other = type(BASE)(name="other", digest="x", tokenizer_digest="y")
    assert live(memory, base=other) is None


def test_the_receipt_is_shown(memory, ada, url):
    from typer.testing import CliRunner

    from pllm_memory.cli import app

    made = trained(memory)
    done = CliRunner().invoke(app, ["forget", "ada", "m2", "--url", url, "--embedder", "none", "--json"])
    assert json.loads(done.stdout)["adapters"] == [made.name]


def test_forgetting_without_adapters_makes_no_folder(memory, ada):
    ada.forget("m0")
    ada.erase()
    assert not memory.asynchronous.adapters.register.folder.exists()
