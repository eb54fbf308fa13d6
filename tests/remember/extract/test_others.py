"""What is said of somebody whom the rules do not know is not taken for the speaker's own."""

import pytest
from test_gist import holds, read

from pllm_memory.facts import USER
from pllm_memory.remember.extract.others import of_another


@pytest.mark.parametrize(
    "text",
    [
        "My hairdresser lives in Hull.",
        "My godson works at Google.",
        "The plumber speaks Polish.",
        "Everyone at work lives in Brooklyn.",
        "Some guy works at NASA.",
        "The band is from Manchester.",
        "My hairdresser has diabetes.",
        "My barber is allergic to nuts.",
        "My penpal's favourite colour is red.",
        "The neighbour's kid plays drums.",
        "My penpal just turned 40.",
        "The new guy started at Bosch on Monday.",
        "Busy day, my accountant moved to Berlin.",
        "The kids love pizza.",
        "My barista lives in Paris and loves jazz.",
        "Half my team works at Meta now.",
        "A guy from work is vegan.",
        "Still lives in Hull.",
        "The guy I'm seeing is a paramedic.",
        "The woman I met on the train works for Siemens.",
        "Our au pair is from Brazil.",
    ],
)
def test_what_somebody_else_does_or_is(text):
    assert of_another(text)
    assert not [fact for fact in read(text) if fact[1] == USER]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("My new job started at Bosch on Monday.", holds("works_at", "Bosch")),
        ("Our little family moved to Lyon.", holds("lives_in", "Lyon")),
        ("The keys to the flat in Lyon are ours.", holds("lives_in", "Lyon")),
        ("My address has changed: Lyon.", holds("lives_in", "Lyon")),
        ("The company I work for is Bosch.", holds("works_at", "Bosch")),
        ("Ravi from accounting moved to Pune.", holds("lives_in", "Pune", "Ravi")),
        ("My knees hurt, arthritis again says the doctor.", holds("has_condition", "arthritis")),
        ("My sister lives in Porto.", holds("lives_in", "Porto", "user/sister")),
    ],
)
def test_what_is_theirs_or_their_kins_is_read_as_before(text, fact):
    assert not of_another(text)
    assert fact in read(text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Mum lives in Bath.", holds("lives_in", "Bath", "user/mother")),
        ("Mum turned 70 last week.", holds("age", "70", "user/mother")),
        ("Mom hates cilantro.", holds("dislikes", "cilantro", "user/mother")),
        ("Dad bought a boat.", holds("owns", "boat", "user/father")),
        ("dad's a plumber and mum works at Tesco", holds("works_at", "Tesco", "user/mother")),
        ("My nan turned 90.", holds("age", "90", "user/grandmother")),
        ("Hubby got a job at NASA!", holds("works_at", "NASA", "user/partner")),
        ("Mum, I moved to Leeds.", holds("lives_in", "Leeds")),
        ("Thanks mum! I got the job at Bosch.", holds("works_at", "Bosch")),
    ],
)
def test_kin_needs_no_my(text, fact):
    assert fact in read(text)
    others = {one[1] for one in read(text)} - {fact[1]}
    assert USER not in others or fact[1] == USER


def test_dad_jokes_are_nobodys():
    assert read("Dad jokes are the best.") == set()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("I met a nurse who lives in Lagos.", set()),
        ("I work with a guy who plays drums.", set()),
        ("Tom met a nurse who lives in Lagos.", set()),
        ("I have a sister who lives in Porto.", {holds("lives_in", "Porto", "user/sister")}),
        ("We have a friend who works at NASA.", {holds("works_at", "NASA", "user/friend")}),
        ("I adopted a dog who loves snow.", {holds("likes", "snow", "user/dog")}),
        ("I live with my sister Ana who works at Bosch.", {holds("works_at", "Bosch", "Ana")}),
        ("I read that Messi lives in Miami.", {holds("lives_in", "Miami", "Messi")}),
        ("I know my sister lives in Porto.", {holds("lives_in", "Porto", "user/sister")}),
        ("I heard the plumber lives in Leeds.", set()),
        ("I'm sure my barber is vegan.", set()),
        ("Tom told me his wife is allergic to nuts.", set()),
        ("A friend of mine works at NASA.", {holds("works_at", "NASA", "user/friend")}),
        ("The book is about a nurse who lives in Lagos.", set()),
    ],
)
def test_whom_a_clause_is_about_within_a_sentence_of_ones_own(text, facts):
    told = {fact for fact in read(text) if fact[2] in ("lives_in", "works_at", "plays", "follows_diet", "allergic_to")}
    liked = {fact for fact in read(text) if fact[2] == "likes"}
    assert told | liked == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("My boss was fired.", set()),
        ("My colleague's new job is at Google.", {holds("works_at", "Google", "user/colleague")}),
        ("Congrats on your new job at Google!", set()),
        ("Our neighbours have a dog called Bolt.", set()),
        ("We hired a nanny from Peru.", set()),
        ("I date a guy from Peru.", set()),
        ("I'm a girl from Peru.", {holds("from", "Peru")}),
        ("My wife adopted a dog named Rex.", {holds("pet", "Rex"), holds("pet", "Rex", "user/partner")}),
    ],
)
def test_neither_an_end_nor_a_set_phrase_about_somebody_else_is_ones_own(text, facts):
    kept = ("works_at", "pet", "from", "partner", "anything")
    assert {one for one in read(text) if one[2] in kept and not (one[0] == "ends" and one[1] != USER)} == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("I've had migraines since I was a teenager.", {holds("has_condition", "migraines")}),
        ("I've been with my company for ten years.", set()),
        ("My brother Theo's in the navy.", {holds("brother", "Theo")}),
        ("I switched from Android to an iPhone.", set()),
        ("We're finally out of the flat in Leeds.", set()),
    ],
)
def test_what_is_no_job_no_employer_no_name_and_no_home(text, facts):
    assert {one for one in read(text) if one[2] not in ("anything", "has")} == facts


def test_who_is_no_longer_with_a_name_may_have_worked_there():
    ended = {one for one in read("I'm no longer with Accenture.") if one[0] == "ends"}
    assert {("ends", USER, "works_at", "Accenture"), ("ends", USER, "partner", "Accenture")} <= ended


def test_why_something_is_given_up_is_not_part_of_it():
    ended = {one[3] for one in read("I had to give up football after my knee surgery.") if one[0] == "ends"}
    assert ended == {"football"}


@pytest.mark.parametrize(
    "text",
    [
        "I was going to be a nurse.",
        "I didn't get the job at NASA.",
        "I turned down the job at NASA.",
        "My dream house is in Tuscany.",
        "My dream job is at NASA.",
        "We decided against moving to Houston.",
        "When I was a nurse I lived in Leeds.",
        "Our dog walker Pete is from Cardiff.",
    ],
)
def test_what_never_came_to_be_or_is_long_over_does_not_hold(text):
    held = {one for one in read(text) if one[0] == "holds"}
    assert not [one for one in held if one[2] in ("lives_in", "works_at", "works_as", "from")]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("My date last night was a vegan lawyer from Boston.", set()),
        ("I bought my dad a kindle.", set()),
        ("I'm reading about a man with diabetes.", set()),
        ("Sara asked me to move to Peru.", set()),
        ("Sara's moving to Peru.", set()),
        ("Greetings from Bergen!", set()),
        ("my team lead maeve cancelled the meeting again", {holds("boss", "Maeve")}),
    ],
)
def test_gifts_books_advice_and_dates_are_not_ones_own(text, facts):
    assert read(text) == facts
