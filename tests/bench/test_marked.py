"""Messages with marks: how they are read, and how a training makes others of them."""

import sys
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.bench.facts.marked import Mark, Marked, read
from pllm_memory.bench.facts.people import heard, people
from pllm_memory.errors import InvalidInput
from pllm_memory.remember.tagger.labels import PREDICATES
from pllm_memory.remember.tagger.tagger import Tagger
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts" / "tagger"))
import varied as varied_

LINES = """# Ada, 36
Where's home? || {lives_in:Porto}, since march
I left {-works_at:the Bank} for {works_at:Bosch}. My sister {sister:Ana} stayed there {~works_at:the Bank}
handed in my notice {-works_at}
"""


def test_what_is_marked_stands_in_the_text_without_its_article():
    home, work, notice = read(LINES, "lines")
    assert (home.asked, home.text, home.writer) == ("Where's home?", "Porto, since march", "Ada, 36")
    assert [(work.text[m.start : m.stop], m.predicate, m.sign) for m in work.marks] == [
        ("Bank", "works_at", "over"), ("Bosch", "works_at", "holds"),
        ("Ana", "sister", "holds"), ("Bank", "works_at", "other"),
    ]  # fmt: skip
    assert (notice.text, notice.over, notice.marks) == ("handed in my notice", frozenset({"works_at"}), ())


@pytest.mark.parametrize("line", ["I live in {city:Porto}", "I quit {works_at}", "a {brace", "{~likes} hm"])
def test_a_line_that_is_marked_wrongly_is_refused_with_its_place(line):
    with pytest.raises(InvalidInput, match="lines:2"):
        read(f"fine\n{line}", "lines")


WORDS = st.text("abc '.", min_size=1, max_size=8).filter(lambda text: text.strip(" '.") != "")


@given(st.lists(st.tuples(WORDS, st.none() | st.sampled_from(PREDICATES)), min_size=1, max_size=6), st.integers())
def test_other_words_stand_where_the_marks_are(parts, seed):
    text, marks = "", []
    for word, predicate in parts:
        if predicate:
            marks.append(Mark(len(text), len(text) + len(word), predicate, "holds"))
        text += word
    message = Marked("", text, tuple(marks), frozenset(), "ada")
    values = varied_.pool([message, *read(LINES, "lines")])
    other = varied_.varied(message, values, Random(seed))
    known = {value.lower().replace("'", "") for some in values.values() for value in some}
    assert all(0 <= one.start < one.stop <= len(other.text) for one in other.marks)
    assert all(other.text[one.start : one.stop].lower().replace("'", "") in known for one in other.marks)


def test_two_messages_in_one_tell_what_both_do():
    first, second = read("Home? >> {lives_in:Porto}\nmy dog {pet:Rex} is old {-gym}", "lines")
    joined = [varied_.joined(first, second, Random(seed)) for seed in range(60)]
    both = [one for one in joined if one is not first]
    assert 0 < len(both) < 30
    assert {one.text for one in both} == {"Porto. my dog Rex is old", "Porto my dog Rex is old"}
    for one in both:
        assert [one.text[mark.start : mark.stop] for mark in one.marks] == ["Porto", "Rex"]
        assert (one.asked, one.over) == ("Home?", {"gym"})
    assert all(varied_.joined(second, first, Random(seed)) is second for seed in range(60))


def test_all_messages_that_are_trained_on_are_marked_well_and_none_is_one_that_is_measured():
    files = sorted(varied_.FOLDER.glob("*.txt"))
    trained = {one.text.lower() for file in files for one in varied_.messages(file)}
    measured = {one.text.lower() for one in people() if len(one.text.split()) > 3}
    assert len(trained) > 20_000
    assert not trained & measured


def test_people_are_understood_far_better_with_the_tagger_than_by_the_rules():
    alone, together = heard([]).means(), heard([Tagger()]).means()
    assert together["recall"] > alone["recall"] + 0.15
    assert together["precision"] > alone["precision"]
    assert together["ended"] > alone["ended"]
