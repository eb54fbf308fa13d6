"""From one user's memory to training examples: that user's own words, answering what was said before them.

As in OPPU with retrieval (Tan et al., EMNLP 2024): examples are in the order of time, and what is retrieved for
one was said before it. Unlike its published code, whose list of examples grew from user to user, a dataset is made
from one user's messages and nothing else, and says of each example which messages it came from: what is forgotten
later can be found in what was trained.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import dropwhile, groupby
from typing import Any

from pllm_memory.errors import InvalidInput
from pllm_memory.prompts import ChatMessage
from pllm_memory.types import Message

NOTHING_BEFORE = "Write the next message of this conversation."
"""What an own message answers that nothing precedes: OPPU's histories of texts are of this kind."""
_BEFORE = timedelta(microseconds=1)

Known = Callable[[str, datetime], Awaitable[tuple[str, tuple[str, ...]]]]
"""What was known about a question at a time: a text for the prompt, and the ids of the messages in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One thing that the user said, and what it answered.

    Attributes:
        prompt: What a model is shown; the turns before, with the user's own as the assistant's, because it is they
            whom the model is to speak like.
        completion: What the user said.
        at: When.
        message_ids: Every message that it was made from; that of the completion is the first.
    """

    prompt: tuple[ChatMessage, ...]
    completion: str
    at: datetime
    message_ids: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The example with TRL's columns for conversations, `prompt` and `completion`."""
        return {
            "prompt": [dict(turn) for turn in self.prompt],
            "completion": [{"role": "assistant", "content": self.completion}],
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "message_ids": list(self.message_ids),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The training examples of one user.

    Attributes:
        user_id: Whose.
        train: To train on, by time.
        held_out: Later than all of `train`, to measure with.
    """

    user_id: str
    train: tuple[Example, ...]
    held_out: tuple[Example, ...]

    @property
    def message_ids(self) -> frozenset[str]:
        """Every message that is trained on."""
        return frozenset(id_ for example in self.train for id_ in example.message_ids)

    @property
    def digest(self) -> str:
        """What tells this dataset from every other: SHA-256 of its lines, in hexadecimal."""
        return hashlib.sha256(self.jsonl().encode()).hexdigest()

    def jsonl(self) -> str:
        """JSON lines with TRL's columns, and of each example its time, its messages and its split."""
        rows = [
            {**example.to_dict(), "split": split}
            for split, examples in (("train", self.train), ("held_out", self.held_out))
            for example in examples
        ]
        return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)


def examples(messages: Sequence[Message], *, speaker: str | None = None, turns: int = 4) -> tuple[Example, ...]:
    """What the user said, each with the turns before it, by time.

    Only messages in the role "user" are the user's own words: nobody trusts a model's answer, a tool's or a
    document's as the user's way to speak. In memories of several people only those of `speaker` are.

    Args:
        messages: One user's.
        speaker: The user's name, where the messages in the role "user" have more than one.
        turns: How many messages before it are in a prompt, at the most.

    Raises:
        InvalidInput: If it is not clear who of several speakers is the user.
    """
    who = _speaker(messages, speaker)
    ordered = sorted(messages, key=lambda message: (message.session_id, message.at))
    found = [
        example
        for _, session in groupby(ordered, key=lambda message: message.session_id)
        for example in _of_session(list(session), who, turns)
    ]
    return tuple(sorted(found, key=lambda example: (example.at, example.message_ids)))


def split(user_id: str, found: Sequence[Example], *, held_out: float = 0.25) -> Dataset:
    """Parts examples by time: the last ones are held out, and nothing of what they say has been trained on.

    Args:
        user_id: Whose they are.
        found: By time.
        held_out: Which share of them; the largest below 1 leaves one to train on.

    Raises:
        InvalidInput: If the share is not from 0 to below 1.
    """
    if not 0 <= held_out < 1:
        raise InvalidInput(f"held_out must be from 0 to below 1, not {held_out}")
    cut = trained_on(len(found), held_out)
    later = tuple(found[cut:])
    own = {example.message_ids[0] for example in later}
    train = tuple(example for example in found[:cut] if own.isdisjoint(example.message_ids))
    return Dataset(user_id=user_id, train=train, held_out=later)


def trained_on(number: int, held_out: float) -> int:
    """How many of so many examples are not held out."""
    return number - int(number * held_out)


async def with_memory(found: Sequence[Example], known: Known) -> tuple[Example, ...]:
    """The same examples, each with what was known before it in its prompt, as a turn of data before the last."""
    return tuple([await _informed(example, known) for example in found])


async def _informed(example: Example, known: Known) -> Example:
    question = example.prompt[-1]["content"]
    text, ids = ("", ()) if question == NOTHING_BEFORE else await known(question, example.at - _BEFORE)
    if not text:
        return example
    data: ChatMessage = {"role": "user", "content": text}
    prompt = (*example.prompt[:-1], data, example.prompt[-1])
    return replace(example, prompt=prompt, message_ids=tuple(dict.fromkeys((*example.message_ids, *ids))))


def _speaker(messages: Sequence[Message], speaker: str | None) -> str | None:
    names = sorted({message.name for message in messages if message.role == "user" and message.name})
    if speaker is not None:
        if speaker not in names:
            raise InvalidInput(f"nobody is called {speaker!r} here; who speaks is {', '.join(names) or 'nameless'}")
        return speaker
    if len(names) > 1:
        raise InvalidInput(f"who of {', '.join(names)} is the user? Say speaker=…")
    return None


def _of_session(session: list[Message], speaker: str | None, turns: int) -> Iterator[Example]:
    for place, message in enumerate(session):
        if not (is_own(message, speaker) and message.content.strip()):
            continue
        shown = (one for one in session[max(0, place - turns) : place] if one.content.strip())
        before = list(dropwhile(lambda one: is_own(one, speaker), shown))  # chat templates begin with another's turn
        yield Example(
            prompt=_prompt(before, speaker),
            completion=message.content,
            at=message.at,
            message_ids=(message.id, *(one.id for one in before)),
        )


def is_own(message: Message, speaker: str | None) -> bool:
    """Whether the user says it: in the role "user", and by the user's name where there are several."""
    return message.role == "user" and (speaker is None or message.name == speaker)


def _prompt(before: Sequence[Message], speaker: str | None) -> tuple[ChatMessage, ...]:
    """Turns that alternate and end with another's, as chat templates want it."""
    found: list[ChatMessage] = []
    for own, group in groupby(before, key=lambda message: is_own(message, speaker)):
        text = "\n".join(message.content for message in group)
        found.append({"role": "assistant" if own else "user", "content": text})
    if not found or found[-1]["role"] == "assistant":
        found.append({"role": "user", "content": NOTHING_BEFORE})
    return tuple(found)
