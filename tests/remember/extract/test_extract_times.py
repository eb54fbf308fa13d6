"""Times as facts need them: a date, though not always to the day."""

from datetime import UTC, date, datetime

import pytest

from pllm_memory.remember.extract.times import find

WEDNESDAY = datetime(2024, 6, 12, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("I moved in May 2021", "at", date(2021, 5, 1)),
        ("I've lived here since 2019", "since", date(2019, 1, 1)),
        ("we met on March 3rd", "at", date(2024, 3, 3)),
        ("we met on the 3rd of March, 2020", "at", date(2020, 3, 3)),
        ("we met on 3 March 2020", "at", date(2020, 3, 3)),
        ("we met on 2020-03-03", "at", date(2020, 3, 3)),
        ("we met in the summer of 2019", "at", date(2019, 6, 1)),
        ("from 2015 to 2019 I lived there", "span", date(2015, 1, 1)),
        ("between May 2015 and June 2019 I lived there", "span", date(2015, 5, 1)),
        ("we stayed there 12-19 July", "at", date(2023, 7, 12)),
        ("we are going July 4 to 6, 2026", "at", date(2026, 7, 4)),
        ("I lived there from the 3rd to the 9th of June", "span", date(2024, 6, 3)),
        ("I booked a trip to Rome on 3 March", "at", date(2025, 3, 3)),
        ("offered a job starting in August", "since", date(2024, 8, 1)),
        ("I have been vegan starting in January", "since", date(2024, 1, 1)),
        ("an internship I found for the summer", "at", date(2024, 6, 1)),
        ("we moved in May", "at", date(2024, 5, 1)),
        ("we moved in September", "at", date(2023, 9, 1)),
        ("we will move in May", "at", date(2025, 5, 1)),
        ("we will move in September", "at", date(2024, 9, 1)),
        ("we moved in late May", "at", date(2024, 5, 21)),
        ("we moved in mid-May 2022", "at", date(2022, 5, 11)),
        ("I'm leaving at the end of August", "at", date(2024, 8, 21)),
        ("we moved at the start of May", "at", date(2024, 5, 1)),
        ("we moved last spring", "at", date(2024, 3, 1)),
        ("we moved last summer", "at", date(2023, 6, 1)),
        ("we will move next spring", "at", date(2025, 3, 1)),
        ("we moved three years ago", "at", date(2021, 6, 1)),
        ("we moved a year and a half ago", "at", date(2022, 12, 1)),
        ("we moved about two weeks ago", "at", date(2024, 5, 29)),
        ("we have known them for three years", "for", date(2021, 6, 12)),
        ("since last month", "since", date(2024, 5, 1)),
        ("until last Friday", "until", date(2024, 6, 7)),
        ("I worked there until 2020", "until", date(2020, 1, 1)),
        ("the exam is on Friday", "at", date(2024, 6, 14)),
        ("we went there on Friday", "at", date(2024, 6, 7)),
        ("in two weeks I will move", "at", date(2024, 6, 26)),
        ("I moved yesterday", "at", date(2024, 6, 11)),
        ("this weekend we will move", "at", date(2024, 6, 15)),
        ("we moved a fortnight ago", "at", date(2024, 5, 29)),
        ("we moved 3 yrs ago", "at", date(2021, 6, 1)),
        ("I work there since two weeks", "for", date(2024, 5, 29)),
        ("I have worked there going on eleven years", "for", date(2013, 6, 12)),
        ("I have been there ten years now", "for", date(2014, 6, 13)),
        ("we moved at Easter", "at", date(2024, 3, 31)),
        ("we have been a couple since Halloween", "since", date(2023, 10, 31)),
        ("they will visit at Christmas", "at", date(2024, 12, 25)),
        ("we moved at Thanksgiving", "at", date(2023, 11, 23)),
        ("we moved on New Year's Day", "at", date(2024, 1, 1)),
        ("we moved two winters ago", "at", date(2022, 12, 1)),
        ("we moved the summer before last", "at", date(2022, 6, 1)),
        ("we moved at the end of last year", "at", date(2023, 12, 1)),
        ("we moved at the end of May", "at", date(2024, 5, 21)),
        ("we moved on the 3rd", "at", date(2024, 6, 3)),
        ("as of Monday I work there", "since", date(2024, 6, 10)),
        ("you'll be pleased: I joined in October", "at", date(2023, 10, 1)),
        ("we live there, by the side, since August, and I have an exam", "since", date(2023, 8, 1)),
    ],
)
def test_what_a_time_means(text, kind, first):
    (time,) = find(text, WEDNESDAY)
    assert (time.kind, time.first) == (kind, first)


@pytest.mark.parametrize(
    "text",
    ["May I ask something?", "I may go", "the 2019 model", "I march on", "no time here", "I have 2 dogs", "chapter 3"],
)
def test_what_is_no_time(text):
    assert find(text, WEDNESDAY) == ()


@pytest.mark.parametrize("text", ["lately I run", "we eat at 5 pm", "I run in the morning", "right now I rest"])
def test_what_is_a_time_without_a_date(text):
    assert [time.kind for time in find(text, WEDNESDAY)] == ["none"]


def test_what_is_to_come_is_on_the_next_such_day():
    (days,) = find("Rome, 3 to 9 June", WEDNESDAY, coming=True)
    assert (days.first, days.last) == (date(2025, 6, 3), date(2025, 6, 9))
