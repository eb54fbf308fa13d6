"""The benchmark's own data: the same for a seed, consistent, and told in two halves that share no words."""

import json
import re
from importlib import resources

import pytest

from pllm_memory.bench.facts import language, written
from pllm_memory.bench.facts.gold import GoldFact, Question, Story, check
from pllm_memory.bench.facts.lives import live, made
from pllm_memory.bench.facts.score import fits, normal
from pllm_memory.bench.facts.telling import SLOTS
from pllm_memory.bench.reading import Node
from pllm_memory.errors import InvalidInput
from pllm_memory.facts import USER
from pllm_memory.predicates import FAVORITE, REGISTRY
from pllm_memory.types import Message, utc

STORIES = [*made(12, split="test"), *made(12, split="other"), *made(12, split="dev", seed=7), *written.dialogues()]


def test_a_seed_makes_the_same_lives_and_another_one_others():
    assert list(made(3, seed=5)) == list(made(3, seed=5))
    assert live(1, seed=5) != live(1, seed=6)


def test_more_lives_begin_with_the_same_ones():
    assert list(made(4))[:2] == list(made(2))


def test_the_halves_share_no_phrase_and_no_name():
    dev, test = language.load("dev"), language.load("test")
    phrases = [{p.turns for acts in half.topics.values() for ps in acts.values() for p in ps} for half in (dev, test)]
    assert phrases[0].isdisjoint(phrases[1])
    assert {topic: set(acts) for topic, acts in dev.topics.items()} == {t: set(a) for t, a in test.topics.items()}
    for kind in dev.values.keys() - {"month_way"}:
        assert set(dev.values[kind]).isdisjoint(test.values[kind]), kind
    for kind, said in dev.style.items():
        assert set(said).isdisjoint(test.style[kind]), kind


def test_common_facts_have_at_least_eight_phrasings_in_each_half():
    common = "home job partner kin pet hobby diet allergy owns study speaks origin".split()
    for split in ("dev", "test", "other"):
        topics = language.load(split).topics
        few = [topic for topic in common if sum(map(len, topics[topic].values())) < 8]
        assert not few
        assert len(topics["taste"]["like"]) >= 8
        assert len(topics["taste"]["dislike"]) >= 8


def test_the_held_out_half_says_each_thing_in_many_ways():
    topics = language.load("test").topics
    common = {
        "home": ("state", "change"), "job": ("state", "change", "quit"), "partner": ("state", "change", "end"),
        "kin": ("state",), "pet": ("state", "end"), "taste": ("like", "dislike"), "hobby": ("state",),
        "diet": ("state",), "owns": ("state",), "plan": ("state",),
    }  # fmt: skip
    assert not [(t, act) for t, acts in common.items() for act in acts if len(topics[t][act]) < 8]


def test_what_may_be_read_besides_is_optional_and_hangs_on_what_was_said():
    for story in STORIES:
        for fact in story.facts:
            if story.split != "dialogues" and fact.predicate in ("born_in", "avoids"):
                assert fact.optional, fact


def test_who_has_no_partner_speaks_of_no_wife():
    for story in made(30, split="test"):
        told = {id_ for fact in story.facts if fact.predicate == "partner" for id_ in fact.message_ids}
        first = min((int(id_[1:]) for id_ in told), default=len(story.messages) + 1)
        before = [m.content for m in story.messages[: first - 1] if m.id not in story.traps]
        assert not [text for text in before if "my wife" in text.lower() or "my husband" in text.lower()]


def test_people_are_he_or_she_as_their_names_are():
    for split in ("dev", "test", "other"):
        women = set(language.load(split).values["women"])
        for story in made(20, split=split):
            texts = {message.id: message.content.lower() for message in story.messages}
            for fact in story.facts:
                if fact.predicate == "partner":
                    wrong = (
                        r"\b(husband|boyfriend|his|he)\b" if fact.object in women else r"\b(wife|girlfriend|her|she)\b"
                    )
                    assert not [id_ for id_ in fact.message_ids if re.search(wrong, texts[id_])], fact


def test_every_slot_tells_a_predicate_that_the_registry_knows():
    assert all(name in REGISTRY or name.startswith(FAVORITE) for name in SLOTS.values())


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_gold_is_consistent(story):
    assert check(story) is story
    ids = {message.id for message in story.messages}
    order = {message.id: message.at for message in story.messages}
    assert all(set(fact.message_ids) <= ids for fact in story.facts)
    assert all(order[fact.ended_by] >= order[fact.message_ids[0]] for fact in story.facts if fact.ended_by)
    assert all(question.expected or question.stale or question.kind == "never" for question in story.questions)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_messages_that_say_a_fact_are_the_users_own(story):
    roles = {message.id: message.role for message in story.messages}
    assert {roles[id_] for fact in story.facts for id_ in fact.message_ids} == {"user"}


@pytest.mark.parametrize("story", [one for one in STORIES if one.split != "dialogues"], ids=lambda story: story.name)
def test_the_words_of_a_fact_are_in_the_messages_around_it(story):
    """A short answer ("yes") has them in the question before it."""
    texts = [message.content for message in story.messages]
    places = {message.id: index for index, message in enumerate(story.messages)}
    for fact in story.facts:
        if fact.predicate == "plans":
            continue
        for id_ in fact.message_ids[:1]:
            around = " ".join(texts[max(places[id_] - 1, 0) : places[id_] + 1])
            assert set(normal(fact.object)) <= set(normal(around)), fact


@pytest.mark.parametrize("story", [one for one in STORIES if one.split != "dialogues"], ids=lambda story: story.name)
def test_nothing_ends_before_it_was_last_said_to_hold(story):
    order = {message.id: message.at for message in story.messages}
    for fact in story.facts:
        if fact.invalid_at and not fact.retracted:
            assert order[fact.message_ids[-1]] <= fact.invalid_at <= order[fact.ended_by], fact


def test_the_assistant_sometimes_says_what_was_true_once():
    """So a memory that believes it serves a stale value."""
    lives_ = list(made(40))
    said = [
        message.content
        for story in lives_
        for message in story.messages
        if story.traps.get(message.id) == "assistant" and message.role == "assistant"
        for fact in story.facts
        if fact.invalid_at and fact.invalid_at < message.at and fact.object in message.content
    ]
    assert len(said) >= 10


def test_there_are_ten_dialogues_of_forty_to_eighty_messages():
    found = written.dialogues()
    assert len(found) >= 10
    assert all(40 <= len(story.messages) <= 80 for story in found)
    assert all(len({message.session_id for message in story.messages}) >= 3 for story in found)


def test_an_assistants_question_and_its_answer_are_asked_about_together():
    """A memory that is told in pieces gets the answer with its question."""
    for story in STORIES:
        roles = {message.id: message.role for message in story.messages}
        asked = {question.after for question in story.questions if question.kind in ("current", "absence", "cascade")}
        assert all(roles[id_] == "user" for id_ in asked)


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────

AT = utc("2024-01-01T00:00:00Z")


def tiny(**changes):
    said = (
        Message(id="m1", session_id="s", content="I live in Oslo.", at=AT),
        Message(id="m2", session_id="s", content="I live in Bergen now.", at=AT),
    )
    facts = (GoldFact(subject=USER, predicate="lives_in", object="Oslo", message_ids=("m1",), ended_by="m2"),)
    return Story(**{"name": "tiny", "split": "test", "messages": said, "facts": facts, **changes})


def fact(**changes):
    return GoldFact(**{"subject": USER, "predicate": "lives_in", "object": "Oslo", "message_ids": ("m1",), **changes})


def question(**changes):
    asked = {"id": "q", "kind": "kept", "about": USER, "predicate": "lives_in", "after": "m1", "expected": ("Oslo",)}
    return Question(**{**asked, **changes})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"facts": (fact(message_ids=("m9",)),)}, r"tiny: facts\[0\]: there is no message 'm9'"),
        ({"facts": (fact(message_ids=()),)}, r"facts\[0\]: no message says it"),
        ({"facts": (fact(subject="Ana"),)}, r"facts\[0\]: there is nobody called 'Ana'"),
        ({"facts": (fact(retracted=True),)}, r"facts\[0\]: it is retracted"),
        ({"facts": (fact(valid_at=AT, invalid_at=utc("2020-01-01T00:00:00Z")),)}, "ends before it begins"),
        ({"questions": (question(after="m9"),)}, r"questions\[0\] \(q\): there is no message 'm9'"),
        ({"questions": (question(expected=("Rome",)),)}, "no fact says that user – lives_in – Rome"),
        ({"questions": (question(kind="odd"),)}, "'odd' is none of"),
        ({"questions": (question(kind="as_of"),)}, "as_of is the time"),
        ({"questions": (question(valid_at=AT),)}, "valid_at is the time"),
        ({"questions": (question(kind="cascade"),)}, "cascade needs before"),
        ({"questions": (question(before="m2"),)}, "does not come before"),
        ({"questions": (question(), question())}, "the id 'q' is there twice"),
        ({"traps": {"m9": "joke"}}, "traps: there is no message 'm9'"),
    ],
)
def test_a_story_that_is_not_consistent_is_refused_with_its_record(changes, problem):
    with pytest.raises(InvalidInput, match=problem):
        check(tiny(**changes))


def test_messages_have_their_own_ids_and_stand_in_their_order():
    first, second = tiny().messages
    with pytest.raises(InvalidInput, match="'m1' is there twice"):
        check(tiny(messages=(first, first)))
    later = Message(id="m0", session_id="s", content="Hi", at=utc("2024-02-01T00:00:00Z"))
    with pytest.raises(InvalidInput, match="'m1' was said before 'm0'"):
        check(tiny(messages=(later, first, second)))


def broken(change):
    file = resources.files("pllm_memory.bench.facts").joinpath("dialogues", "teacher.json")
    value = json.loads(file.read_text(encoding="utf-8"))
    change(value)
    return Node(value, "teacher.json")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda value: value["facts"][3].pop("object"), r"teacher.json, facts\[3\]: the field 'object' is missing"),
        (lambda value: value["questions"][2].update(after="m99"), r"teacher: questions\[2\].*no message 'm99'"),
        (lambda value: value["sessions"][1].update(at="soon"), r"sessions\[1\], at: 'soon' is not a time"),
        (lambda value: value["sessions"][0]["messages"][4].pop(), r"messages\[4\]: a message is an id, a speaker"),
        (lambda value: value.pop("questions"), "the field 'questions' is missing"),
    ],
)
def test_a_dialogue_that_is_not_as_it_should_be_is_refused_with_its_record(change, problem):
    with pytest.raises(InvalidInput, match=problem):
        written.story(broken(change))


def test_no_two_things_of_a_life_are_alike():
    """Else a stale value could pass for a current one."""
    for story in STORIES[:24]:
        for gold in story.facts:
            twins = [
                o for o in story.facts if o is not gold and (o.subject, o.predicate) == (gold.subject, gold.predicate)
            ]
            assert not [one for one in twins if fits(story, one, _served(gold))], gold


def _served(gold):
    from pllm_memory.facts import Fact

    return Fact(
        id="x", subject=gold.subject, predicate=gold.predicate, object=gold.object, text="", valid_at=None,
        created_at=AT, message_ids=gold.message_ids,
    )  # fmt: skip
