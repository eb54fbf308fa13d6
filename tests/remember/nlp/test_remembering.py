"""With a parser, a memory keeps its promises: any order, any number of times, and forgetting takes what followed."""

import random

import pytest

from pllm_memory import Memory
from pllm_memory.remember.nlp import grammar as grammar_
from pllm_memory.remember.nlp.parse import PIPELINE

LIFE = [
    ("m1", "2023-01-05T10:00:00Z", "My sister Nora, a tailor, adores ramen."),
    ("m2", "2023-02-05T10:00:00Z", "Ericsson signs my paychecks."),
    ("m3", "2023-02-06T10:00:00Z", "I've put down roots in Oslo."),
    ("m4", "2023-07-05T10:00:00Z", "In May I moved to Lyon with my dog Rex."),
    ("m5", "2023-08-05T10:00:00Z", "Loud chewing drives me up the wall, honestly."),
]
WITH = {"Nora – works_as – tailor", "user – works_at – Ericsson", "user – dislikes – loud chewing"}


def messages():
    return [{"id": id_, "at": at, "content": text} for id_, at, text in LIFE]


@pytest.fixture(scope="module")
def parser():
    spacy_model = pytest.importorskip(PIPELINE)
    return spacy_model.load()


@pytest.fixture
def memory(url, parser):
    with Memory(url, embedder="none", parser=parser) as memory:
        yield memory


def known(user):
    return {f"{fact.subject} – {fact.predicate} – {fact.object}" for fact in user.facts(history=True)}


def test_more_is_understood_than_by_rules_and_the_receipt_says_it(memory, url):
    receipt = memory.for_user("ada").remember(messages())
    with Memory(url, embedder="none") as rules_only:
        plain = rules_only.for_user("plain")
        less = plain.remember([{**one, "id": f"p{one['id']}"} for one in messages()])
        added = known(memory.for_user("ada")) - {fact.replace("plain", "ada") for fact in known(plain)}
    assert added
    assert set(less.understood) < set(receipt.understood)
    assert {fact.source for fact in memory.for_user("ada").facts()} == {"rules", "nlp"}
    assert known(memory.for_user("ada")) >= {fact for fact in WITH if fact.startswith("Nora")}


def test_any_order_of_arrival_and_any_number_of_times_gives_the_same_facts(memory):
    rng, first = random.Random(3), None
    for number in range(4):
        user = memory.for_user(f"user {number}")
        shuffled = messages()
        if number:
            rng.shuffle(shuffled)
        for message in [*shuffled, *shuffled]:
            user.remember(message, session_id="s")
        found = [fact.to_dict() for fact in user.facts(history=True)]
        first = first or found
        assert found == first


def test_forgetting_a_message_takes_what_only_its_grammar_said(memory):
    ada = memory.for_user("ada")
    ada.remember(messages())
    assert ada.facts("Nora", predicate="works_as")
    ada.forget("m1")
    assert not ada.facts("Nora", predicate="works_as")
    fact = next(fact for fact in ada.facts(history=True) if fact.source == "nlp")
    ada.forget(fact.id)
    ada.consolidate()
    assert fact.id not in {one.id for one in ada.facts(history=True)}


def test_what_was_read_by_rules_alone_is_read_again_with_a_parser_and_stays_without(memory, url):
    with Memory(url, embedder="none") as rules_only:
        rules_only.for_user("bob").remember(messages())
        assert not rules_only.for_user("bob").facts("Nora", predicate="works_as")
        assert memory.for_user("bob").consolidate().read in (0, len(LIFE))
        assert memory.for_user("bob").facts("Nora", predicate="works_as")
        assert rules_only.for_user("bob").consolidate().read == 0
        assert rules_only.for_user("bob").facts("Nora", predicate="works_as")


def test_what_another_version_read_is_read_again(memory, url, parser, monkeypatch):
    memory.for_user("bob").remember(messages())
    monkeypatch.setattr(grammar_, "VERSION", "nlp/0")
    with Memory(url, embedder="none", parser=parser) as other:
        assert other.for_user("bob").consolidate().read == len(LIFE)


def test_an_export_is_read_again_by_whoever_brings_it_in(memory, url):
    memory.for_user("ada").remember(messages())
    text = memory.for_user("ada").export()
    assert '"nlp' not in text
    memory.import_(text, user_id="eve")
    assert memory.for_user("eve").facts("Nora", predicate="works_as")


def test_a_parser_that_fails_costs_nothing_that_the_rules_read(url, caplog):
    class Broken:
        name = "broken-1"

        def parse(self, texts):
            raise RuntimeError("out of order")

    with Memory(url, embedder="none", parser=Broken()) as memory:
        receipt = memory.for_user("bob").remember("I live in Oslo. I adore jazz.")
        assert "The user lives in Oslo" in receipt.understood
        assert "could not be read" in caplog.text
        assert memory.for_user("bob").facts("user", predicate="lives_in")
