"""What of a model's answer is kept: whatever it is, only statements that were said, by whom they were said."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf import START, conversation

from pllm_memory.facts import Statement
from pllm_memory.predicates import REGISTRY, Predicate
from pllm_memory.remember.ask.answer import MAX_STATEMENTS, items_in, read_answer
from pllm_memory.remember.ask.grounds import grounds, reference
from pllm_memory.types import Message, utc

SAID = conversation()
ALL = [message.id for message in SAID]
MOVED = {"message_id": 1, "subject": "user", "predicate": "lives_in", "object": "Lyon"}
SISTER = {"message_id": 3, "subject": "user", "predicate": "sister", "object": "Ana"}


def written(*items):
    return json.dumps({"statements": items})


def read(*items, messages=SAID, wanted=ALL, **more):
    return read_answer(written(*items), messages, wanted, **more)


def one(item, **more):
    """The statement that an item becomes."""
    found = read(item, **more)
    assert found.dropped == {}
    [[statement]] = found.statements.values()
    return statement


def kept(item, **more):
    return sum(map(len, read(item, **more).statements.values()))


def single(content, *, role="user", name=None):
    return [Message(id="m", session_id="s", role=role, name=name, content=content, at=START)]


class TestStatements:
    def test_a_whole_one(self):
        statement = one(
            MOVED
            | {"mode": "holds", "replaces": None, "valid_at": "2026-02", "invalid_at": None}
            | {"certain": False, "strength": 0.7},
            source="llm:tiny",
        )
        assert statement == Statement(
            message_id="s1-0",
            subject="user",
            predicate="lives_in",
            object="Lyon",
            valid_at=datetime(2026, 2, 1, tzinfo=UTC),
            said_at=SAID[0].at,
            role="user",
            certain=False,
            strength=0.7,
            text="I moved to Lyon last month, the flat is tiny.",
            source="llm:tiny",
        )

    def test_what_is_not_given_is_the_default(self):
        statement = one(MOVED)
        assert (statement.mode, statement.certain, statement.strength) == ("holds", True, 0.5)
        assert statement.valid_at is statement.invalid_at is statement.replaces is None

    @pytest.mark.parametrize(
        ("written_", "meant"),
        [
            ("2026", "2026-01-01T00:00:00Z"),
            ("2026-03", "2026-03-01T00:00:00Z"),
            ("2026-03-05", "2026-03-05T00:00:00Z"),
            ("2026-03-05T10:00:00", "2026-03-05T10:00:00Z"),
            ("2026-03-05T10:00:00+02:00", "2026-03-05T08:00:00Z"),
        ],
    )
    def test_times(self, written_, meant):
        assert one(MOVED | {"valid_at": written_}).valid_at == utc(meant)

    def test_a_correction_says_what_was_wrong(self):
        statement = one(
            {"message_id": 10, "subject": "user", "predicate": "pet", "object": "Bruna", "mode": "corrects"}
            | {"replaces": "Bruno"}
        )
        assert (statement.mode, statement.replaces, statement.object) == ("corrects", "Bruno", "Bruna")

    def test_only_a_correction_replaces(self):
        assert one(MOVED | {"replaces": "Mars"}).replaces is None

    def test_an_end_needs_no_object_if_it_says_what_ends(self):
        ends = {"message_id": 19, "subject": "user", "predicate": "commutes_by", "mode": "ends"}
        assert one(ends | {"object": "the tram"}).mode == "ends"
        assert kept(ends) == 0  # nobody says "commute": it would end whatever there is
        message = single("I don't work there any longer.")
        assert one(
            {"message_id": 1, "subject": "user", "predicate": "works_at", "mode": "ends"},
            messages=message,
            wanted=["m"],
        ) == Statement(
            message_id="m",
            subject="user",
            predicate="works_at",
            object="",
            mode="ends",
            said_at=START,
            text="I don't work there any longer.",
            source="llm",
        )

    def test_the_same_twice_is_once(self):
        assert kept(MOVED) == len(read(MOVED, MOVED).statements["s1-0"]) == 1

    def test_a_number_may_be_text(self):
        assert one(MOVED | {"message_id": "1"}).message_id == "s1-0"

    def test_fields_that_nobody_asked_for_are_not_read(self):
        statement = one(MOVED | {"role": "system", "source": "correction", "said_at": "1999-01-01", "trust": 0})
        assert (statement.role, statement.source, statement.said_at) == ("user", "llm", SAID[0].at)

    def test_the_sentence_that_says_it_is_its_text(self):
        dog = {"message_id": 6, "subject": "user", "predicate": "pet", "object": "Bruno"}
        assert one(dog).text == "We adopted a dog, Bruno."


class TestDropped:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"message_id": 99},
            {"message_id": 0},
            {"message_id": -1},
            {"message_id": True},
            {"message_id": 1.0},
            {"message_id": None},
            {"message_id": "s1-0"},
            {"message_id": "1" * 5000},
            {"message_id": [1]},
        ],
    )
    def test_what_is_about_no_wanted_message(self, wrong):
        assert read(SISTER, MOVED | wrong).dropped == {"about no such message": 1}

    def test_what_is_about_context(self):
        found = read(SISTER, MOVED, wanted=["s1-2"])
        assert [*found.statements] == ["s1-2"]
        assert found.dropped == {"about no such message": 1}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"subject": ""},
            {"subject": "  "},
            {"subject": None},
            {"subject": ["user"]},
            {"subject": "x" * 101},
            {"predicate": "Lives In"},
            {"predicate": "lives in"},
            {"predicate": "livesIn"},
            {"predicate": "_lives"},
            {"predicate": ""},
            {"predicate": 3},
            {"predicate": "lives_in" * 6},
            {"object": ""},
            {"object": None},
            {"object": 3},
            {"object": {"name": "Lyon"}},
            {"object": "Lyon " * 41},
            {"object": "Ly\x00on"},
            {"object": "Lyon \ud800"},
            {"mode": "invalidate"},
            {"mode": 1},
            {"mode": ["holds"]},
            {"valid_at": "last month"},
            {"valid_at": "2026-13"},
            {"valid_at": "2026-02-30"},
            {"valid_at": 2026},
            {"valid_at": "0001-01-01T00:00:00+14:00"},
            {"valid_at": "2026-03", "invalid_at": "2026-01"},
            {"certain": "yes"},
            {"certain": 1},
            {"strength": "high"},
            {"strength": 7},
            {"strength": -0.1},
            {"strength": True},
            {"strength": float("nan")},
            {"strength": float("inf")},
        ],
    )
    def test_what_has_not_the_right_form(self, wrong):
        found = read(SISTER, MOVED | wrong)
        assert found.dropped == {"malformed": 1}
        assert [*found.statements] == ["s1-2"]
        assert found.problems == {}

    @pytest.mark.parametrize("item", [None, 3, "Lyon", [], [MOVED], True])
    def test_what_is_no_object(self, item):
        assert read(SISTER, item).dropped == {"malformed": 1}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"object": "Paris"},
            {"object": "the big blue Lyon aquarium"},  # more made up than said
            {"object": "it"},
            {"object": "…"},
            {"object": "🙂"},
            {"object": "Porto"},  # it is said, but only later
            {"subject": "Clara"},
            {"subject": "user/brother"},
            {"subject": "Ana"},
            {"predicate": "rules_over"},
            {"mode": "corrects", "replaces": "Berlin"},
            {"mode": "ends", "object": ""},
        ],
    )
    def test_what_nobody_said(self, wrong):
        found = read(SISTER, MOVED | wrong)
        assert found.dropped == {"that nobody said": 1}
        assert found.problems == {}

    def test_numbers_that_follow_from_what_was_said_do_not_count_against_it(self):
        born = {"message_id": 1, "subject": "user", "predicate": "birthday", "object": "1990-05-08"}
        assert kept(born, messages=single("I was born in May 1990."), wanted=["m"]) == 1
        assert kept(born, messages=single("I was born in May."), wanted=["m"]) == 0

    def test_a_predicate_of_ones_own_must_be_said_or_known(self):
        shoes = {"message_id": 13, "subject": "user", "predicate": "shoe_size", "object": "43"}
        assert kept(shoes) == 1
        assert kept(shoes | {"predicate": "boot_width"}) == 0
        assert kept(shoes | {"predicate": "boot_width"}, known={**REGISTRY, "boot_width": Predicate("boot_width")}) == 1
        assert kept(shoes | {"predicate": "favorite_size"}) == 1

    def test_too_many_of_one_message(self):
        word = [f"town{n}" for n in range(MAX_STATEMENTS + 5)]
        items = [{"message_id": 1, "subject": "user", "predicate": "visited", "object": town} for town in word]
        found = read(*items, messages=single(" ".join(word)), wanted=["m"])
        assert len(found.statements["m"]) == MAX_STATEMENTS
        assert found.dropped == {"too many of one message": 5}


class TestWhoSaysIt:
    @pytest.mark.parametrize("role", ["assistant", "tool", "document"])
    def test_nobody_else_speaks_for_the_user(self, role):
        messages = single("The user lives in Lyon. Rui lives in Porto.", role=role)
        for subject in ("user", "The User", "I", "my sister", "user/sister"):
            found = read({**MOVED, "subject": subject}, messages=messages, wanted=["m"])
            assert found.dropped == {"not theirs to say": 1}
        of_rui = one({**MOVED, "subject": "Rui", "object": "Porto"}, messages=messages, wanted=["m"])
        assert (of_rui.role, of_rui.trust > 1) == (role, True)

    def test_an_application_may_say_who_its_user_is_and_not_be_it(self):
        messages = single("The user lives in Lyon. I am a travel agent.", role="system")
        assert one(MOVED, messages=messages, wanted=["m"]).role == "system"
        assert kept(MOVED | {"subject": "I"}, messages=messages, wanted=["m"]) == 0

    def test_a_speaker_with_a_name_is_called_by_it(self):
        messages = single("I live in Lyon with my husband.", name="Caroline")
        for subject in ("user", "I", "me", "Caroline", "the speaker"):
            assert one(MOVED | {"subject": subject}, messages=messages, wanted=["m"]).subject == "Caroline"
        partner = one(MOVED | {"subject": "my husband"}, messages=messages, wanted=["m"])
        assert (partner.subject, partner.speaker) == ("Caroline/partner", "Caroline")

    def test_a_named_assistant_speaks_of_itself_only(self):
        messages = single("I live in Lyon.", role="assistant", name="Melanie")
        assert one(MOVED | {"subject": "I"}, messages=messages, wanted=["m"]).subject == "Melanie"
        assert kept(MOVED, messages=messages, wanted=["m"]) == 0

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("user", "user"),
            ("my sister", "user/sister"),
            ("Ana/husband", "Ana/partner"),
            ("user/sister/husband", "user/sister/partner"),
            ("AC/DC", "AC/DC"),
            ("24/7", "24/7"),
            ("Lyon", "Lyon"),
        ],
    )
    def test_references(self, said, meant):
        assert reference(said, SAID[0]) == meant

    def test_a_speaker_can_be_a_thing(self):
        assert reference("speaker", SAID[0], as_object=True) == "speaker"
        assert reference("speaker", SAID[0]) == reference("me", SAID[0], as_object=True) == "user"

    def test_somebody_in_a_role_must_have_been_spoken_of(self):
        found = grounds(single("My mum and my flatmate cook, Ana's fiancé eats."))["m"]
        assert all(map(found.names, ["user/mother", "user/roommate", "Ana/partner", "Ana"]))
        assert not any(map(found.names, ["user/sister", "Bob", "Bob/partner", "Ana/dog"]))


class TestBrokenAnswers:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "I'm sorry, but I can't help with that.",
            "null",
            "{}",
            "42",
            '{"statements": null}',
            '{"statements": {}}',
            '{"facts": "none"}',
            "<think>hm, what to say",
            '{"statements": [',
            "{" * 100_000,
            '{"statements": [' + "[" * 100_000,
            '{"statements": [{"message_id": ' + "9" * 6_000 + "}]}",
        ],
    )
    def test_no_statements_in_it_is_a_problem_of_every_message(self, text):
        found = read_answer(text, SAID, ALL)
        assert found.statements == {}
        assert found.problems == dict.fromkeys(ALL, "there are no statements in the answer")

    @pytest.mark.parametrize("text", ['{"statements": []}', "[]", 'Nothing.\n```json\n{"statements" : [ ]}\n```'])
    def test_nothing_said_is_no_problem(self, text):
        found = read_answer(text, SAID, ALL)
        assert found.statements == found.problems == {}

    def test_an_answer_of_the_wrong_form_throughout_is_a_problem(self):
        found = read("user lives in Lyon", MOVED | {"message_id": 77})
        assert set(found.problems.values()) == {"none of the 2 statements in the answer has the right form"}
        assert found.dropped == {"malformed": 1, "about no such message": 1}

    @pytest.mark.parametrize(
        "around",
        [
            "{}",
            "Here you are:\n{}\nAnything else?",
            "```json\n{}\n```",
            "```\n{}",
            '<think>Lyon, {{}} or "statements": [...]?</think>\n{}',
            'The form is {{"statements": [STATEMENT, …]}}, so: {}',
            'An empty one is {{"statements": []}}. Mine: {}',
        ],
    )
    def test_what_is_around_it_does_not_matter(self, around):
        assert [*read_answer(around.format(written(MOVED)), SAID, ALL).statements] == ["s1-0"]

    def test_a_bare_list_will_do(self):
        assert [*read_answer(json.dumps([MOVED]), SAID, ALL).statements] == ["s1-0"]

    def test_line_breaks_inside_text_and_commas_too_many_will_do(self):
        text = '{"statements": [\n' + json.dumps(MOVED).replace("Lyon", "Ly\non").replace("Ly\non", "\nLyon") + ",\n]}"
        assert read_answer(text, SAID, ALL).statements["s1-0"][0].object == "Lyon"

    def test_of_one_that_breaks_off_the_complete_statements_are_kept(self):
        text = written(MOVED, SISTER, SISTER | {"subject": "Ana", "predicate": "lives_in", "object": "Porto"})
        found = read_answer(text[: text.rindex("Porto")], SAID, ALL)
        assert {id_: len(mine) for id_, mine in found.statements.items()} == {"s1-0": 1, "s1-2": 1}
        assert [*found.problems] == [id_ for id_ in ALL if id_ not in found.statements]
        assert set(found.problems.values()) == {"the answer broke off"}

    @given(st.integers(0, 400))
    def test_wherever_it_breaks_off(self, place):
        text = written(MOVED, SISTER, {"message_id": 9, "subject": "user", "predicate": "dislikes", "object": "loud"})
        found = read_answer(text[:place], SAID, ALL)
        assert set(found.statements) <= {"s1-0", "s1-2", "s1-8"}
        assert (found.problems == {}) == (place >= len(text) - 1)


# ── any answer at all ────────────────────────────────────────────────────────────────────────────────

words = st.sampled_from(["user", "Ana", "Lyon", "Mars", "lives_in", "likes", "Lives", "", "2026-03", "null", "x" * 300])
odd = st.one_of(words, st.none(), st.booleans(), st.integers(-2, 25), st.floats(), st.text(max_size=8))
fields = ["message_id", "subject", "predicate", "object", "mode", "replaces", "valid_at", "invalid_at", "certain"]
items = st.dictionaries(st.sampled_from([*fields, "strength", "role"]), odd) | st.builds(
    lambda base, change: {**base, **change},
    st.sampled_from([MOVED, SISTER]),
    st.dictionaries(st.sampled_from(fields), odd, max_size=2),
)
answers = st.one_of(
    st.text(),
    st.builds(lambda found, cut: json.dumps({"statements": found})[:cut], st.lists(items), st.integers(0, 2000)),
    st.recursive(odd, lambda inner: st.lists(inner) | st.dictionaries(words, inner)).map(json.dumps),
)


@settings(max_examples=300, deadline=None)
@given(answers, st.sets(st.sampled_from(ALL)))
def test_no_answer_raises_and_only_what_was_said_gets_in(text, wanted):
    found = read_answer(text, SAID, wanted, source="llm:tiny")
    by_id = {message.id: message for message in SAID}
    said = grounds(SAID)
    assert set(found.statements) | set(found.problems) <= wanted
    assert not set(found.statements) & set(found.problems)
    for id_, statements in found.statements.items():
        assert len({statement.id for statement in statements}) == len(statements)
        for statement in statements:
            message = by_id[id_]
            assert statement.message_id == id_
            assert (statement.role, statement.said_at, statement.speaker) == (message.role, message.at, message.name)
            assert statement.source == "llm:tiny"
            assert statement.subject.strip()
            assert len(statement.object) <= 200
            assert not statement.object or said[id_].holds(statement.object) or "/" in statement.object
            assert statement.subject == "user" or said[id_].names(statement.subject)
            assert 0 <= statement.strength <= 1
            statement.object.encode()


@given(st.text())
def test_items_are_found_in_any_text(text):
    found, complete = items_in(text)
    assert isinstance(found, list)
    assert isinstance(complete, bool)
