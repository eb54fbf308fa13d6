"""Grounds: whether the words of a statement were said, so that what a model made up does not get in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pllm_memory.facts import USER
from pllm_memory.text import spoken, terms
from pllm_memory.types import Message

_SELF = frozenset(("i", "me", "myself", "speaker", "the speaker"))
_THE_USER = frozenset((USER, "the user"))
_PARTNERS = "husband wife spouse girlfriend boyfriend fiancé fiancée fiance fiancee partner"
_SPOKEN = {
    "partner": _PARTNERS,
    "mother": "mother mom mum mommy mama ma",
    "father": "father dad daddy papa pa",
    "sister": "sister sis siblings",
    "brother": "brother bro siblings",
    "child": "child children kid baby son daughter twins",
    "grandmother": "grandmother grandma granny nana gran",
    "grandfather": "grandfather grandpa grandad granddad",
    "friend": "friend buddy pal mate bestie",
    "neighbour": "neighbour neighbor",
    "colleague": "colleague coworker workmate",
    "boss": "boss manager supervisor",
    "roommate": "roommate flatmate housemate",
    "pet": "pet dog puppy cat kitten bird parrot rabbit hamster fish turtle horse",
}
"""How people call those in a role."""
_MY = re.compile(r"(?:my|our) ([a-zé]+)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SHARE = 0.5


def reference(said: str, message: Message, *, as_object: bool = False) -> str | None:
    """A subject or object as statements refer to it: the speaker by name, or as "user"; "user/sister"; "Ana/partner".

    Args:
        said: As the model wrote it: "user", "I", "my sister", "Ana/husband", "Lyon".
        message: The message it is about.
        as_object: Whether only "user" and "me" mean the speaker: a speaker can be a thing too.

    Returns:
        The reference. None where it is about the user and the message is not the user's: an assistant, a tool or
        a document does not speak for them.
    """
    my = _MY.fullmatch(said)
    head, *roles = ["me", my.group(1).lower()] if my else said.split("/")
    small = head.strip().casefold()
    means_self = small in ({"me", "myself"} if as_object else _SELF)
    if small in _THE_USER or means_self:
        speaker = _speaker(message, means_self=means_self)
        if speaker is None:
            return None
        head = speaker
    return "/".join((head, *("partner" if role.casefold() in _PARTNERS.split() else role for role in roles)))


def _speaker(message: Message, *, means_self: bool) -> str | None:
    """Who is meant by "I", or by "user"."""
    if message.role == "user":
        return message.name or USER
    if message.role == "system":  # an application speaks of its user, and never as the user
        return None if means_self else USER
    return message.name if means_self else None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was said up to and in one message, as terms.

    Attributes:
        said: The terms.
        speaker: How statements refer to who said it.
    """

    said: frozenset[str]
    speaker: str

    def holds(self, words: str, *, share: float = _SHARE) -> bool:
        """Whether at least this share of the words was said, and one at the least.

        Numbers that were not said do not count against it: "8 May" becomes "2023-05-08".
        """
        wanted = set(terms(words))
        found = wanted & self.said
        missing = [term for term in wanted - found if not _DIGITS.fullmatch(term)]
        return bool(found) and len(found) >= share * (len(found) + len(missing))

    def names(self, reference: str) -> bool:
        """Whether a reference is to the speaker, or to somebody who was spoken of."""
        head, *roles = reference.split("/")
        return (head in (self.speaker, USER) or self.holds(head)) and all(map(self._tells_of, roles))

    def _tells_of(self, role: str) -> bool:
        """Whether somebody in that role was spoken of."""
        called = terms(_SPOKEN.get(role, role.replace("_", " ")))
        return not self.said.isdisjoint(called)


def grounds(messages: Sequence[Message]) -> Mapping[str, Grounds]:
    """For each message, by its id, what had been said by then. What is said later is no ground."""
    found: dict[str, Grounds] = {}
    said: frozenset[str] = frozenset()
    for message in messages:
        said |= frozenset(terms(f"{message.name or ''} {spoken(message)}"))
        found[message.id] = Grounds(said, message.name or USER)
    return found
