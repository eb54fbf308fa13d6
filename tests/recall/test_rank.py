"""Ranking, through the public surface: what each retriever is for, in an example."""

import pytest

from pllm_memory import FAST
from pllm_memory.recall import UNSURE


def say(user, *turns, session="s", start="2025-03-01"):
    user.remember(
        [
            {"name": name, "content": content, "at": f"{start}T10:{minute:02}:00Z", "id": f"{session}-{minute}"}
            for minute, (name, content) in enumerate(turns)
        ],
        session_id=session,
    )


@pytest.fixture
def friends(memory):
    return memory.for_user("friends")


def first(user, question, **more):
    return user.recall(question, **more).hits[0].text


def test_an_answer_is_found_by_the_words_of_its_question(friends):
    say(friends, ("Ana", "Anything new?"), ("Ben", "Which instrument did you pick up?"), ("Ana", "The cello, at last."))
    say(friends, ("Ana", "The weather is grey."), session="t")
    texts = [hit.text for hit in friends.recall("Which instrument?", strategy=FAST).hits]
    assert "The cello, at last." in texts
    assert "The weather is grey." not in texts


def test_words_reach_only_within_their_session(friends):
    say(friends, ("Ana", "Which locker?"), session="a")
    say(friends, ("Ben", "The left one."), session="b")
    assert [hit.text for hit in friends.recall("locker", strategy=FAST).hits] == ["Which locker?"]


def test_who_asks_for_a_kind_finds_things_of_the_kind_and_the_word_itself_first(friends):
    for session, text in (("a", "We got a puppy!"), ("b", "Our pet is ill."), ("c", "The weather is grey.")):
        say(friends, ("Ana", text), session=session)
    found = [hit.text for hit in friends.recall("Which pets are there?", strategy=FAST).hits]
    assert found == ["Our pet is ill.", "We got a puppy!"]


def test_the_person_asked_about_comes_first(friends):
    say(friends, ("Ana", "I moved to Lyon."), session="a")
    say(friends, ("Ben", "I moved to Nice."), session="b")
    assert first(friends, "Where did Ben move?", strategy=FAST) == "I moved to Nice."
    assert first(friends, "Where did Ana move?", strategy=FAST) == "I moved to Lyon."


def test_the_time_asked_about_comes_first(friends):
    for month in ("01", "05", "09"):
        say(friends, ("Ana", f"We walked the coast, take {month}."), session=month, start=f"2025-{month}-10")
    assert first(friends, "Which coast did we walk in May?", strategy=FAST) == "We walked the coast, take 05."


def test_advice_brings_up_preferences(friends):
    say(friends, ("Ana", "I can't eat sesame."), session="a")
    say(friends, ("Ana", "We ate on the terrace in town."), session="b")
    say(friends, ("Ana", "Town was busy."), session="c")
    hits = friends.recall("Can you recommend a place to eat in town?").hits
    assert hits[0].via["preference"].score > 0
    assert hits[0].text == "I can't eat sesame."


def test_what_the_assistant_said_comes_after_unless_asked_for(memory):
    ada = memory.for_user("ada")
    ada.remember(
        [
            {"role": "user", "content": "A film by Varda for tonight", "at": "2025-01-01T00:00:00Z"},
            {"role": "assistant", "content": "A film by Varda for tonight", "at": "2025-01-02T00:00:00Z"},
        ]
    )
    assert ada.recall("film by Varda", strategy=FAST).hits[0].role == "user"
    assert "assistant" not in ada.recall("Which film by Varda did you suggest?", strategy=FAST).hits[0].via


def test_words_that_nobody_said_find_nothing(friends):
    say(friends, ("Ana", "I moved to Lyon."))
    assert len(friends.recall("zeppelin", strategy=FAST)) == 0


def test_confidence_is_low_for_what_was_never_said_and_the_text_says_so(friends):
    say(friends, ("Ana", "I moved to Lyon in spring, by the river."), ("Ben", "I stay in Nice."))
    known = friends.recall("When did Ana move to Lyon?")
    unknown = friends.recall("What is the zeppelin captain called?")
    assert known.confidence > UNSURE > unknown.confidence
    assert "may never have been said" in str(unknown)
    assert "may never have been said" not in str(known)
    assert friends.recall("Can you recommend a film?").confidence is None


def test_ties_keep_the_order_of_remembering(memory):
    ada = memory.for_user("ada")
    ids = [ada.remember("the same words", at="2025-01-01T00:00:00Z").message_ids[0] for _ in range(5)]
    assert [hit.message_ids[0] for hit in ada.recall("same words", strategy=FAST).hits] == ids


def test_the_same_memory_gives_the_same_answer_after_reopening(url):
    from pllm_memory import Memory
    from pllm_memory.testing import HashEmbedder

    def ask():
        with Memory(url, embedder=HashEmbedder()) as memory:
            return memory.for_user("friends").recall("Who moved where in spring?").to_dict()

    with Memory(url, embedder=HashEmbedder()) as memory:
        say(memory.for_user("friends"), *[("Ana", f"In spring I moved flat number {i}.") for i in range(30)])
        warm = memory.for_user("friends").recall("Who moved where in spring?").to_dict()
    assert ask() == warm
    assert ask() == warm
