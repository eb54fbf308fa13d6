"""Ways to say who one is and what one does, alone or as an answer."""

import pytest
from test_extract import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I teach biology at Ark Alexandra.", ["user works_as teacher", "user works_at Ark Alexandra"]),
        ("I teach maths.", ["user works_as maths teacher"]),
        ("I teach my kids.", []),
        ("I drive a truck for Lone Star Freight.", ["user works_as driver", "user works_at Lone Star Freight"]),
        ("I'm sous-chef since January!", ["user works_as sous-chef from 2024-01-01"]),
        ("I do wild swimming now.", ["user hobby wild swimming"]),
        ("I've learned the banjo.", ["user plays banjo"]),
        ("I play the tabla.", ["user plays tabla"]),
        ("I play the fool.", []),
        ("I'm thirty-four.", ["user age 34"]),
        ("I turned fifty on Tuesday.", ["user age 50 from 2024-06-11"]),
        ("My son is eleven.", ["user/son age 11"]),
        ("My sister's 14 and sends me memes.", ["user/sister age 14"]),
        ("She hired Lars as head of sales.", ["Lars works_as head of sales"]),
        ("My wife Anjali is here. She's a dentist.", ["user partner Anjali", "Anjali works_as dentist"]),
        ("I sell insurance.", []),
    ],
)
def test_a_manner_of_speaking_says_a_fact(text, expected):
    assert [one for one in told(text) if " did " not in one] == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Where do you cook?", "Osteria Bea, in Bristol.", ["user works_at Osteria Bea"]),
        ("Where do you teach?", "At Oakfield Primary, it's lovely there", ["user works_at Oakfield Primary"]),
        ("What do you like to eat?", "Toast. Honestly.", ["user likes Toast"]),
        ("Are you from Bristol?", "Bari!", ["user from Bari"]),
        ("Do you have children?", "Two, Ella and Max.", ["user child Ella", "user child Max"]),
        (
            "Do you still live in Amsterdam?",
            "Haarlem since March. It is green.",
            ["user lives_in Haarlem from 2024-03-01"],
        ),
        (
            "Do you still live in Amsterdam?",
            "Nope. Haarlem.",
            ["ends user lives_in Amsterdam to 2024-06-12", "user lives_in Haarlem"],
        ),
        ("Do you have children?", "One daughter, Fiona. She's a vet.", ["user daughter Fiona", "Fiona works_as vet"]),
        ("Who is your landlord?", "Right, my landlord is called Clara", ["user landlord Clara"]),
        ("And your sister?", "She's a vet in Aberdeen.", ["user/sister works_as vet"]),
        ("What does your wife do?", "She's a dentist.", ["user/partner works_as dentist"]),
        ("And your sister?", "He's a vet in Aberdeen.", []),
        ("What do you do these days?", "Accountant, same as ever", ["user works_as Accountant"]),
    ],
)
def test_a_short_answer_is_read_with_its_question(question, answer, expected):
    assert told(f"A:{question}", answer) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I'm in Paris for a week.",
        "Act as a lawyer. You live in Berlin.",
        "Translate this: I live in Madrid.",
        "Ella and Max, born on August 19.",
        "We are four now.",
        "I go with Marek twice a week.",
        "He rings every evening.",
    ],
)
def test_a_visit_an_order_and_what_is_of_others_are_no_facts_of_ones_own(text):
    assert told(text) == []
