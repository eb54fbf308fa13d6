"""What the tagger reads: the real network, on messages that it was not trained on."""

from datetime import UTC, datetime

import pytest

from pllm_memory import Memory
from pllm_memory.errors import ConfigError, MissingExtra
from pllm_memory.models import weights
from pllm_memory.remember.extract import extract
from pllm_memory.remember.tagger import network as network_
from pllm_memory.remember.tagger import open_tagger
from pllm_memory.remember.tagger import tagger as tagger_
from pllm_memory.remember.tagger.network import Heard, network
from pllm_memory.remember.tagger.objects import object_of
from pllm_memory.remember.tagger.tagger import Tagger
from pllm_memory.types import Message

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def message(text, id_="m", role="user"):
    return Message(id=id_, session_id="s", role=role, content=text, at=AT)


def told(text, asked=None, tagger=None):
    """What is read in a message by the tagger and not by the rules."""
    messages = ([message(asked, "q", "assistant")] if asked else []) + [message(text)]
    (reading,) = extract(messages, {"m"}, [tagger or Tagger()])
    return {
        f"{one.predicate} {'ends' if one.mode == 'ends' else '–'} {one.object}"
        for one in reading.statements
        if one.source == "tagger"
    }


SAYINGS = [
    ("", "the stairs up to our flat in Uppsala will be the death of me", "lives_in – Uppsala"),
    ("", "put a plate of dumplings in front of me and the day is saved", "likes – dumplings"),
    ("", "Wednesday nights are for the choir, I sing with the Bergen Harmonics", "member_of – Bergen Harmonics"),
    ("", "grew up on a farm outside Tralee", "from – Tralee"),
    ("", "the vet says Pickles needs to lose a kilo, poor cat", "pet – Pickles"),
    ("Which doctor do you see?", "Farrokh at the health centre", "doctor – Farrokh"),
    ("", "we've been married eleven years, Tomas still can't load a dishwasher", "partner – Tomas"),
    ("", "friends shortened me to Kasia ages ago, do the same", "wants_to_be_called – Kasia"),
]


@pytest.mark.parametrize(("asked", "text", "fact"), SAYINGS)
def test_what_no_rule_knows_is_read(asked, text, fact):
    assert fact in told(text, asked)


@pytest.mark.parametrize(
    ("asked", "text", "fact"),
    [
        ("How is Stefan?", "ex. so idk", "partner ends Stefan"),  # a third is asked about, and it is the speaker's own
        ("Does Ana live in Oslo?", "yes", None),
        ("Do you work at Bosch?", "why do you ask?", None),
        ("", "is PureGym open on the holiday? my membership says so", "gym – PureGym"),
        ("", "is PureGym any good?", None),
        ("", "jazz? say less, i love that", "likes – jazz"),
        ("", "buried Pixel under the tree in May", "pet ends Pixel"),  # the rules know that something is over
        ("What makes Tom happy?", "easy. sushi", "likes – sushi"),
    ],
)
def test_what_a_question_tells_and_whose_it_is(asked, text, fact):
    assert fact in told(text, asked) if fact else not told(text, asked)


@pytest.mark.parametrize(
    "text",
    [
        "If I won the lottery I'd buy a bungalow in Whitby and never cook again.",
        "should i get a beagle or is that mad",
        "what does Abmeldebescheinigung mean and do i need one",
        "My character in the game lives in Oslo and works for Bosch.",
        "can you summarise this contract in five bullets",
    ],
)
def test_what_is_not_told_is_not_read(text):
    assert not told(text)


def test_a_text_says_the_same_alone_and_beside_others():
    texts = [Heard("", text) for _, text, _ in SAYINGS] + [Heard("Where's home?", "Porto"), Heard("", "word " * 300)]
    together = network().scores(texts)
    for heard, scores in zip(texts, together, strict=True):
        (alone,) = network().scores([heard])
        assert alone.text.words == scores.text.words
        assert abs(alone.text.tags - scores.text.tags).max() < 0.01


def test_a_long_message_is_read_to_its_end():
    chat = "The weather was nice and we talked about nothing in particular for a while. " * 30
    assert "member_of – Bergen Harmonics" in told(f"{chat}{SAYINGS[2][1]}.")


def test_nothing_is_kept_of_a_text_once_somebody_is_forgotten(url):
    with Memory(url, embedder="none", tagger="local") as memory:
        ada = memory.for_user("ada")
        ada.remember("the stairs up to our flat in Uppsala will be the death of me")
        (tagger,) = memory._memory.annotators
        assert tagger._kept
        ada.erase()
        assert not tagger._kept


def test_only_so_many_texts_are_kept(monkeypatch):
    monkeypatch.setattr(tagger_, "_KEPT", 3)
    tagger = Tagger()
    for number in range(5):
        told(f"number {number}", tagger=tagger)
    assert len(tagger._kept) == 3


def test_forgetting_a_message_takes_what_only_the_tagger_read(url):
    with Memory(url, embedder="none", tagger="local") as memory:
        ada = memory.for_user("ada")
        receipt = ada.remember("the stairs up to our flat in Uppsala will be the death of me")
        assert [fact.source for fact in ada.facts(predicate="lives_in")] == ["tagger"]
        ada.forget(receipt.message_ids[0])
        assert not ada.facts(predicate="lives_in")


def test_a_memory_reads_by_it_where_its_model_embeds(url):
    with Memory(url) as memory, Memory(url, embedder="none") as plain:
        assert [one.name for one in memory._memory.annotators] == [tagger_.NAME]
        assert not plain._memory.annotators


def test_where_the_model_is_not_installed_the_rules_read_alone_or_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(network_, "PACKAGE", weights.Package("no_such_package", "model.onnx", "0"))
    assert open_tagger("auto", embeds=True) is None
    with pytest.raises(MissingExtra, match="local"):
        open_tagger("local", embeds=False)
    with pytest.raises(ConfigError, match="tagger must be auto, local or none, not 'on'"):
        open_tagger("on", embeds=True)


@pytest.mark.parametrize(
    ("predicate", "words", "value"),
    [
        ("commutes_by", "cycling", "bike"),
        ("commutes_by", "the tram", "tram"),
        ("commutes_by", "Subway", "subway"),
        ("age", "seventy-two", "72"),
        ("age", "a million", ""),
        ("lives_in", "neukölln", "Neukölln"),
        ("works_at", "The Guardian", "The Guardian"),
        ("owns", "a red bike", "red bike"),
    ],
)
def test_words_become_objects(predicate, words, value):
    assert object_of(predicate, words) == value
