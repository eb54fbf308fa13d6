"""What is noted of a chat: deeds with their circumstances, habits, feelings, opinions, advice; and what is not.

Each expected line is "predicate object" of a note. All is said by Nora to Viktor, where a friend is spoken to, or by a
user to an assistant.
"""

# ruff: noqa: E501  a message and its note are read best side by side

from datetime import UTC, datetime

import pytest

from pllm_memory.remember.extract import extract
from pllm_memory.remember.extract.retell import third
from pllm_memory.remember.extract.sentences import tokens
from pllm_memory.types import Message

AT = datetime(2024, 6, 12, 10, 0, tzinfo=UTC)
NOTED = ("did", "does", "finds", "says", "believes", "feels", "advises")


def noted(text: str, *, friend: bool = False) -> list[str]:
    """What is noted of a message; `friend`: Nora says it to Viktor."""
    name = "Nora" if friend else None
    own = Message(id="own", session_id="s", role="user", content=text, at=AT, name=name)
    before = Message(id="before", session_id="s", role="user", content="Hello there!", at=AT, name="Viktor")
    (reading,) = extract([before, own] if friend else [own], {"own"})
    assert all(one.subject == (name or "user") for one in reading.statements if one.predicate in NOTED)
    return [f"{one.predicate} {one.object}" for one in reading.statements if one.predicate in NOTED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "I baked forty pies with my aunt for the school fair, because the oven there is broken.",
            "did baked forty pies with their aunt for the school fair, because the oven there is broken",
        ),
        ("My cousin and I repainted the old boat in June.", "did repainted the old boat, with their cousin"),
        ("Every Monday we swim in the lake with our neighbours.", "does swims in the lake with their neighbours, every Monday"),
        ("After losing the match, I went straight to the sauna.", "did went straight to the sauna, after losing the match"),
        ("I didn't win the chess cup in the end.", "did didn't win the chess cup in the end"),
        ("Been training hard for the regional chess cup.", "did has been training hard for the regional chess cup"),
        ("Gardening has helped me get over my grief.", "finds gardening has helped them get over their grief"),
        ("These boots I found in Oslo remind me of my grandfather.", "finds these boots they found in Oslo remind them of their grandfather"),
        ("It's wonderful to see the orchard bloom after such a winter.", "finds it's wonderful to see the orchard bloom after such a winter"),
        ("Sharing meals with strangers is important and keeps a town alive.", "believes sharing meals with strangers is important and keeps a town alive"),
        ("I was terrified before the dive, but we trained for it.", "did was terrified before the dive; they trained for it"),
        ("I'm in awe of the carpenters who rebuilt the chapel.", "does is in awe of the carpenters who rebuilt the chapel"),
        ("We hiked up the ridge. It was foggy but peaceful.", "did hiked up the ridge; it was foggy but peaceful"),
        ("I wove a wide rug - it fills half the attic!", "did wove a wide rug; it fills half the attic"),
    ],
)  # fmt: skip
def test_what_is_told_is_kept_with_its_circumstances(text: str, expected: str) -> None:
    assert expected in noted(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You should tell your landlord about the mould before winter.", "advises Viktor to tell Viktor's landlord about the mould before winter"),
        ("Don't sell your cello to the first buyer who asks, Viktor!", "advises Viktor not to sell Viktor's cello to the first buyer who asks"),
        ("Thanks for driving me to the clinic and waiting there.", "feels thankful to Viktor for driving them to the clinic and waiting there"),
        ("I'm so proud of you for finishing your thesis, Viktor.", "feels proud of Viktor for finishing Viktor's thesis"),
        ("You're so patient with the puppies at the shelter.", "finds Viktor is so patient with the puppies at the shelter"),
        ("Your jokes really cheer me up on grey mornings.", "finds Viktor's jokes really cheer them up on grey mornings"),
        ("Here's a photo of the shed my brother and I built.", "did showed the shed their brother and they built"),
    ],
)  # fmt: skip
def test_what_is_said_to_a_friend(text: str, expected: str) -> None:
    assert expected in noted(text, friend=True)


@pytest.mark.parametrize(
    "text",
    [
        "You should tell your landlord about the mould before winter.",  # to an assistant
        "Keep the summary short and send it to my sister.",
        "I almost bought a second loom for the attic.",
        "If I had more time, I would carve wooden spoons for the market.",
        "I use it to relax after long shifts.",  # of what?
        "It reminds me of my grandfather.",
        "One of these days I'm running off to the sea with my cello.",
        "I'm sailing to Gotland with my cousins tomorrow morning.",
        "I don't live in the old mill by the river, thank god.",
        "I'm allergic to Mondays and to early alarms.",
        "I never worked at the mill by the river, people mix that up.",
        "I'm practically married to my old sofa and my blanket.",
        "Can you check my letter? I apply for a place at the school of carpentry because I love wood.",
        "Okay that made me laugh out loud on the tram.",
        "I guess that would be a nice idea for the garden.",
        "Have you ever sailed to Gotland with your cousins?",
        "I was promoted to king of the moon, just kidding.",
        "In my novel the heroine sails to Gotland. She leaves her cousins behind.",
    ],
)
def test_what_is_not_noted(text: str) -> None:
    assert noted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Keep me posted about your new flat and the move!",
        "Enjoy your evening with the grandchildren!",
        "You have to be kidding me, what a day!",
        "It helps when you sleep well before a long match.",  # anybody
        "Work is hard in the mines these days.",
    ],
)
def test_small_talk_is_no_advice_and_no_praise(text: str) -> None:
    assert not [note for note in noted(text, friend=True) if note.startswith(("advises", "finds", "feels"))]


def test_a_deed_keeps_its_time_when_more_is_told_of_it() -> None:
    message = Message(
        id="m", session_id="s", role="user", content="I ran to the mill yesterday, which took ages.", at=AT
    )
    (reading,) = extract([message], {"m"})
    (deed,) = [one for one in reading.statements if one.predicate == "did"]
    assert deed.object == "ran to the mill, which took ages"
    assert deed.valid_at is not None
    assert deed.valid_at.date().isoformat() == "2024-06-11"


def test_what_other_rules_understand_as_a_whole_is_not_noted_again() -> None:
    assert noted("I work as a baker in Porto.") == []
    assert noted("My friend Ilse got a job at Lufthansa.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I was late and I'm sorry, my bad", "they were late and they're sorry, their bad"),
        ("we've hurt ourselves", "they've hurt themselves"),
        ("you always say your piece", "Ida always says Ida's piece"),
        ("to help you bake", "to help Ida bake"),
        ("like you are", "like Ida is"),
    ],
)
def test_told_of_its_speaker_by_another(text: str, expected: str) -> None:
    assert third(tokens(text), text, "Ida") == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Cycling was a rollercoaster for our whole team.", "works_as"),
        ("The presenter was a dentist, and her talk amazed me.", "works_as"),
        ("We took in a stray hen. Her name is Olga and she limps.", "name"),
        ("I was so moved I cried for an hour.", "lives_in"),
    ],
)
def test_what_sounds_like_a_fact_of_ones_own(text: str, wrong: str) -> None:
    message = Message(id="m", session_id="s", role="user", content=text, at=AT)
    (reading,) = extract([message], {"m"})
    assert wrong not in [one.predicate for one in reading.statements]


def test_who_is_called_by_name_is_no_organisation() -> None:
    text = "It's great that you're helping out at the kennel, Vik!"
    own = Message(id="own", session_id="s", role="user", content=text, at=AT, name="Nora")
    before = Message(id="before", session_id="s", role="user", content="Hello!", at=AT, name="Viktor")
    (reading,) = extract([before, own], {"own"})
    assert "volunteers_at" not in [one.predicate for one in reading.statements]
