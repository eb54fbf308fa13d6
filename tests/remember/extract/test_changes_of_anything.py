"""What is over or replaced ends whatever held of its name, though nobody says how it held; and what only sounds so."""

from datetime import timedelta

import pytest
from test_extract import WEDNESDAY

from pllm_memory.remember.extract import extract
from pllm_memory.remember.resolve import resolve
from pllm_memory.types import Message

LATER = timedelta(100)


def known(*talks):
    """What holds after some messages, of which an assistant's begin with "A:", said long after each other."""
    messages: list[Message] = []
    for number, talk in enumerate(talks):
        turns = talk.split(" // ")
        at = WEDNESDAY + number * LATER
        for turn in turns:
            role = "assistant" if turn.startswith("A: ") else "user"
            at += timedelta(minutes=1)
            text = turn.removeprefix("A: ")
            messages.append(Message(id=f"m{len(messages)}", role=role, content=text, session_id=f"s{number}", at=at))
    statements = [one for reading in extract(messages, {one.id for one in messages}) for one in reading.statements]
    facts = resolve(statements, user_id="u").facts
    return {(fact.predicate, fact.object.lower()) for fact in facts if fact.current}


# ── what took another's place ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "change", "old", "new"),
    [
        ("I go to the gym at FitBox.", "Swapped FitBox for Ironworks.", "fitbox", ("gym", "ironworks")),
        ("I go to the gym at FitBox.", "FitBox is history, it's Ironworks now.", "fitbox", ("gym", "ironworks")),
        ("I go to the gym at FitBox.", "Ironworks has replaced FitBox.", "fitbox", ("gym", "ironworks")),
        ("I go to the gym at FitBox.", "No more FitBox, Ironworks from now on.", "fitbox", ("gym", "ironworks")),
        (
            "I go to the gym at FitBox.",
            "A: How's FitBox? // I've changed to Ironworks.",
            "fitbox",
            ("gym", "ironworks"),
        ),
        ("I work at Bosch.", "I've moved from Bosch to Philips.", "bosch", ("works_at", "philips")),
        ("I work at Bosch.", "Not with Bosch any more, Philips now.", "bosch", ("works_at", "philips")),
        ("I work at Bosch.", "A: Still at Bosch? // Philips now, and happy", "bosch", ("works_at", "philips")),
        ("I play the cello.", "I've switched from the cello to the harp.", "cello", ("plays", "harp")),
        ("My doctor is Dr. Weber.", "Dr. Lang took over from Dr. Weber.", "dr. weber", ("doctor", "dr. lang")),
        ("I go to work by bus.", "I went from bus to train last month.", "bus", ("commutes_by", "train")),
        ("I'm vegan.", "I swapped vegan for keto.", "vegan", ("follows_diet", "keto")),
    ],
)
def test_what_took_the_place_of_something_is_what_that_was(before, change, old, new):
    facts = known(before, change)
    assert new in facts
    assert (new[0], old) not in facts


@pytest.mark.parametrize(
    ("before", "chat", "kept"),
    [
        ("I live in Ghent.", "I'd swap Ghent for Lisbon any day.", ("lives_in", "ghent")),
        ("I live in Ghent.", "She moved from Ghent to Brussels.", ("lives_in", "ghent")),
        ("I live in Ghent.", "I went from Ghent to Brussels by train.", ("lives_in", "ghent")),
        ("I own a Fiat.", "I washed the Fiat instead of the Vespa.", ("owns", "fiat")),
        ("I volunteer at Habitat for Humanity.", "I left Habitat for Humanity signs everywhere.", None),
    ],
)
def test_what_sounds_like_a_swap_and_is_none(before, chat, kept):
    facts = known(before, chat)
    assert ("volunteers_at", "humanity") not in facts
    assert kept is None or kept in facts


# ── who and what is gone ─────────────────────────────────────────────────────────────────────────────

NORA, REX = "My girlfriend is Nora.", "We have a dog, Rex."


@pytest.mark.parametrize(
    ("before", "end", "gone"),
    [
        (NORA, "Nora moved out last week.", ("partner", "nora")),
        (NORA, "Nora and I are done.", ("partner", "nora")),
        (NORA, "We called it a day, Nora and me.", ("partner", "nora")),
        (NORA, "It didn't work out with Nora.", ("partner", "nora")),
        (NORA, "Nora left me :(", ("partner", "nora")),
        (NORA, "A: How's Nora? // don't ask, she walked out in May", ("partner", "nora")),
        (REX, "The vet couldn't save Rex.", ("pet", "rex")),
        (REX, "Rex had to be put down.", ("pet", "rex")),
        (REX, "We found a new home for Rex.", ("pet", "rex")),
        (REX, "A: How is Rex? // we had to say goodbye in May", ("pet", "rex")),
        ("I work at Bosch.", "Bosch showed me the door.", ("works_at", "bosch")),
        ("I work at Bosch.", "Bosch didn't renew my contract.", ("works_at", "bosch")),
        ("I work at Bosch.", "I'm on the dole now.", ("works_at", "bosch")),
        ("I work at Bosch.", "I started my new job today!", ("works_at", "bosch")),
        ("I'm a member of the chess club.", "The chess club dissolved.", ("member_of", "chess club")),
        ("I'm vegan.", "I'm an omnivore again.", ("follows_diet", "vegan")),
        ("I love ramen.", "The ramen craze is over for me.", ("likes", "ramen")),
    ],
)
def test_what_is_gone_holds_no_longer(before, end, gone):
    assert gone in known(before)
    assert gone not in known(before, end)


@pytest.mark.parametrize(
    ("before", "chat", "kept"),
    [
        (NORA, "Nora left me a note on the fridge.", ("partner", "nora")),
        (NORA, "Nora left me her car for the week.", ("partner", "nora")),
        (NORA, "Nora left early for work.", ("partner", "nora")),
        (NORA, "I left Nora at the station.", ("partner", "nora")),
        (NORA, "I lost Nora in the crowd.", ("partner", "nora")),
        (NORA, "I lost to Nora at chess again.", ("partner", "nora")),
        (REX, "Left Rex with the sitter.", ("pet", "rex")),
        (REX, "Rex ran off but came back an hour later.", ("pet", "rex")),
        ("I own a Vespa.", "I crashed the Vespa but it's fixable.", ("owns", "vespa")),
        ("I own a Vespa.", "I'd never sell the Vespa.", ("owns", "vespa")),
        ("I work at Bosch.", "Philips offered me a job but I turned it down.", ("works_at", "bosch")),
    ],
)
def test_what_was_only_left_or_lost_for_a_while_holds_still(before, chat, kept):
    assert kept in known(before, chat)


def test_whoever_one_moves_in_with_need_not_be_a_partner():
    assert ("partner", "tom") not in known("I moved in with Tom.")


# ── tastes without a word of feeling ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("My comfort food is ramen.", ("likes", "ramen")),
        ("I'd walk a mile for ramen.", ("likes", "ramen")),
        ("Nothing hits quite like a good ramen.", ("likes", "ramen")),
        ("I get a kick out of brass bands.", ("likes", "brass bands")),
        ("Ten out of ten for ramen, every time.", ("likes", "ramen")),
        ("There's always room for ramen in my life.", ("likes", "ramen")),
        ("The one thing I won't eat is liver.", ("dislikes", "liver")),
        ("I can't get into brass bands.", ("dislikes", "brass bands")),
        ("I'm no friend of liver.", ("dislikes", "liver")),
        ("A: How about some brass bands? // please no", ("dislikes", "brass bands")),
    ],
)
def test_what_one_would_do_for_a_thing_tells_a_taste(text, fact):
    assert fact in known(text)


@pytest.mark.parametrize(
    "text", ["Currently living in Graz ugh", "By the way, ugh, traffic.", "I'm done with Sciences Po, graduated."]
)
def test_a_sigh_is_no_taste(text):
    assert not {predicate for predicate, _ in known(text)} & {"likes", "dislikes"}


# ── names that look like none ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("My boss is called Hope.", ("boss", "hope")),
        ("June is my roommate.", ("roommate", "june")),
        ("I work at 3M.", ("works_at", "3m")),
        ("I work at eBay.", ("works_at", "ebay")),
        ("I volunteer at Doctors Without Borders.", ("volunteers_at", "doctors without borders")),
        ("I live in Rio de Janeiro.", ("lives_in", "rio de janeiro")),
        ("I live in Newcastle upon Tyne.", ("lives_in", "newcastle upon tyne")),
        ("I live in St. Louis.", ("lives_in", "st. louis")),
        ("i live in the hague", ("lives_in", "the hague")),
        ("I love The Beatles.", ("likes", "the beatles")),
    ],
)
def test_a_name_may_be_a_month_a_number_or_several_words(text, fact):
    assert fact in known(text)


def test_a_month_is_no_person_where_it_is_a_time():
    assert known("I moved to Oslo in June.") == {("lives_in", "oslo")}


# ── what is no end ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Based in Oslo and I don't work.", ("lives_in", "oslo")),
        ("Home: Lisbon, and I don't work on Fridays.", ("lives_in", "lisbon")),
    ],
)
def test_who_does_not_work_still_lives_somewhere(text, fact):
    assert fact in known(text)


@pytest.mark.parametrize(
    ("change", "days"),
    [
        ("Put the dentist appointment on Saturday please, Friday doesn't work anymore.", ["Saturday"]),
        ("They rescheduled my dentist appointment to Saturday.", ["Saturday"]),
        ("Don't forget Friday, I have a dentist appointment.", ["Friday"]),
        ("Why did I write Friday? The dentist appointment was always for Saturday.", ["Saturday"]),
        ("Saturday, I gave you the wrong day for my dentist appointment.", ["Saturday"]),
    ],
)
def test_a_plan_moves_where_that_is_said_and_stays_where_one_is_reminded_of_it(change, days):
    told = ["I have a dentist appointment on Friday.", change]
    messages = [
        Message(id=f"m{n}", role="user", content=text, session_id=f"s{n}", at=WEDNESDAY + timedelta(hours=n))
        for n, text in enumerate(told)
    ]
    statements = [
        one
        for n, message in enumerate(messages)
        for reading in extract(messages[: n + 1], {message.id})
        for one in reading.statements
    ]
    facts = resolve(statements, user_id="u").facts
    plans = [fact for fact in facts if fact.predicate == "plans" and fact.invalid_at != fact.valid_at]
    assert [f"{fact.valid_at:%A}" for fact in plans] == days
