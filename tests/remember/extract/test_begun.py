"""When something began, told apart from it: in the next sentence, or as the answer to "since when?"."""

import pytest
from test_extract import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I live in Lyon. Since May.", ["user lives_in Lyon from 2024-05-01"]),
        ("My husband Tom. Fourteen years.", ["user partner Tom from 2010-06-12"]),
        ("I work at Bosch. It was great fun last year.", ["user works_at Bosch"]),
        ("I live in Lyon. Since May?", ["user lives_in Lyon"]),
        ("I got a job at Bosch! Starting in August", ["user works_at Bosch from 2024-08-01"]),
    ],
)
def test_the_next_sentence_says_since_when_if_it_says_nothing_else(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("How long have you lived in Lyon?", "Three years.", ["user lives_in Lyon from 2021-06-12"]),
        ("How long have you been living in Lyon?", "Since 2015.", ["user lives_in Lyon from 2015-01-01"]),
        ("When did you move to Lyon?", "In May 2021.", ["user lives_in Lyon from 2021-05-01"]),
        ("How long have you been vegan?", "since 2019", ["user follows_diet vegan from 2019-01-01"]),
        ("How long have you lived in Lyon?", "Too long.", []),
    ],
)
def test_how_long_is_answered_by_a_time(question, answer, expected):
    assert told(f"A:{question}", answer) == expected
