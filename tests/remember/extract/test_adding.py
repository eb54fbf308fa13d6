"""What an annotator adds to what was read, and where an object ends that it knows, too."""

from datetime import UTC, datetime

import pytest

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.adding import added, trimmed

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def said(predicate, object_, **fields):
    return Statement(message_id="m", subject="user", predicate=predicate, object=object_, said_at=AT, **fields)


@pytest.mark.parametrize(
    ("heard", "marked", "kept"),
    [
        (("studies_at", "McGill and their major"), ("studies_at", "McGill"), "McGill"),
        (("likes", "House music more every year"), ("likes", "house music"), "House music"),
        (("likes", "house music"), ("likes", "house music"), "house music"),
        (("likes", "houseplants"), ("likes", "house"), "houseplants"),
        (("likes", "old houses"), ("likes", "houses"), "old houses"),
        (("likes", "coffee cake"), ("likes", "coffee cake"), "coffee cake"),
        (("dislikes", "house music more every year"), ("likes", "house music"), "house music more every year"),
    ],
)
def test_an_object_ends_where_the_same_one_does_that_was_marked(heard, marked, kept):
    assert trimmed(said(*heard), [said(*marked)]).object == kept


def test_what_is_marked_as_it_was_read_is_not_shortened_to_another_mark():
    both = [said("likes", "coffee"), said("likes", "coffee cake")]
    assert [trimmed(one, both).object for one in both] == ["coffee", "coffee cake"]


def test_nor_does_what_is_over_end_what_holds():
    one = said("likes", "house music more every year")
    assert trimmed(one, [said("likes", "house music", mode="ends")]) == one


def test_nor_does_an_object_end_with_an_article():
    one = said("gym", "The leisure centre")
    assert trimmed(one, [said("gym", "The")]) == one


def test_what_is_over_is_said_more_exactly_of_what_only_ended():
    vague, exact = said("anything", "Pixel under the tree", mode="ends"), said("pet", "Pixel", mode="ends")
    assert list(added([vague], [exact])) == [exact]
    assert not list(added([exact], [exact]))
