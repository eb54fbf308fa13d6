"""What the grammar of a sentence says, by the parser that the extra `nlp` installs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.adding import added
from pllm_memory.remember.extract.casing import cased
from pllm_memory.remember.extract.people import Around, Mention
from pllm_memory.remember.extract.sentences import sentences
from pllm_memory.remember.nlp import examples
from pllm_memory.remember.nlp.parse import PIPELINE, open_parser

AT = datetime(2024, 6, 5, 12, tzinfo=UTC)
NAMING = {"sister", "brother", "daughter", "son", "partner", "cousin", "niece", "grandmother", "friend", "pet", "is_a"}
"""Who is named besides what is said."""


def said(grammar, text, around=None, **how):
    found = []
    for sentence in sentences(text):
        if sentence.serious and not sentence.question:
            found += grammar.of(cased(sentence.text), AT, around or Around("user"), **how)
    return found


def lines(claims):
    marks = {"holds": "", "ends": "ends ", "corrects": "corrects "}
    return {f"{marks[claim.mode]}{claim.subject} – {claim.predicate} – {claim.object}" for claim in claims}


def test_sentences_that_were_written_before_the_examples_are_understood_and_nothing_is_made_up(grammar):
    wanted = understood = 0
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _, facts = line.rpartition(" |")
            expected = {fact.strip() for fact in facts.split(";") if fact.strip()}
            found = lines(said(grammar, text))
            beside = {fact for fact in found - expected if fact.split(" – ")[1] not in NAMING}
            assert not beside, text
            wanted += len(expected)
            understood += len(expected & found)
    assert understood / wanted > 0.85


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("I adore jazz.", "user – likes – jazz"),
        ("My aunt has always had this terrible weakness for old cars.", "user/aunt – likes – old cars"),
        ("Crazy about sourdough.", "user – likes – sourdough"),
        ("I live in Oslo and adore ramen and pho.", "user – likes – pho"),
        ("I think I make my living as a baker.", "user – works_as – baker"),
        ("My friend who adores jazz is late.", "user/friend – likes – jazz"),
        ("My sister, a nurse, called.", "user/sister – works_as – nurse"),
        ("I have a therapist now, Dr. Miller.", "user – therapist – Dr. Miller"),
        ("I no longer make my living as a baker.", "ends user – works_as – baker"),
        ("I don't adore jazz anymore.", "ends user – likes – jazz"),
    ],
)
def test_what_hangs_together_like_an_example_says_the_same(grammar, text, fact):
    assert fact in lines(said(grammar, text))


@pytest.mark.parametrize(
    "text",
    [
        "If I adored jazz, I'd know.", "I wish I adored jazz.", "I don't adore jazz.", "I would adore jazz.",
        "I used to adore jazz.", "They say I adore jazz.", "Imagine I adored jazz.", "Do I adore jazz?",
        "I might relocate to Oslo.", "I was about to relocate to Oslo.", "I hope to relocate to Oslo.",
        "We never relocated to Oslo.", "I almost relocated to Oslo.", "I will adore this song.", "I adore your dress.",
        "The hero adores jazz.", "Nobody adores jazz.", 'He sang "I adore jazz".', "I live for years.", "I adore it.",
        "Unless I adore jazz, I leave.", "I asked whether I adore jazz.", "I've enjoyed the chat.",
    ],
)  # fmt: skip
def test_what_is_denied_wished_supposed_or_passed_on_is_no_fact(grammar, text):
    assert not [claim for claim in said(grammar, text) if claim.mode == "holds"]


def test_what_is_only_thought_is_not_certain(grammar):
    (claim,) = said(grammar, "I think my aunt resides in Oslo.")
    assert (claim.subject, claim.object, claim.certain) == ("user/aunt", "Oslo", False)


def test_a_beginning_has_its_time_and_another_clause_keeps_its_own(grammar):
    (claim,) = said(grammar, "My boss called on Monday because I put down roots in Oslo in 2019.")
    assert (claim.object, claim.valid_at) == ("Oslo", datetime(2019, 1, 1, tzinfo=UTC))


def test_a_pronoun_is_who_it_can_only_be(grammar):
    one = Around("user", mentioned=(Mention("Ana", "f"), Mention("Tom", "m")))
    two = Around("user", mentioned=(Mention("Ana", "f"), Mention("Eva", "f")))
    assert lines(said(grammar, "She adores jazz.", one)) == {"Ana – likes – jazz"}
    assert not said(grammar, "She adores jazz.", two)


def test_who_is_left_out_of_an_answer_may_be_anybody(grammar):
    assert lines(said(grammar, "Relocated to Oslo.")) == {"user – lives_in – Oslo"}
    assert not said(grammar, "Relocated to Oslo.", answers=True)


def statement(predicate, object_, mode="holds"):
    return Statement(message_id="m", subject="user", predicate=predicate, object=object_, mode=mode, said_at=AT)


@pytest.mark.parametrize(
    ("heard", "more", "kept"),
    [
        (statement("lives_in", "Oslo"), statement("lives_in", "Bergen"), False),
        (statement("lives_in", "Oslo", "ends"), statement("lives_in", "Bergen"), True),
        (statement("lives_in", "Oslo", "ends"), statement("lives_in", "Oslo"), False),
        (statement("likes", "jazz"), statement("dislikes", "jazz"), False),
        (statement("hobby", "jazz piano"), statement("likes", "jazz"), False),
        (statement("likes", "jazz"), statement("likes", "ramen"), True),
        (statement("did", "went to see Oslo with Tom"), statement("lives_in", "Oslo"), True),
    ],
)
def test_nothing_is_added_that_meets_what_the_rules_have_heard(heard, more, kept):
    assert bool(list(added([heard], [more]))) == kept


def test_the_patterns_that_come_with_the_library_are_those_that_its_parser_learns():
    """To make the file again: write what `written` returns here to `learned.json`."""
    parser = open_parser("spacy")
    learned = examples.learned_by(parser)
    assert examples.known(parser.name) == learned, "examples.txt changed: learned.json is to be made again"
    assert len({pattern.example for pattern in learned}) > 0.98 * len(list(examples._examples()))
    assert PIPELINE in f"{parser.name}"


def test_patterns_of_another_parser_are_learned_when_they_are_needed():
    assert examples.known("another-1.0") is None
