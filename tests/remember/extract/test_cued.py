"""Patterns are tried only where a text has what they need: nothing that they would find is lost by that."""

import importlib
import pkgutil
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_memory.bench.facts import dialogues, made
from pllm_memory.remember import extract
from pllm_memory.remember.extract.cued import Cued, cued, letters, needs, saying

_MODULES = [
    importlib.import_module(found.name) for found in pkgutil.walk_packages(extract.__path__, f"{extract.__name__}.")
]


def _patterns(value):
    """Those in a value of a module: alone, or in tables of any depth."""
    if isinstance(value, re.Pattern | Cued):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _patterns(one)


_ALL = {
    f"{module.__name__.rpartition('.')[2]}.{name}.{number}": pattern
    for module in _MODULES
    for name, value in vars(module).items()
    for number, pattern in enumerate(_patterns(value))
}
_TOLD = [
    message.content
    for story in (*dialogues(), *made(4, seed=11, split="dev"))
    for message in story.messages
    if message.role == "user"
]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"(?i)\bcan'?t get enough of (?P<x>.*)", ["t get enough of "]),
        (r"\b(?:quit|stop(?:ped)?|drop) (?:my )?x+y", ["drop", "quit", "stop"]),
        (r"(?:abc)?def+g", ["def"]),
        (r"[^ab](?:one|two three){1,2}\b(?! foo| bar)(?<=q)baz{0,2}", ["one", "two three"]),
        (r"(?:at|in|(?:christmas|christmas eve)) \(sharp\)", [" (sharp)"]),
        (r"(?P<a>now)?(?(a)|never)x", []),
        (r"Anna|(?-i:[A-Z])\w+ Karenina", ["karenina", "anna"]),
        (r"one|", []),
        (r"(?:one|two)*", []),
        (r"\d+ (?:of|the)", ["of", "the"]),
        (r"a|the|in|to|of|my|is", []),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(pattern, needed):
    assert [text.strip() for text in needs(pattern)] == [text.strip() for text in needed]


def test_digits_are_needed_only_where_no_others_count():
    assert cued(r"\d(?:\d| )", re.ASCII).needs == tuple("0123456789")
    assert cued(r"\d(?:\d| )").needs == ()


@pytest.mark.parametrize("pattern", [r"(?>once)", r"a(?#why)b"])
def test_a_part_that_is_not_known_is_an_error(pattern):
    with pytest.raises(ValueError, match="what is this part"):
        needs(pattern)


def test_what_minds_the_case_is_not_sought_in_small_letters():
    with pytest.raises(ValueError, match="minds the case"):
        saying(r"(?i)\bmet (?-i:[A-Z])\w+")


_LITERALS = st.sampled_from(["quit", "left ", "can't", "no ", "x", ".", "é", "Bosch"])
_PARTS = st.tuples(
    _LITERALS.map(re.escape) | st.sampled_from([r"\w", r"\b", r"[a-z]", r"\s", r"(?!z)", r"\d", "."]),
    st.sampled_from(["", "", "", "", "?", "+?", "*"]),
).map(lambda part: f"(?:{part[0]}){part[1]}")
_TIMES = st.sampled_from(["", "", "?", "{0,2}", "{1,2}", "{2}"])


def _grouped(inner):
    """Sequences of a few parts, and groups of such sequences."""
    rows = st.lists(inner, min_size=1, max_size=3).map("".join)
    return rows | st.lists(rows, min_size=1, max_size=2).map(lambda some: f"(?:{'|'.join(some)})")


_GRAMMAR = _grouped(st.tuples(_grouped(_PARTS).map(lambda one: f"(?:{one})"), _TIMES).map("".join))
"""Nothing endless stands in a repetition: that would take `re` itself forever."""
_TEXTS = st.lists(_LITERALS | st.sampled_from(["quit", "4", " ", "z", "a", "qu", "QUIT", "bosch"]), max_size=5).map(
    "".join
)


@settings(max_examples=600)
@given(_GRAMMAR, _TEXTS)
def test_no_match_is_lost_of_any_pattern(source, text):
    pattern = cued(source, re.IGNORECASE)
    plain = re.compile(source, re.IGNORECASE)
    assert bool(pattern.search(text)) == bool(plain.search(text))
    assert [found.span() for found in pattern.finditer(text)] == [found.span() for found in plain.finditer(text)]
    assert pattern.sub("-", text) == plain.sub("-", text)
    assert saying(source)(text) == bool(plain.search(text))


def test_no_match_is_lost_of_the_patterns_of_the_rules():
    tried = {
        name: one if isinstance(one, Cued) else cued(one.pattern, one.flags & ~re.UNICODE) for name, one in _ALL.items()
    }
    found = {name: [text for text in _TOLD if one.needs and one.pattern.search(text)] for name, one in tried.items()}
    assert sum(map(bool, found.values())) > 100
    assert not {name for name, texts in found.items() if not all(tried[name].may(text.lower()) for text in texts)}


def test_words_are_plain_letters():
    assert letters("I don't, do I? Café") == {"i", "don", "t", "do", "caf"}


def test_nothing_that_was_read_stays_when_somebody_is_forgotten():
    caches = [
        value
        for module in _MODULES
        for value in vars(module).values()
        if callable(getattr(value, "cache_clear", None)) and value.__module__ == module.__name__
    ]
    story = dialogues()[0]
    extract.extract(story.messages, {message.id for message in story.messages})
    assert any(cache.cache_info().currsize for cache in caches)
    extract.let_go()
    assert not any(cache.cache_info().currsize for cache in caches)
