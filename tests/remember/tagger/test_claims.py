"""What marks claim: of whom, since when, as which object; the marks are given, as the network might set them."""

from datetime import UTC, datetime

import pytest

from pllm_memory.facts import USER
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.extract.people import Around, Mention
from pllm_memory.remember.extract.sentences import sentences
from pllm_memory.remember.tagger.claims import answered, claims
from pllm_memory.remember.tagger.doubts import answers
from pllm_memory.remember.tagger.labels import Span
from pllm_memory.remember.tagger.theirs import of_others
from pllm_memory.types import Message

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def marked(text, *marks, sure=1.0):
    """Spans of words of a text: predicate, words, sign."""
    return [
        Span(text.index(words), text.index(words) + len(words), predicate, sign, sure)
        for predicate, words, sign in marks
    ]


def claimed(text, *marks, asked=""):
    turn = Turn(Message(id="m", session_id="s", role="user", content=text, at=AT), tuple(sentences(text)), asked)
    return [line(one) for one in claims(text, marked(text, *marks), (), turn, USER)]


def others(text, *marks, asked="", sure=1.0):
    around = Around(USER, frozenset({"Ana"}), (Mention("Ana", "f"),))
    return [line(one) for one in of_others(text, marked(text, *marks, sure=sure), asked, AT, around)]


def line(claim):
    times = "".join(f" {word} {at.date()}" for word, at in (("from", claim.valid_at), ("to", claim.invalid_at)) if at)
    return f"{'ends ' * (claim.mode == 'ends')}{claim.subject} {claim.predicate} {claim.object}{times}"


@pytest.mark.parametrize(
    ("text", "mark", "told"),
    [
        ("my birthday is tomorrow", ("birthday", "tomorrow", "holds"), ["user birthday 5 May"]),
        ("my 20th birthday", ("birthday", "20th", "holds"), []),
        ("birthday on the 3rd of June", ("birthday", "3rd of June", "holds"), ["user birthday 3rd of June"]),
        (
            "booked Lisbon, 12-19 April",
            ("plans", "Lisbon", "holds"),
            ["user plans Lisbon from 2027-04-12 to 2027-04-20"],
        ),
        ("Pixel has been sneezing since yesterday", ("pet", "Pixel", "holds"), ["user pet Pixel"]),
        ("we have had Pixel since 2020", ("pet", "Pixel", "holds"), ["user pet Pixel from 2020-01-01"]),
        ("she had a boy! Rory", ("name", "Rory", "holds"), []),
        ("hi, Rory again", ("name", "Rory", "holds"), ["user name Rory"]),
    ],
)
def test_a_mark_claims_an_object_and_a_time(text, mark, told):
    assert claimed(text, mark) == told


def test_a_name_may_answer_the_question_for_it():
    assert claimed("Rory", ("name", "Rory", "holds"), asked="What's your name?") == ["user name Rory"]


def test_of_several_times_the_nearest_is_meant():
    text = "moved to Oslo last year, joined Bosch in April"
    told = claimed(text, ("lives_in", "Oslo", "holds"), ("works_at", "Bosch", "holds"))
    assert told == ["user lives_in Oslo from 2025-01-01", "user works_at Bosch from 2026-04-01"]


@pytest.mark.parametrize(
    ("text", "mark", "told"),
    [
        ("my son Theo adores Lego", ("likes", "Lego", "other"), ["Theo likes Lego"]),
        ("my boss is into opera these days", ("likes", "opera", "other"), ["user/boss likes opera"]),
        ("she got a job at Bosch", ("works_at", "Bosch", "other"), ["Ana works_at Bosch"]),
        ("she left Bosch", ("works_at", "Bosch", "other"), []),
        ("she would love to work at Bosch", ("works_at", "Bosch", "other"), []),
        ("she applied to Bosch", ("works_at", "Bosch", "other"), []),
        ("she can't stand Lego", ("dislikes", "Lego", "other"), ["Ana dislikes Lego"]),
        ("she doesn't hate Lego", ("dislikes", "Lego", "other"), []),
        ("she doesn't live in Porto", ("lives_in", "Porto", "other"), []),
        ("I need a present for Theo, the Lego maniac", ("likes", "Lego", "other"), ["Theo likes Lego"]),
        ("she left Leeds for Porto", ("lives_in", "Porto", "other"), ["Ana lives_in Porto"]),
        ("she rang from Porto, from her own hall", ("lives_in", "Porto", "other"), ["Ana lives_in Porto"]),
        ("she likes Porto", ("likes", "Porto", "holds"), []),
    ],
)
def test_what_is_told_of_others_is_the_subjects_of_its_clause(text, mark, told):
    assert others(text, mark) == told


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("post it to Ana, home address in Porto", "", ["Ana lives_in Porto"]),
        ("post it to my brother Tom, home address in Porto", "", ["Tom lives_in Porto"]),
        ("Ana lived in Porto for years", "", []),
        ("he told her of his flat in Porto", "", []),
        ("the plumber lives in Porto", "How is Ana?", []),
        ("in Porto", "Where does Ana live?", ["Ana lives_in Porto"]),
        ("post it to Ana and my brother Tom in Porto", "", []),
        ("Ana used to live in Porto", "", []),
        ("Tell Ana in Porto, at home", "", ["Ana lives_in Porto"]),
        ("Helped Zelda with the boxes, so in Porto she is", "", ["Zelda lives_in Porto"]),
        ("must I post it, now that my brother is in Porto?", "", ["user/brother lives_in Porto"]),
        ("Porto is where she lives now", "Is Ana still in Leeds?", ["Ana lives_in Porto"]),
        ("Ana left Leeds, and her card came from a flat in Porto", "", ["Ana lives_in Porto"]),
        ("in Porto", "Where does Zoe live?", ["Zoe lives_in Porto"]),
        ("met a girl at Lidl who lives in Porto", "", []),
        ("Tom, whose wife lives in Porto, called", "", []),
        ("her husband lives in Porto", "How is your sister Ana?", ["Ana/partner lives_in Porto"]),
        ("gone to Porto, bag and baggage", "Is Ana still in Leeds?", ["Ana lives_in Porto"]),
        ("I'm to post a parcel to Zoe, so that's Porto on the label", "", ["Zoe lives_in Porto"]),
        ("it's a long haul from Porto and that's where she's settled", "Is Zoe coming?", ["Zoe lives_in Porto"]),
    ],
)
def test_or_of_the_only_one_who_is_named(text, asked, told):
    assert others(text, ("lives_in", "Porto", "other"), asked=asked) == told


def test_a_mark_that_is_not_certain_is_not_believed_beside_what_was():
    assert not others("the flat of Ana in Porto was damp", ("lives_in", "Porto", "other"), sure=0.85)


@pytest.mark.parametrize(
    ("text", "rest", "told"),
    [
        ("what's the weather in Porto?", "Zoe lives there now", ["Zoe lives_in Porto"]),
        ("is it warm in Porto?", "my daughter moved there and the tap drips", ["user/daughter lives_in Porto"]),
        ("is it warm in Porto?", "Zoe asked, for my brother Tom", []),
        ("in Porto now.", "My cousin moved. Hotels there?", ["user/cousin lives_in Porto"]),
        ("is it warm in Porto?", "a friend of Zoe lives there", []),
        ("brother's flat in Porto is damp", "", ["user/brother lives_in Porto"]),
        ("your brother's flat in Porto is damp", "", []),
    ],
)
def test_or_in_its_message(text, rest, told):
    around = Around(USER, frozenset({"Ana"}))
    marks = marked(text, ("lives_in", "Porto", "other"))
    assert [line(one) for one in of_others(text, marks, "", AT, around, rest=rest)] == told


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("omg yes", True),
        ("never been", True),
        ("still there, can't complain", True),
        ("let's talk about something else", False),
        ("ok, can you recommend a film", False),
        ("anyway, I need a recipe", False),
        ("okay. what's for dinner", False),
        ("I don't want to talk about it", False),
        ("you tell me", False),
        ("why?", False),
    ],
)
def test_who_evades_a_question_confirms_nothing_of_it(text, yes):
    (sentence, *_) = sentences(text.replace(". ", ", "))
    assert answers(sentence) == yes


@pytest.mark.parametrize(
    ("asked", "mark", "answer", "told"),
    [
        ("Do you like olives?", ("likes", "olives", "holds"), "omg yes", ["user likes olives"]),
        ("Still at Bosch?", ("works_at", "Bosch", "over"), "left in April", ["ends user works_at Bosch to 2026-04-01"]),
        ("Does Ana like olives?", ("likes", "olives", "other"), "yes", []),
    ],
)
def test_an_answer_tells_what_its_question_named(asked, mark, answer, told):
    turn = Turn(Message(id="m", session_id="s", role="user", content=answer, at=AT), tuple(sentences(answer)), asked)
    assert [line(one) for one in answered(asked, marked(asked, mark), answer, turn, USER)] == told
