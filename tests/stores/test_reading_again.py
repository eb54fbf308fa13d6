"""What is read again of a user: the same rows are the very same statements."""

from pllm_memory.stores.base import Statements


def row(number, object_="Lyon"):
    """As `all_statements` gives them."""
    said_at = number * 1_000_000
    what = "user", "lives_in", object_, "holds", None, None, None, True, 0.5, f"I live in {object_}", "rules"
    return (number, f"m{number}", said_at, None, "user", *what)


def same(before, after):
    return [any(one is other for other in before.items) for one in after.items]


def test_rows_that_are_where_they_were_are_not_made_again():
    before = Statements().again(1, [row(1), row(2)], [])
    after = before.again(2, [row(1), row(2, "Oslo"), row(3)], [("s1", "m1")])
    assert same(before, after) == [True, False, False]
    assert [one.object for one in after.items] == ["Lyon", "Oslo", "Lyon"]
    assert after.keys == {"m1": 1, "m2": 2, "m3": 3}
    assert (after.version, after.withdrawn, after.withdrawn_in) == (2, {"s1"}, {"m1"})


def test_rows_that_are_gone_are_gone():
    before = Statements().again(1, [row(1), row(2), row(3)], [])
    assert before.again(2, [row(2), row(3)], []) == Statements().again(2, [row(2), row(3)], [])
    assert before.again(3, [], []).items == ()
