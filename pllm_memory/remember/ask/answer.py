"""What of a model's answer can be kept: pure, strict, and never an error, whatever the answer is."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from math import isfinite
from typing import Any, cast, get_args

from pllm_memory.errors import InvalidTime
from pllm_memory.facts import Mode, Statement
from pllm_memory.models.chat import without_thoughts
from pllm_memory.predicates import FAVORITE, REGISTRY, Predicate
from pllm_memory.remember.ask.grounds import Grounds, grounds, reference
from pllm_memory.types import Message, is_storable, utc

MODES: tuple[Mode, ...] = get_args(Mode)
MAX_STATEMENTS = 30
"""Of one message. Nobody says more; a model that does repeats itself."""
LONGEST_SUBJECT, LONGEST_PREDICATE, LONGEST_OBJECT = 100, 40, 200

MALFORMED, UNKNOWN_MESSAGE, UNGROUNDED = "malformed", "about no such message", "that nobody said"
NOT_THEIRS, TOO_MANY = "not theirs to say", "too many of one message"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model's answer comes to.

    Attributes:
        statements: What can be kept, by message id.
        problems: Why a message was not read, by message id; none of these has statements.
        dropped: How many statements were not kept, by reason.
    """

    statements: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict[str, tuple[Statement, ...]])
    problems: Mapping[str, str] = field(default_factory=dict[str, str])
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])


def numbered(messages: Sequence[Message], wanted: Collection[str]) -> dict[int, Message]:
    """The wanted messages by the numbers that the model knows them by: their places among all, from 1."""
    return {number: message for number, message in enumerate(messages, 1) if message.id in wanted}


def read_answer(
    text: str,
    messages: Sequence[Message],
    wanted: Collection[str],
    *,
    source: str = "llm",
    known: Mapping[str, Predicate] = REGISTRY,
) -> Answer:
    """Reads a model's answer, strictly.

    A statement is kept if all its fields are of their types, it is about a wanted message, its words are among
    what was said up to and in that message, and whoever said it may say it: what an assistant, a tool or a
    document says about the user is not the user's word. Prose, thoughts and code fences around the JSON are
    passed over. Of an answer that breaks off, the complete statements are kept.

    Args:
        text: The answer, whatever it is.
        messages: Those that the model was shown, in that order.
        wanted: The ids of those to be read.
        source: What the statements say they are from.
        known: The predicates that may be used without being said.
    """
    numbers = numbered(messages, wanted)
    items, complete = items_in(without_thoughts(text))
    reader = _Reader(numbers, grounds(messages), known, source)
    kept: dict[str, dict[str, Statement]] = {}
    dropped: Counter[str] = Counter()
    for item in items:
        try:
            statement = reader.statement(item)
            mine = kept.setdefault(statement.message_id, {})
            _refuse_if(len(mine) >= MAX_STATEMENTS and statement.id not in mine, TOO_MANY)
            mine.setdefault(statement.id, statement)
        except _Dropped as why:
            dropped[why.reason] += 1
    statements = {id_: tuple(mine.values()) for id_, mine in kept.items() if mine}
    ids = [message.id for message in numbers.values()]
    return Answer(statements, _problems(ids, statements, len(items), dropped, complete=complete), dict(dropped))


def _problems(
    ids: Sequence[str],
    statements: Mapping[str, object],
    items: int,
    dropped: Mapping[str, int],
    *,
    complete: bool,
) -> dict[str, str]:
    """Which messages were not read. An answer that says nothing of a message has found nothing in it."""
    if not items and not complete:
        return dict.fromkeys(ids, "there are no statements in the answer")
    if items and items == dropped.get(MALFORMED, 0) + dropped.get(UNKNOWN_MESSAGE, 0):
        return dict.fromkeys(ids, f"none of the {items} statements in the answer has the right form")
    if complete:
        return {}
    return dict.fromkeys((id_ for id_ in ids if id_ not in statements), "the answer broke off")


# ── the list in the text ─────────────────────────────────────────────────────────────────────────────

_DECODER = json.JSONDecoder(strict=False)  # line breaks in a text are no reason to lose it
_LIST = re.compile(r'"statements"\s*:\s*\[')
_BARE_LIST = re.compile(r"\[(?=\s*[{\]])")
_BETWEEN = re.compile(r"[\s,]*")
_MAX_LISTS = 8


def items_in(text: str) -> tuple[list[object], bool]:
    """The items of the list of statements in a text, as far as they are complete, and whether the list is.

    Where there are several lists, as when a model repeats the question before it answers, the fullest counts.
    """
    starts = [match.end() for match in islice(_LIST.finditer(text), _MAX_LISTS)]
    starts = starts or [match.end() for match in islice(_BARE_LIST.finditer(text), _MAX_LISTS)]
    lists = [_list_at(text, start) for start in starts]
    return max(lists, key=_fullness) if lists else ([], False)


def _fullness(found: tuple[list[object], bool]) -> tuple[bool, bool, int]:
    items, complete = found
    return bool(items), complete, len(items)


def _list_at(text: str, place: int) -> tuple[list[object], bool]:
    items: list[object] = []
    while True:
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
        if text.startswith("]", place):
            return items, True
        try:
            item, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):  # it breaks off, is no JSON, or nests too deeply
            return items, False
        items.append(item)


# ── one item ─────────────────────────────────────────────────────────────────────────────────────────

_PREDICATE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_COARSE = {4: "-01-01", 7: "-01"}
"""What makes a day of a year and of a month, by their lengths."""


class _Dropped(Exception):
    """This statement cannot be kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _refuse_if(wrong: object, reason: str) -> None:
    if wrong:
        raise _Dropped(reason)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What an item is checked against."""

    numbers: Mapping[int, Message]
    grounds: Mapping[str, Grounds]
    known: Mapping[str, Predicate]
    source: str

    def statement(self, item: object) -> Statement:
        """The statement that an item is.

        Raises:
            _Dropped: If it is none.
        """
        _refuse_if(not isinstance(item, dict), MALFORMED)
        found = _Fields(cast("dict[str, Any]", item))
        message = self._message(found.values.get("message_id"))
        mode = cast("Mode", found.one_of("mode", MODES))
        subject, predicate = found.text("subject", LONGEST_SUBJECT), found.text("predicate", LONGEST_PREDICATE)
        object_ = found.text("object", LONGEST_OBJECT)
        replaces = found.text("replaces", LONGEST_OBJECT) if mode == "corrects" else ""
        valid_at, invalid_at = found.time("valid_at"), found.time("invalid_at")
        _refuse_if(valid_at and invalid_at and invalid_at <= valid_at, MALFORMED)
        _refuse_if(not subject or not _PREDICATE.fullmatch(predicate), MALFORMED)
        _refuse_if(not object_ and mode != "ends", MALFORMED)
        self._check_words(self.grounds[message.id], predicate, object_, replaces)
        return Statement(
            message_id=message.id,
            subject=self._subject(subject, message),
            predicate=predicate,
            object=self._object(object_, message),
            mode=mode,
            replaces=replaces or None,
            valid_at=valid_at,
            invalid_at=invalid_at,
            said_at=message.at,
            speaker=message.name,
            role=message.role,
            certain=found.flag("certain"),
            strength=found.share("strength"),
            text=_sentence(message.content, object_ or subject),
            source=self.source,
        )

    def _message(self, number: object) -> Message:
        if isinstance(number, str) and number.isdecimal() and len(number) < 10:
            number = int(number)
        _refuse_if(isinstance(number, bool) or not isinstance(number, int), UNKNOWN_MESSAGE)
        message = self.numbers.get(cast("int", number))
        if message is None:
            raise _Dropped(UNKNOWN_MESSAGE)
        return message

    def _check_words(self, said: Grounds, predicate: str, object_: str, replaces: str) -> None:
        _refuse_if(not said.holds(object_ or predicate.replace("_", " ")), UNGROUNDED)  # what ends, if no value is said
        _refuse_if(replaces and not said.holds(replaces), UNGROUNDED)
        invented = predicate not in self.known and not predicate.startswith(FAVORITE)
        _refuse_if(invented and not said.holds(predicate.replace("_", " "), share=1.0), UNGROUNDED)

    def _subject(self, said: str, message: Message) -> str:
        found = reference(said, message)
        if found is None:
            raise _Dropped(NOT_THEIRS)
        _refuse_if(not self.grounds[message.id].names(found), UNGROUNDED)
        return found

    def _object(self, said: str, message: Message) -> str:
        found = reference(said, message, as_object=True)
        if found is None:
            raise _Dropped(NOT_THEIRS)
        return found


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of an item, each of the type it must have. Null is as good as nothing."""

    values: Mapping[str, Any]

    def text(self, name: str, longest: int) -> str:
        value = self.values.get(name)
        _refuse_if(not isinstance(value, str | None), MALFORMED)
        text = " ".join((value or "").split())
        _refuse_if(len(text) > longest or not is_storable(text), MALFORMED)
        return text

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        value = self.values.get(name) or allowed[0]
        _refuse_if(not isinstance(value, str) or value not in allowed, MALFORMED)
        return value

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        _refuse_if(not isinstance(value, bool | None), MALFORMED)
        return value is not False

    def share(self, name: str) -> float:
        value = self.values.get(name)
        if value is None:
            return 0.5
        _refuse_if(isinstance(value, bool) or not isinstance(value, int | float), MALFORMED)
        _refuse_if(not isfinite(value) or not 0 <= value <= 1, MALFORMED)
        return float(value)

    def time(self, name: str) -> datetime | None:
        """A moment, or the first of a day, month or year. Without a zone it is UTC, as days are everywhere here."""
        text = self.text(name, 40)
        if not text or text.lower() == "null":
            return None
        try:
            moment = datetime.fromisoformat(text + _COARSE.get(len(text), ""))
            return utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        except (ValueError, InvalidTime) as error:
            raise _Dropped(MALFORMED) from error


def _sentence(content: str, about: str) -> str:
    """The sentence that says it: the first of those with most of its words."""
    wanted = set(about.casefold().split())
    sentences: Iterator[str] = (match.group().strip() for match in _SENTENCE.finditer(content[:4_000]))
    best = max(sentences, key=lambda one: sum(word in one.casefold() for word in wanted), default="")
    return best[:300]
