"""Tests of what a later message of one user ends of what an earlier one said, told as people tell it."""

import pytest

from pllm_memory import Memory


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    with Memory(f"sqlite:///{tmp_path_factory.mktemp('ends') / 'm.db'}", embedder="none") as memory:
        yield memory


_USERS = iter(range(10_000))


def after(memory, first, then, asked=None, *, as_of="2023-01-11T00:00:00Z"):
    """What is served after two messages, a year apart."""
    user = memory.for_user(f"u{next(_USERS)}")
    user.remember([{"role": "user", "content": first, "at": "2022-01-10T12:00:00Z"}])
    question = [{"role": "assistant", "content": asked, "at": "2023-01-10T11:00:00Z"}] if asked else []
    user.remember([*question, {"role": "user", "content": then, "at": "2023-01-10T12:00:00Z"}])
    return {(fact.predicate, fact.object) for fact in user.facts("user", as_of=as_of)}


JOB, CAT, CAR = "I work at Holcim.", "Our cat Olive is asleep.", "I own a blue Peugeot."
LOVE, UNI, HOME = "My boyfriend Ravi cooks.", "I study biology at Ghent University.", "I live in Derby."
GYM, EGGS, RIDE = "My gym is Gold's Gym.", "I'm allergic to walnuts.", "I commute by train."


@pytest.mark.parametrize(
    ("first", "then", "over"),
    [
        (JOB, "I was one of the forty people they let go.", ("works_at", "Holcim")),
        (JOB, "My contract wasn't extended.", ("works_at", "Holcim")),
        (JOB, "I left that company in the end.", ("works_at", "Holcim")),
        (JOB, "My position was eliminated.", ("works_at", "Holcim")),
        (JOB, "I quit to write a novel.", ("works_at", "Holcim")),
        (JOB, "I don't work there any more.", ("works_at", "Holcim")),
        (JOB, "They made my job at Holcim redundant.", ("works_at", "Holcim")),
        (JOB, "I'm self-employed now.", ("works_at", "Holcim")),
        (CAT, "The cat got run over.", ("pet", "Olive")),
        (CAT, "RIP Olive.", ("pet", "Olive")),
        (CAT, "Olive isn't with us any more.", ("pet", "Olive")),
        (CAT, "Olive went to live with my cousin.", ("pet", "Olive")),
        (CAT, "We had to put her down.", ("pet", "Olive")),
        (CAT, "Picked up Olive's ashes.", ("pet", "Olive")),
        ("My labrador Bo snores.", "We lost our dog in May.", ("pet", "Bo")),
        (CAR, "Somebody nicked the car.", ("owns", "blue Peugeot")),
        (CAR, "I don't have a car any more.", ("owns", "blue Peugeot")),
        (CAR, "I gave my nephew the Peugeot.", ("owns", "blue Peugeot")),
        (CAR, "The Peugeot is beyond repair.", ("owns", "blue Peugeot")),
        (LOVE, "He broke up with me.", ("partner", "Ravi")),
        (LOVE, "Ravi's my ex now.", ("partner", "Ravi")),
        (LOVE, "Our relationship ended in May.", ("partner", "Ravi")),
        (LOVE, "I threw him out.", ("partner", "Ravi")),
        (UNI, "I graduated in June!", ("studies", "biology")),
        (UNI, "I'm not a student any more.", ("studies", "biology")),
        (UNI, "Got my diploma yesterday.", ("studies_at", "Ghent University")),
        (HOME, "Keys to the Derby flat are back with the agent.", ("lives_in", "Derby")),
        (HOME, "We've sold the house in Derby.", ("lives_in", "Derby")),
        (GYM, "I gave up the gym.", ("gym", "Gold's Gym")),
        (EGGS, "I've outgrown my walnut allergy.", ("allergic_to", "walnuts")),
        (RIDE, "My commute is a thing of the past.", ("commutes_by", "train")),
        ("I play the oboe.", "I sold my oboe.", ("plays", "oboe")),
        ("I'm vegan.", "The vegan thing lasted a year.", ("follows_diet", "vegan")),
        ("I'm a nurse.", "I'm an ex-nurse.", ("works_as", "nurse")),
        ("My friend is called Ines.", "I've cut contact with Ines.", ("friend", "Ines")),
    ],
)
def test_it_is_over(memory, first, then, over):
    assert over in after(memory, first, "Nice weather today.")
    assert over not in after(memory, first, then)


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        (JOB, "My wife was made redundant.", ("works_at", "Holcim")),
        (JOB, "I start at Bosch in March.", ("works_at", "Holcim")),
        (JOB, "They offered me a job at Bosch but I said no.", ("works_at", "Holcim")),
        (JOB, "I nearly quit my job.", ("works_at", "Holcim")),
        (CAT, "Olive died of boredom.", ("pet", "Olive")),
        (CAT, "My neighbour's cat died.", ("pet", "Olive")),
        (CAR, "I sold my bike.", ("owns", "blue Peugeot")),
        (CAR, "I sold my son's car.", ("owns", "blue Peugeot")),
        (CAR, "Nearly sold the Peugeot.", ("owns", "blue Peugeot")),
        (LOVE, "My sister and her boyfriend broke up.", ("partner", "Ravi")),
        (UNI, "My flatmate dropped out.", ("studies", "biology")),
        (UNI, "I graduated from Leeds in 2015.", ("studies", "biology")),
        (HOME, "I left Derby at 7 to beat the traffic.", ("lives_in", "Derby")),
        (HOME, "I'm staying with friends in Hull until Sunday.", ("lives_in", "Derby")),
        (HOME, "We looked at a house in Hull.", ("lives_in", "Derby")),
        ("I play the oboe.", "I didn't play the oboe today.", ("plays", "oboe")),
        ("I speak Dutch.", "Dutch isn't my first language.", ("speaks", "Dutch")),
        ("I'm allergic to walnuts.", "My son outgrew his walnut allergy.", ("allergic_to", "walnuts")),
    ],
)
def test_it_is_not_over(memory, first, then, kept):
    assert kept in after(memory, first, then)


@pytest.mark.parametrize(
    ("first", "asked", "then", "old", "new"),
    [
        (JOB, None, "I took the Philips job in the end.", ("works_at", "Holcim"), ("works_at", "Philips")),
        (HOME, None, "The move to Hull went fine.", ("lives_in", "Derby"), ("lives_in", "Hull")),
        (RIDE, None, "It's the bus for me now.", ("commutes_by", "train"), ("commutes_by", "bus")),
        (RIDE, None, "I've started cycling to work.", ("commutes_by", "train"), ("commutes_by", "bike")),
        ("My boss is Ute.", None, "Ute's been replaced by Marek.", ("boss", "Ute"), ("boss", "Marek")),
        (
            "My flatmate is Ute.", None, "Ute moved out and Marek moved in.",
            ("roommate", "Ute"), ("roommate", "Marek"),
        ),
        (
            "My landlord is Mr Bose.", None, "We have a new landlord, a Mrs Lund.",
            ("landlord", "Mr Bose"), ("landlord", "Mrs Lund"),
        ),
        (LOVE, None, "I'm with Maya now.", ("partner", "Ravi"), ("partner", "Maya")),
    ],
)  # fmt: skip
def test_something_else_took_its_place(memory, first, asked, then, old, new):
    found = after(memory, first, then, asked)
    assert new in found
    assert old not in found


def test_who_is_with_somebody_does_not_work_there(memory):
    assert after(memory, JOB, "I've been with Jo for ten years.") == {("works_at", "Holcim"), ("partner", "Jo")}


def test_an_end_that_is_still_to_come_is_none_until_then(memory):
    told = (JOB, "I'm leaving Holcim at the end of March.")
    assert ("works_at", "Holcim") in after(memory, *told)
    assert ("works_at", "Holcim") not in after(memory, *told, as_of="2023-05-01T00:00:00Z")


@pytest.mark.parametrize("then", ["Left early today.", "It's fine, busy."])
def test_what_answers_how_work_is_ends_nothing(memory, then):
    assert after(memory, JOB, then, "How's work at Holcim?") >= {("works_at", "Holcim")}


def test_of_two_things_the_one_of_that_sort_is_gone(memory):
    assert after(memory, "I own a Volvo and a Yamaha piano.", "sold the car") == {("owns", "Yamaha piano")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I'm head of design at Holcim.", {("works_at", "Holcim"), ("works_as", "head of design")}),
        ("I'm in procurement at Holcim.", {("works_at", "Holcim")}),
        ("I manage the night shift at Holcim.", {("works_at", "Holcim")}),
        ("My job at Holcim is wearing me out.", {("works_at", "Holcim")}),
        ("My cats are Olive and Fig.", {("pet", "Olive"), ("pet", "Fig")}),
        ("The kids have a hamster, Fig.", {("pet", "Fig")}),
        ("I did my degree at Ghent University.", {("graduated_from", "Ghent University")}),
        ("I'm a member at PureGym.", {("gym", "PureGym")}),
    ],
)
def test_what_holds_is_told_in_passing(memory, text, told):
    assert told <= after(memory, "Hello there.", text)


@pytest.mark.parametrize(
    "text", ["I do yoga at Holcim.", "My job at Holcim is history.", "I'd manage a team at Holcim."]
)
def test_who_does_something_there_does_not_work_there(memory, text):
    assert ("works_at", "Holcim") not in after(memory, "Hello there.", text)


def test_whose_death_was_a_while_ago_is_gone_though_the_day_is_to_come(memory):
    assert ("pet", "Olive") not in after(memory, CAT, "It'll be a year on Sunday since Olive died.")
