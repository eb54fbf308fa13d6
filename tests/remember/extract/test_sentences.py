"""From a message to sentences that are said plainly: no faces, no fillers, "it's" for "it is"."""

import pytest

from pllm_memory.remember.extract.sentences import sentences


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("we have a dog :D", ["we have a dog 🙂"]),
        ("no longer at Bosch :d. never mind", ["no longer at Bosch 🙂.", "never mind"]),
        ("I like it =) Thanks", ["I like it 🙂", "Thanks"]),
        ("at 5 we need: D, E and F", ["at 5 we need: D, E and F"]),
        ("the score was 3:2", ["the score was 3:2"]),
        ("Oki moved to Porto", ["moved to Porto"]),
        ("tbh, lol, burned out", ["burned out"]),
        ("Random but my brother works at Bosch", ["my brother works at Bosch"]),
        ("lol", ["lol"]),
        ("Randomly I moved", ["Randomly I moved"]),
        ("I am a nurse and I cannot sleep", ["I'm a nurse and I can't sleep"]),
        ("We can not go. It is not far", ["We can't go.", "It's not far"]),
        ("I amuse them, it isn't hard", ["I amuse them, it isn't hard"]),
        ("she lives in Oslo, my mother Noor", ["my mother Noor lives in Oslo"]),
        ("he's working nights, my brother.", ["my brother's working nights."]),
        ("She works with Tom, my brother", ["She works with Tom, my brother"]),
        ("She moved to Lisbon, my favourite city", ["She moved to Lisbon, my favourite city"]),
        ("She loves Bella, my dog", ["She loves Bella, my dog"]),
        ("He plays guitar, my brother too.", ["He plays guitar, my brother too."]),
        ("She speaks Spanish, my husband French.", ["She speaks Spanish, my husband French."]),
        ("Oki is my cat", ["Oki is my cat"]),
        ("Random House hired me", ["Random House hired me"]),
        ("my names tom and I am 34", ["my name's tom and I'm 34"]),
        ('My favourite film is "I Am Legend"', ["My favourite film is I Am Legend"]),
        ("she said it, my goodness", ["she said it, my goodness"]),
        ("she likes it, my God, loves it", ["she likes it, my God, loves it"]),
        ("well, I'd say beige is my colour", ["well, beige is my colour"]),
        ("id say beige", ["beige"]),
        ("I would like tea, I'd say hi to her", ["I would like tea, I'd say hi to her"]),
        ("my id card is lost", ["my id card is lost"]),
    ],
)
def test_a_message_in_sentences_that_are_said_plainly(text, said):
    assert [one.text for one in sentences(text)] == said


@pytest.mark.parametrize(
    ("text", "serious"),
    [
        ("should I ever get a dachshund, I'll call it Bob", False),
        ("I wouldn't mind working at Bosch", False),
        ("we wouldn't say no to a dog", False),
        ("I wouldn't mind", True),
        ("I'm allergic to nuts but I wouldn't mind a dessert", True),
        ("I should say that I moved", True),
    ],
)
def test_a_wish_is_not_told_in_earnest(text, serious):
    assert [one.serious for one in sentences(text)] == [serious]
