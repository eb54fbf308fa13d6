"""What is known, as values: statements, as messages make them; facts, entities and a profile, as they follow.

A *statement* is what one message says, read by one extractor: "Ada – lives_in – Lyon, since May". Statements are
kept; they never change. *Facts* are not kept: they follow from all statements by one pure function
(`remember.resolve`), so the order in which messages arrive, or how often, makes no difference, and forgetting a
message takes with it just what followed from it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, Self

from pllm_memory.types import ROLES, Message, Role

USER = "user"
"""The reference to the person whose memory it is, as long as no name is known."""

CORRECTIONS = "corrections"
"""The session that corrections made by hand belong to."""

Mode = Literal["holds", "ends", "corrects"]
"""What a statement does: it says that something holds; that it does not (any more); or that it was said wrongly."""


@lru_cache(maxsize=65_536)  # the same facts are made again after every write
def digest(*parts: str | None, length: int = 16) -> str:
    """A short name for some texts, the same everywhere."""
    joined = "\x1f".join("\x00" if part is None else part for part in parts)
    return hashlib.blake2b(joined.encode(), digest_size=length).hexdigest()[:length]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one message says: subject – predicate – object.

    Attributes:
        message_id: The message that says it.
        subject: Who or what: "user" for the person whose memory it is, a name, or a reference by a role, as
            "user/sister" for "my sister" and "Ana/husband" for "Ana's husband". Names are resolved later.
        predicate: A name from the registry (`predicates`), or one of the same form: "lives_in".
        object: A name, a thing, a value, in words. Empty where the statement ends whatever held.
        mode: See `Mode`.
        replaces: With "corrects": the object that was wrong, where it is said.
        valid_at: From when it holds in the world, where the message says or implies it; an event's time.
        invalid_at: Until when, where it says.
        said_at: When the message was said.
        speaker: Who said it, by name, or None.
        role: In which role: how far it may be believed.
        certain: False where it was a guess or an inference ("I think she lives in Porto").
        strength: For what somebody likes or dislikes: from 0 (hardly) to 1 (very much).
        text: The words that say it.
        source: What read it: "rules", "tagger", "nlp" (their grammar), "llm:MODEL", "correction".
    """

    message_id: str
    subject: str
    predicate: str
    object: str
    mode: Mode = "holds"
    replaces: str | None = None
    valid_at: datetime | None = None
    invalid_at: datetime | None = None
    said_at: datetime
    speaker: str | None = None
    role: Role = "user"
    certain: bool = True
    strength: float = 0.5
    text: str = ""
    source: str = "rules"

    @property
    def id(self) -> str:
        """What it says and where: the same statement read again has the same id."""
        return self.name(self.message_id, self.subject, self.predicate, self.object, self.mode)

    @staticmethod
    def name(message_id: str, subject: str, predicate: str, object_: str, mode: str) -> str:
        """The id of a statement that says this."""
        return digest(message_id, subject, predicate, object_, mode)

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON-ready values; what is not known is left out."""
        found: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        found |= {name: _iso(found[name]) for name in ("valid_at", "invalid_at", "said_at")}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def trust(self) -> int:
        """How far it may be believed: lower is more (system 0, user 1, assistant 2, tool 3, document 4)."""
        return ROLES.index(self.role)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one extractor found in one message; it takes the place of what the same extractor found before.

    Attributes:
        message_id: The message.
        extractor: What read it, e.g. "rules/1": another version reads again.
        statements: What it found; often nothing.
        problem: Why it could not be read, where it could not.
        attempts: The how-manieth attempt it was.
        again_at: When it is to be tried again, after a problem; None: not again.
    """

    message_id: str
    extractor: str
    statements: tuple[Statement, ...] = ()
    problem: str | None = None
    attempts: int = 1
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that an extractor has not read yet, and how often it tried."""

    message: Message
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A dated statement that follows from what was said, with its evidence.

    Attributes:
        id: The same as long as what said it first is there and says so: what held twice, with a break, has two.
        subject: The entity's name.
        predicate: E.g. "lives_in".
        object: The value; where it is an entity, its name.
        text: It as a sentence: "Ada lives in Lyon".
        valid_at: From when it holds in the world; an event's time; None where nobody said and nothing implies it.
        invalid_at: Until when; None while it holds.
        created_at: When the memory was told.
        expired_at: When the memory was told what ended it; None while it is believed.
        last_said_at: When it was said last.
        message_ids: The messages that say it, in the order they were said.
        source: What read it first: "rules", "tagger", "nlp", "llm:MODEL", "correction".
        trust: The role of the most trusted who said it.
        certain: False if nobody said it for sure.
        strength: For likes and dislikes, from 0 to 1.
        doubted_at: Since when it may not hold any more, because something changed that it hangs on; None if not.
        ended_by: The id of the fact that ended it, or that made it doubtful.
    """

    id: str
    subject: str
    predicate: str
    object: str
    text: str
    valid_at: datetime | None
    invalid_at: datetime | None = None
    created_at: datetime
    expired_at: datetime | None = None
    message_ids: tuple[str, ...]
    last_said_at: datetime | None = None
    source: str = "rules"
    trust: Role = "user"
    certain: bool = True
    strength: float = 0.5
    doubted_at: datetime | None = None
    ended_by: str | None = None

    @property
    def current(self) -> bool:
        """Whether it is believed, holds, and nothing that it hangs on has changed."""
        return self.expired_at is None and self.invalid_at is None and self.doubted_at is None

    def holds_at(self, moment: datetime) -> bool:
        """Whether it held in the world at a time."""
        begun = self.valid_at is None or self.valid_at <= moment
        return begun and (self.invalid_at is None or moment < self.invalid_at)

    def to_dict(self) -> dict[str, Any]:
        """The fact as JSON-ready values; what is not known is left out."""
        times = ("valid_at", "invalid_at", "created_at", "expired_at", "last_said_at", "doubted_at")
        found: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        found |= {name: _iso(found[name]) for name in times}
        found["message_ids"] = list(self.message_ids)
        return {name: value for name, value in found.items() if value is not None}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, a place, an organisation, a pet, a work, a thing.

    Attributes:
        id: The same as long as its name is.
        name: What it is called, the way it is said most.
        kind: "person", "place", "organisation", "pet", "work", "thing".
        aliases: What else it is called: "my sister", "Annie".
        message_ids: The messages that mention it in a statement.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The entity as JSON-ready values."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "aliases": list(self.aliases),
            "message_ids": list(self.message_ids),
        }


SECTIONS = ("who", "preferences", "constraints", "relationships", "work", "plans", "style")
"""The sections of a profile, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One line of a profile: what holds, since when, and which messages say so."""

    text: str
    fact_id: str
    since: datetime | None
    message_ids: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON-ready values."""
        return {
            "text": self.text,
            "fact_id": self.fact_id,
            "since": _iso(self.since),
            "message_ids": list(self.message_ids),
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Self:
        """What `to_dict` made."""
        since = found["since"]
        return cls(
            found["text"], found["fact_id"], since and datetime.fromisoformat(since), tuple(found["message_ids"])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The short picture of a person, ready for a prompt. `str(profile)` is its text.

    Attributes:
        name: Whose.
        sections: Lines by section (see `SECTIONS`), the most important first; empty sections are left out.
        text: As text, within `budget`.
        tokens: How many tokens `text` takes.
        budget: How many were allowed.
    """

    name: str
    sections: Mapping[str, tuple[ProfileLine, ...]] = field(default_factory=dict[str, tuple[ProfileLine, ...]])
    text: str = ""
    tokens: int = 0
    budget: int = 0

    def __str__(self) -> str:
        return self.text

    def __iter__(self) -> Iterator[ProfileLine]:
        return (line for lines in self.sections.values() for line in lines)

    def to_dict(self) -> dict[str, Any]:
        """The profile as JSON-ready values."""
        sections = {name: [line.to_dict() for line in lines] for name, lines in self.sections.items()}
        return {
            "name": self.name,
            "sections": sections,
            "text": self.text,
            "tokens": self.tokens,
            "budget": self.budget,
        }

    def to_json(self) -> str:
        """As text that `from_json` reads."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        found = json.loads(text)
        sections = {
            name: tuple(ProfileLine.from_dict(line) for line in lines) for name, lines in found["sections"].items()
        }
        return cls(**found | {"sections": sections})
