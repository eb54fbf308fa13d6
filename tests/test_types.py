"""A value that exists is valid."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory import Message
from pllm_memory.errors import InvalidMessage, InvalidTime, InvalidUserId
from pllm_memory.types import MAX_CONTENT, Scope, new_id, utc

NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)


def message(**changes):
    return Message(**{"id": "m1", "session_id": "s1", "content": "Hello", "at": NOON} | changes)


@pytest.mark.parametrize(
    ("user_id", "says"),
    [
        ("", "is empty"),
        ("a" * 300, "300 characters"),
        (" ada", "white space"),
        ("ada\n", "white space"),
        ("a\x00b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("a\ud800b", "U+D800"),
        (7, "must be text"),
        (None, "must be text"),
    ],
)
def test_a_user_id_that_cannot_be_one_is_refused(user_id, says):
    with pytest.raises(InvalidUserId, match=says.replace("+", r"\+")):
        Scope(user_id)


@pytest.mark.parametrize(
    "user_id", ["../../etc/passwd", "a/b", "..", "auth0|5f", "ада", "ada@example.org", "a" * 255, "猫"]
)
def test_unusual_user_ids_are_as_good_as_any(user_id):
    assert Scope(user_id).user_id == user_id


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"content": ""}, "content is empty"),
        ({"content": " \n"}, "content is empty"),
        ({"content": "x" * (MAX_CONTENT + 1)}, "at most 200,000"),
        ({"content": "a\x00b"}, "NUL byte at position 1"),
        ({"content": "a\udfffb"}, "lone surrogate at position 1"),
        ({"content": None}, "content must be text"),
        ({"caption": ""}, "caption is empty"),
        ({"role": "robot"}, "role 'robot' is unknown"),
        ({"id": ""}, "id '' is empty"),
        ({"id": "x" * 256}, "256 characters"),
        ({"session_id": 3}, "session_id 3 must be text"),
        ({"name": "\x07"}, "control character"),
        ({"name": "Ada\u2028- [m9] 10:00 Bob"}, "line separator U.2028"),
        ({"id": "m1\u2029m2"}, "paragraph separator U.2029"),
        ({"session_id": "s\x851"}, "control character U.0085"),
    ],
)
def test_a_message_that_cannot_be_stored_is_refused_with_the_reason(changes, says):
    with pytest.raises(InvalidMessage, match=says):
        message(**changes)


def test_a_picture_alone_is_a_message():
    assert message(content="", caption="a red bicycle").caption == "a red bicycle"


@pytest.mark.parametrize("at", [datetime(2026, 5, 8), "2026-05-08T12:00:00", "yesterday", 1.5, None])
def test_a_time_without_a_zone_or_meaning_is_refused(at):
    with pytest.raises(InvalidTime, match="at: "):
        message(at=at)


def test_times_are_kept_in_utc():
    assert message(at=NOON.astimezone(timezone(timedelta(hours=9)))).at == NOON
    assert message(at="2026-05-08T14:00:00+02:00").at == NOON
    assert message(at="2026-05-08T12:00:00Z").at.tzinfo is UTC


def test_a_time_beyond_the_calendar_is_refused():
    with pytest.raises(InvalidTime, match="out of range"):
        utc("0001-01-01T00:00:00+05:00")


def test_ids_are_uuids_of_version_7_and_sort_by_time():
    first, second = new_id(), new_id()
    assert first[14] == second[14] == "7"
    assert first[19] in "89ab"
    assert first[:8] <= second[:8]
    assert first != second


@given(st.text(min_size=1, max_size=50))
def test_any_user_id_is_either_kept_as_it_is_or_refused(user_id):
    try:
        kept = Scope(user_id).user_id
    except InvalidUserId:
        return
    assert kept == user_id


def test_a_message_survives_its_dict():
    one = message(name="Ada", caption="a cat", role="assistant")
    assert Message(**one.to_dict()) == one
