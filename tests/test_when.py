"""Relative times: resolved where they are certain, shown without touching a word."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.when import annotated, annotations, resolved

MONDAY = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)
FRIDAY = datetime(2023, 5, 12, 20, 0, tzinfo=UTC)
SUNDAY = datetime(2023, 5, 14, 9, 0, tzinfo=UTC)
BRACKETS = re.compile(r" \[\d{4}(?:-\d\d){0,2}(?: to [\d-]+)?\]")


@pytest.mark.parametrize(
    "text",
    [
        "I flew in yesterday [2023-05-07]!",
        "Yesterday's [2023-05-07] soup",
        "the day before yesterday [2023-05-06]",
        "the day after tomorrow [2023-05-10]",
        "so tired today [2023-05-08]",
        "SEE YOU TOMORROW [2023-05-09]",
        "tomorrow night [2023-05-09], not tonight [2023-05-08]",
        "slept badly last night [2023-05-07]",
        "this morning [2023-05-08]",
        "last week [2023-05-01 to 05-07] and next week [2023-05-15 to 05-21]",
        "busy this week [2023-05-08 to 05-14]",
        "the week before last [2023-04-24 to 04-30]",
        "last weekend [2023-05-06 to 05-07]",
        "this past weekend [2023-05-06 to 05-07]",
        "two weekends ago [2023-04-29 to 04-30]",
        "last month [2023-04], next month [2023-06], this year [2023]",
        "early next month [2023-06-01 to 06-10]",
        "by the end of next month [2023-06-21 to 06-30]",
        "late last year [2022-09 to 12]",
        "later this month [2023-05-08 to 05-31]",
        "earlier this week [2023-05-08]",
        "earlier this month [2023-05-01 to 05-08]",
        "last Monday [2023-05-01], last Friday [2023-05-05]",
        "this Friday [2023-05-12], next Monday [2023-05-15]",
        "I met her on Friday night [2023-05-05]",
        "we will meet on Friday [2023-05-12]",
        "we met at the weekend [2023-05-06 to 05-07]",
        "any plans for the weekend [2023-05-13 to 05-14]?",
        "I'm taking time off this weekend [2023-05-13 to 05-14]",
        "two years ago [2021]",
        "a month ago [2023-04]",
        "3 days ago [2023-05-05]",
        "two weeks ago [2023-04-24 to 04-30]",
        "a couple of days ago [2023-05-05 to 05-06]",
        "a few months ago [2022-12 to 2023-03]",
        "a few years ago [2018 to 2021]",
        "We'll leave in two weeks [2023-05-22 to 05-28]",
        "ten days from now [2023-05-18]",
        "since last summer [2022]",
        "last August [2022-08], this June [2023-06], next March [2024-03]",
        "compared to last week [2023-05-01 to 05-07]",
        "as of last\nweek [2023-05-01 to 05-07]",
    ],
)
def test_what_is_certain_is_resolved(text):
    assert annotated(BRACKETS.sub("", text), MONDAY) == text


@pytest.mark.parametrize(
    "text",
    [
        "on Fridays",
        "every Friday",
        "on Friday",  # which one?
        "on Friday the 13th we met",
        "on Monday we met",  # today, or a week ago?
        "I always met her on Friday",
        "how about Wednesday?",
        "next Friday",  # in this week or the next?
        "next weekend",
        "this weekend is busy",  # the past one or the coming one?
        "the last week of school",
        "the last night",
        "my last year",
        "it can last week after week",
        "last year of college",
        "last week before the exam",
        "my last name, next to me, the other day, a second ago, years ago, a while ago",
        "may I? this may be. this march",
        "2.5 years ago, 2 or 3 years ago, 5-6 years ago, over ten years ago, half a year ago, twenty two years ago",
        "a year and a half ago",
        "I read it in two days",
        "I haven't read in years",
        "three days before yesterday, two weeks before last Friday",
        "it feels like yesterday",
        "no tomorrow, a better tomorrow",
        "who I am today, today's youth, still alive today",
        'the song "Yesterday", and Yesterday by them',
        "last-minute, year-old, today-only, last week-long",
        "last summer2",
        "4000 years ago",
        "last winter",
        "next summer",
        "next August",
    ],
)
def test_what_is_not_is_left_alone(text):
    assert annotated(text, MONDAY) == text


def test_the_day_of_the_week_decides_which_one_is_meant():
    assert annotated("last Friday", SUNDAY) == "last Friday"  # the day before yesterday, or nine days ago
    assert annotated("this weekend", SUNDAY) == "this weekend [2023-05-13 to 05-14]"
    assert annotated("this weekend", FRIDAY) == "this weekend [2023-05-13 to 05-14]"
    assert annotated("We hiked this weekend", MONDAY) == "We hiked this weekend [2023-05-06 to 05-07]"
    assert annotated("I will hike this weekend", MONDAY) == "I will hike this weekend [2023-05-13 to 05-14]"
    assert annotated("next weekend", FRIDAY) == "next weekend [2023-05-20 to 05-21]"


def test_the_intervals_are_there_for_whoever_writes_facts():
    text = "I moved two years ago, and painted yesterday."
    moved, painted = resolved(text, MONDAY)
    assert (text[moved.start : moved.end], moved.first, moved.last) == (
        "two years ago",
        date(2021, 1, 1),
        date(2021, 12, 31),
    )
    assert painted.first == painted.last == date(2023, 5, 7)


@pytest.mark.parametrize("year", [1, 2, 9998, 9999])
def test_the_ends_of_time_are_no_error(year):
    for month, day in ((1, 1), (12, 31)):
        at = datetime(year, month, day, tzinfo=UTC)
        text = "yesterday, last week, next week, 99 years ago, tomorrow, last month, this year, I will go in 12 months"
        assert BRACKETS.sub("", annotated(text, at)) == text


EXPRESSIONS = st.sampled_from(
    "yesterday|today|tonight|last night|last week|next month|this weekend|on Friday|two years ago|in 3 days|a few"
    "|days ago|last|next|week|[2023-05-07]| [2023]| [2023-05-01 to 05-07]|Friday|I will|went|the day before|from now"
    "|’s|'s|early|the weekend|over|[|]| |\n|.|?|İ|é|-|summer|last June|x".split("|")
)
TEXTS = st.lists(EXPRESSIONS | st.text(max_size=5), max_size=14).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts))
)
TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


@given(TEXTS, TIMES)
def test_without_what_was_added_the_text_is_what_it_was(text, at):
    shown = annotated(text, at)
    for place, addition in reversed(annotations(text, at)):
        shown_place = place + sum(len(a) for p, a in annotations(text, at) if p < place)
        assert shown[shown_place : shown_place + len(addition)] == addition
        assert BRACKETS.fullmatch(addition)
        shown = shown[:shown_place] + shown[shown_place + len(addition) :]
    assert shown == text
    if not BRACKETS.search(text):
        assert BRACKETS.sub("", annotated(text, at)) == text


@given(TEXTS, TIMES)
def test_annotating_twice_is_annotating_once(text, at):
    once = annotated(text, at)
    assert annotated(once, at) == once


@given(TEXTS, TIMES)
def test_intervals_are_in_order_and_apart(text, at):
    found = resolved(text, at)
    assert all(when.first <= when.last and when.start < when.end <= len(text) for when in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_what_is_past_is_past_and_weeks_start_on_monday(day):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    (week,), (weekend,), (friday,) = (resolved(text, at) for text in ("last week", "last weekend", "this past Friday"))
    assert (week.first.weekday(), week.last - week.first) == (0, timedelta(6))
    assert timedelta(0) < day - week.last <= timedelta(7)
    assert (weekend.first.weekday(), weekend.last.weekday()) == (5, 6)
    assert weekend.last < day
    assert friday.first.weekday() == 4
    assert timedelta(0) < day - friday.first <= timedelta(7)


def test_forged_brackets_neither_hide_nor_make_an_expression():
    assert annotated("yesterday [1999-01-01]", MONDAY) == "yesterday [2023-05-07] [1999-01-01]"
    assert annotated("on Fridays [1999-01-01]", MONDAY) == "on Fridays [1999-01-01]"


@pytest.mark.parametrize(
    "text",
    [
        "today " * 40_000,
        "last " * 40_000,
        "last week today in 3 days ago " * 8_000,
        "yesterday [2023] " * 12_000,
        "a" * 200_000 + " yesterday",
        "last week" + " " * 190_000,
        "early " * 30_000,
        "[" * 200_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(text):
    """In time of this process, which a busy machine does not stretch; what grows with the square takes minutes."""
    start = time.process_time()
    annotated(text, MONDAY)
    assert time.process_time() - start < 20
