"""A question is read: about whom, about when, of which kind."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.recall.dates import period
from pllm_memory.recall.names import in_first_person, named, subject
from pllm_memory.recall.question import Question

TODAY = datetime(2025, 6, 15, tzinfo=UTC)
SPEAKERS = ("Rhona Fraser", "Jarek", "user", "assistant")


def days(found):
    return (
        None if found is None else tuple(f"{datetime.fromtimestamp(t, UTC):%Y-%m-%d}" for t in (found.start, found.end))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What happened on 8 May 2023?", ("2023-05-08", "2023-05-08")),
        ("on the 14th of June", ("2025-06-14", "2025-06-14")),
        ("on June 16", ("2024-06-16", "2024-06-16")),
        ("Oct. 31st, 2024", ("2024-10-31", "2024-10-31")),
        ("on 30 February 2024", ("2024-02-29", "2024-02-29")),
        ("in July", ("2024-07-01", "2024-07-31")),
        ("in Sept 2023?", ("2023-09-01", "2023-09-30")),
        ("during May", ("2025-05-01", "2025-05-31")),
        ("back in 2022", ("2022-01-01", "2022-12-31")),
        ("may I march on?", None),
        ("in the last two weeks of August 2023?", ("2023-08-18", "2023-08-31")),
        ("the first weekend of October 2023", ("2023-10-07", "2023-10-08")),
        ("the last weekend in May", ("2025-05-31", "2025-05-31")),
        ("on the last days of April", ("2025-04-26", "2025-04-30")),
        ("the second half of May", ("2025-05-16", "2025-05-31")),
        ("early in March", ("2025-03-01", "2025-03-10")),
        ("early March 2023", ("2023-03-01", "2023-03-10")),
        ("mid-July", ("2024-07-11", "2024-07-20")),
        ("by the end of August 2024", ("2024-08-21", "2024-08-31")),
        ("late 2022", ("2022-09-01", "2022-12-31")),
        ("the first half of 2022", ("2022-01-01", "2022-06-30")),
        ("between May and July 2023", ("2023-05-01", "2023-07-31")),
        ("from 5 March to 7 March", ("2025-03-05", "2025-03-07")),
        ("from November 2023 to May", ("2023-11-01", "2025-05-31")),
        ("the difference between Ana and May", None),
        ("the week of June 5th 2023", ("2023-06-05", "2023-06-11")),
        ("in the week before 3 July 2023", ("2023-06-26", "2023-07-02")),
        ("the weekend after 3 July 2023", ("2023-07-08", "2023-07-09")),
        ("the weekend before 5 June 2023", ("2023-06-03", "2023-06-04")),
        ("the day after 3 July 2023", ("2023-07-04", "2023-07-04")),
        ("the 99th of June", ("2025-06-01", "2025-06-30")),
        ("1000 things", None),
        ("", None),
    ],
)
def test_the_period_that_a_question_names(text, expected):
    assert days(period(text, TODAY)) == expected


@given(st.text(max_size=80))
def test_any_text_has_a_period_or_none(text):
    found = period(text, TODAY, now=TODAY)
    assert found is None or found.start <= found.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did I do last week?", ("2025-06-02", "2025-06-08")),
        ("What did I say yesterday?", ("2025-06-14", "2025-06-14")),
        ("Where was I two months ago?", ("2025-04-01", "2025-04-30")),
        ("Which film did we see last year?", ("2024-01-01", "2024-12-31")),
        ("What did I do last week, in June 2023?", ("2023-06-01", "2023-06-30")),
        ("What shall we eat today?", None),
        ("What will I do tomorrow?", None),
        ("Who sang Yesterday?", None),
    ],
)
def test_a_relative_time_goes_by_when_it_is_asked(text, expected):
    assert days(period(text, datetime(2021, 1, 1, tzinfo=UTC), now=TODAY)) == expected
    if expected and "2023" not in text:
        assert period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Where does Rhona live?", [0]),
        ("Where does rhona live?", [0]),
        ("What is Rhona Fraser's job?", [0, 0]),
        ("Did Jar call?", [1]),
        ("Did Jarke call?", [1]),
        ("Did Jarekk and Rhona meet?", [1, 0]),
        ("a jar of figs", []),
        ("the user said", []),
    ],
)
def test_who_is_named(text, who):
    assert [one.speaker for one in named(text, SPEAKERS)] == who


def test_a_name_that_may_be_two_people_is_nobody():
    assert named("Did Mar call?", ("Mary", "Mark")) == []
    assert [one.speaker for one in named("Did Mary call?", ("Mary", "Mark"))] == [0]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("What did Jarek give Rhona?", 1),
        ("What do Jarek and Rhona share?", None),
        ("Do both Jarek know?", None),
        ("Who knows?", None),
    ],
)
def test_whom_it_is_about(text, who):
    assert subject(text, named(text, SPEAKERS)) == who


def test_it_is_put_in_the_first_person_of_whom_it_is_about():
    text = "What did Jarek say of Rhona's job and Jarek's oven?"
    assert in_first_person(text, named(text, SPEAKERS)) == "What did I say of your job and my oven?"


@pytest.mark.parametrize(
    ("text", "advice", "when", "of_the_assistant"),
    [
        ("Where should I eat tonight?", True, False, False),
        ("Can you recommend a film?", True, False, False),
        ("Which film did you recommend?", False, False, True),
        ("When did I move?", False, True, False),
        ("What should Jarek bake?", False, False, False),
        ("Where do I live?", False, False, False),
    ],
)
def test_of_which_kind_it_is(text, advice, when, of_the_assistant):
    asked = Question.read(text, SPEAKERS, TODAY)
    assert (asked.advice, asked.when, asked.of_the_assistant) == (advice, when, of_the_assistant)


def test_names_of_speakers_are_not_words_to_look_for_unless_there_is_nothing_else():
    assert Question.read("What did Jarek bake?", SPEAKERS, TODAY).terms == ("bake",)
    assert Question.read("Jarek?", SPEAKERS, TODAY).terms == ("jarek",)
