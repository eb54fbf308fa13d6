"""What is forgotten, as frameworks keep it: the same words are in their histories, sessions and checkpoints."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pllm_memory.agents.rewrite import rewritten
from pllm_memory.types import Message

T = TypeVar("T")

FORGOTTEN = "[forgotten]"
"""What stands in the place of the words: the message stays, so that a history remains one that models accept."""
_LEAST = 8
"""Bytes of a text that is looked for inside others; a shorter one ("Yes.") would be found everywhere."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What is forgotten: to be taken out of what frameworks have kept.

    Attributes:
        user_id: Whose memory.
        message_ids: The messages.
        session_ids: The conversations in which they were said.
        words: Their texts, as they were said. Not in the `repr`, so that no log keeps them.
    """

    user_id: str
    message_ids: tuple[str, ...] = ()
    session_ids: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)

    def without(self, value: T) -> T:
        """A value of whatever kind without these words; the same object, where it has none of them.

        A text that is one of them, or a part of one in several words, becomes "[forgotten]"; in longer texts (also in
        JSON that is written in them) the words are replaced by it.
        """
        return rewritten(value, self._clean)

    def _clean(self, text: str) -> str:
        bare = text.strip()
        if bare and (bare in self._whole or (_telling(bare) and any(bare in one for one in self._whole))):
            return FORGOTTEN
        for words in self._inside:
            text = text.replace(words, FORGOTTEN)
        return text

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(one.strip() for one in self.words if one.strip())

    @cached_property
    def _inside(self) -> Sequence[str]:
        """The longest first, each also as JSON and Python write it."""
        long = [one for one in self._whole if _telling(one)]
        ways = [way for one in long for way in (one, json.dumps(one)[1:-1], _plain(one), repr(one)[1:-1])]
        return sorted(set(ways), key=lambda one: (-len(one), one))


def gone(user_id: str, messages: Sequence[Message]) -> Gone:
    """What frameworks may have kept of messages."""
    sessions = dict.fromkeys(message.session_id for message in messages)
    return Gone(
        user_id=user_id,
        message_ids=tuple(message.id for message in messages),
        session_ids=tuple(sessions),
        words=tuple(dict.fromkeys(message.content for message in messages)),
    )


def answers(message: Message, around: Sequence[Message]) -> list[Message]:
    """What the assistant answered to a message of the user, among the messages of its session by time."""
    places = [place for place, one in enumerate(around) if one.id == message.id]
    found: list[Message] = []
    for one in around[places[0] + 1 :] if places and message.role == "user" else ():
        if one.role == "user":
            break
        found.append(one)
    return found


def _telling(text: str) -> bool:
    return len(text.encode("utf-8", "replace")) >= _LEAST and (" " in text or not text.isascii())


def _plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
