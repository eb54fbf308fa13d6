"""The values that everything else passes around: frozen, checked when made, free of I/O.

A value that exists is valid: its constructor has refused what could not be stored, so nothing below
the surface checks again. Times are aware and kept in UTC; ids are the caller's own or UUIDv7.
"""

import os
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, Self, get_args
from uuid import UUID

from pllm_memory.errors import InvalidMessage, InvalidTime, InvalidUserId

if TYPE_CHECKING:
    from pllm_memory.facts import Fact

Role = Literal["system", "user", "assistant", "tool", "document"]
ROLES: tuple[str, ...] = get_args(Role)

MAX_USER_ID = 255
MAX_ID = 255
MAX_NAME = 255
MAX_CONTENT = 200_000
"""Characters in one message: a long article. Longer texts are documents, to be split by whoever knows how."""


# ── ids and times ────────────────────────────────────────────────────────────────────────────────────


def new_id() -> str:
    """A fresh UUIDv7 (RFC 9562 §5.7, with §6.2 method 3): time to a quarter of a microsecond, then randomness.

    So ids sort by time, also those that are made within one millisecond, as for the messages of one call.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds << 80) | (rest * 4096 // 1_000_000 << 64) | int.from_bytes(os.urandom(8))
    value = value & ~(0xF << 76) | (0x7 << 76)  # version 7
    value = value & ~(0x3 << 62) | (0x2 << 62)  # RFC variant
    return str(UUID(int=value))


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def utc(value: datetime | str, *, what: str = "at") -> datetime:
    """Reads a time as aware UTC.

    Args:
        value: An aware `datetime`, or ISO 8601 text with an offset ("2026-05-08T13:56:00Z").
        what: The name of the field, for the error.

    Raises:
        InvalidTime: If it is naive (its zone would be a guess), unreadable, or outside the years 1–9999.
    """
    moment = _parse_time(value, what) if isinstance(value, str) else value
    if not isinstance(moment, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]  callers pass JSON
        raise InvalidTime(f"{what}: expected a datetime or ISO 8601 text, got {type(moment).__name__}")
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidTime(
            f"{what}: {value!s} has no time zone; say which, e.g. '2026-05-08T13:56:00Z' "
            f"or datetime(…, tzinfo=timezone.utc)"
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidTime(f"{what}: {value!s} is out of range in UTC") from error


def _parse_time(value: str, what: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise InvalidTime(f"{what}: {value[:60]!r} is not an ISO 8601 time such as '2026-05-08T13:56:00Z'") from error


# ── whose ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose memory. Every call to a store takes one first, so an unscoped query cannot be written.

    A user id is compared code point by code point: nothing is trimmed, folded or normalised, so two ids
    that look alike are two users. Slashes and dots are as good as any other character: an id never
    becomes part of a path.

    Raises:
        InvalidUserId: If it is empty, longer than 255 characters, begins or ends with white space, or holds
            control characters, line ends or lone surrogates.
    """

    user_id: str

    def __post_init__(self) -> None:
        problem = _id_problem(self.user_id, MAX_USER_ID)
        if problem:
            raise InvalidUserId(f"user_id {_shown(self.user_id)} {problem}")


def _id_problem(value: object, longest: int) -> str | None:
    if not isinstance(value, str):
        return f"must be text, not {type(value).__name__}"
    if not value:
        return "is empty"
    if len(value) > longest:
        return f"has {len(value)} characters; at most {longest} are allowed"
    if value != value.strip():
        return "begins or ends with white space"
    if value.isprintable():  # as nearly all are, and that is seen at once
        return None
    bad = next((c for c in value if unicodedata.category(c) in _NOT_ON_A_LINE), None)
    return None if bad is None else f"holds {_NOT_ON_A_LINE[unicodedata.category(bad)]} U+{ord(bad):04X}"


_NOT_ON_A_LINE = {
    "Cc": "the control character",
    "Cs": "the lone surrogate",
    "Zl": "the line separator",
    "Zp": "the paragraph separator",
}
"""What no id or name has in it, by category: with a line end in a name, the rest of it would be a line of its own."""


def is_storable(text: str) -> bool:
    """Whether a line of text has neither control characters, line ends nor lone surrogates in it."""
    return not any(unicodedata.category(c) in _NOT_ON_A_LINE for c in text)


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "…"


# ── what was said ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that was said, verbatim.

    Attributes:
        id: Unique for its user. The caller's own, or a UUIDv7.
        session_id: The conversation it belongs to.
        role: Who speaks, as chat APIs say it.
        content: The text, as it was.
        at: When it was said, in UTC.
        name: The speaker's name, where there is one.
        caption: What a shared picture shows, in words.

    Raises:
        InvalidMessage: If a field cannot be stored.
        InvalidTime: If `at` has no time zone.
    """

    id: str
    session_id: str
    role: Role = "user"
    content: str
    at: datetime
    name: str | None = None
    caption: str | None = None

    def __post_init__(self) -> None:
        for what, value in (("id", self.id), ("session_id", self.session_id)):
            problem = _id_problem(value, MAX_ID)
            if problem:
                raise InvalidMessage(f"{what} {_shown(value)} {problem}")
        if self.role not in ROLES:
            raise InvalidMessage(f"role {_shown(self.role)} is unknown; it is one of {', '.join(ROLES)}")
        if self.name is not None and (problem := _id_problem(self.name, MAX_NAME)):
            raise InvalidMessage(f"name {_shown(self.name)} {problem}")
        _check_text("content", self.content, empty_ok=self.caption is not None)
        if self.caption is not None:
            _check_text("caption", self.caption, empty_ok=False)
        object.__setattr__(self, "at", utc(self.at))

    @classmethod
    def stored(cls, **fields: Any) -> Self:
        """A message with all of its fields, checked when it was stored, and not again: a recall reads dozens."""
        found = cls.__new__(cls)
        for name, value in fields.items():
            object.__setattr__(found, name, value)
        return found

    @property
    def said(self) -> dict[str, str | None]:
        """What makes it the same message when its id comes again: who said what. Not when, nor where."""
        return {"role": self.role, "name": self.name, "content": self.content, "caption": self.caption}

    @property
    def speaker(self) -> str:
        """Who says it: the name where one is known, else the role."""
        return self.name or self.role

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON-ready values; `remember` and `import_` read it back."""
        found = {
            "id": self.id,
            "session_id": self.session_id,
            "role": self.role,
            "name": self.name,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "content": self.content,
            "caption": self.caption,
        }
        return {key: value for key, value in found.items() if value is not None}


def _check_text(what: str, text: object, *, empty_ok: bool) -> None:
    if not isinstance(text, str):
        raise InvalidMessage(f"{what} must be text, not {type(text).__name__}")
    if not empty_ok and not text.strip():
        raise InvalidMessage(f"{what} is empty: there is nothing to remember")
    if len(text) > MAX_CONTENT:
        raise InvalidMessage(
            f"{what} has {len(text):,} characters; at most {MAX_CONTENT:,} are allowed in one message: split it"
        )
    if "\x00" in text:
        raise InvalidMessage(f"{what} holds a NUL byte at position {text.index(chr(0))}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidMessage(
            f"{what} holds a lone surrogate at position {error.start}: it is not valid Unicode"
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The acknowledgement of a `remember`: from here on the messages are on disk.

    The same messages again give an equal receipt, and change nothing.

    Attributes:
        user_id: Whose memory.
        message_ids: The messages, in the order given.
        session_ids: The sessions they belong to, in order of first appearance.
        created_at: When the last of them was first stored.
        added: How many were new this time (not part of equality).
        pending: How many wait to be embedded, because the model failed; the next call finishes them
            (not part of equality).
        understood: What was understood in the new messages, a sentence each: "Ada lives in Lyon" (not part of
            equality).
        not_understood: The ids of new messages in which nothing was found that could be a fact (not part of
            equality).
    """

    user_id: str
    message_ids: tuple[str, ...]
    session_ids: tuple[str, ...]
    created_at: datetime | None
    added: int = field(default=0, compare=False)
    pending: int = field(default=0, compare=False)
    understood: tuple[str, ...] = field(default=(), compare=False)
    not_understood: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The acknowledgement of a `forget` or an `erase`: what was removed for good.

    Attributes:
        user_id: Whose memory.
        message_ids: The messages that were forgotten.
        messages: How many messages that were.
        files: How many files are gone.
        fact_ids: The facts that were forgotten.
        still_said_in: The messages that say what a forgotten fact said. They stay, until they are forgotten too.
        adapters: The adapters that were trained on it: they never answer again, and their weights are deleted.
    """

    user_id: str
    message_ids: tuple[str, ...] = ()
    messages: int = 0
    files: int = 0
    fact_ids: tuple[str, ...] = ()
    still_said_in: tuple[str, ...] = ()
    adapters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """What tidying up one user's memory did.

    Attributes:
        user_id: Whose memory.
        read: How many messages were read that were left unread.
        facts: How many facts follow from all that was said, also those that have ended.
        profile_lines: How many of them the profile shows.
        pending: How many messages could not be embedded.
    """

    user_id: str
    read: int = 0
    facts: int = 0
    profile_lines: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A line of an import that could not be read: where, why, and nothing else changed by it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: the receipts of what is now stored, and the lines that were refused."""

    receipts: tuple[Receipt, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def added(self) -> int:
        """How many messages were new."""
        return sum(receipt.added for receipt in self.receipts)


# ── what is found ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Via:
    """How one retriever saw a hit.

    Attributes:
        rank: Its place in that retriever's own ranking, from 1.
        score: What it added to the hit's score.
    """

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One remembered message, and why it was found.

    Attributes:
        text: What was said, with the caption of a shared picture.
        score: How well it fits; higher is better, comparable within one `Context` only.
        at: When it was said (UTC).
        message_ids: The messages that this is evidence from.
        session_id: The conversation.
        speaker: Who said it.
        role: In which role.
        via: Which retriever found it, at which rank, adding how much; the scores sum to `score`.
    """

    text: str
    score: float
    at: datetime
    message_ids: tuple[str, ...]
    session_id: str
    speaker: str
    role: Role
    via: Mapping[str, Via] = field(default_factory=dict[str, Via])

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON-ready values."""
        return {
            "text": self.text,
            "score": round(self.score, 6),
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "message_ids": list(self.message_ids),
            "session_id": self.session_id,
            "speaker": self.speaker,
            "role": self.role,
            "via": {name: {"rank": via.rank, "score": round(via.score, 6)} for name, via in self.via.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is remembered about a question, packed for a prompt. `str(context)` is the text.

    Attributes:
        question: What was asked.
        hits: The best first.
        text: The packed text: dated, in time order, each line with its ids, fenced as data. A relative time has
            its date behind it, "yesterday [2023-05-07]"; what is left out of a long message is "…".
        tokens: How many tokens `text` takes, by the memory's token counter; never more than `budget`.
        budget: How many were allowed.
        packed: The ids of the messages that are in `text`. One that is no hit is the question that a short hit
            answers.
        confidence: How sure it is that they answer the question: higher is surer, about 0.5 to 4, and below
            `recall.UNSURE` it is more likely that this was never said. None where the question asks for advice,
            and where nothing was found.
        facts: What is known that bears on the question, the best first; those that fit are at the head of `text`.
    """

    question: str
    hits: tuple[Hit, ...]
    text: str
    tokens: int
    budget: int
    packed: tuple[str, ...] = ()
    confidence: float | None = None
    facts: tuple["Fact", ...] = ()

    def __str__(self) -> str:
        return self.text

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """The context as JSON-ready values."""
        return {
            "question": self.question,
            "hits": [hit.to_dict() for hit in self.hits],
            "text": self.text,
            "tokens": self.tokens,
            "budget": self.budget,
            "packed": list(self.packed),
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "facts": [fact.to_dict() for fact in self.facts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a hit was found, or a fact is believed: with its evidence. `str(explanation)` is prose."""

    hit: Hit | None = None
    evidence: tuple[Message, ...]
    text: str

    def __str__(self) -> str:
        return self.text
