"""LoCoMo's own `observation` annotations: how much of what its authors noted is covered by facts.

An observation is covered if a fact whose evidence is the observation's turn, or the turn of the same speaker before or
after it, has in its text at least half of the observation's content stems (strictly: 0.7), without the speaker's
name. "Together" pools all facts of these turns, since one observation may take several.

Words are all that this compares: who makes one "fact" of each whole message covers 85 % (strictly: 57 %) of the
development half. So how long the facts are (`stems`) belongs beside the share, and both beside precision, which the
lives measure.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pllm_memory.bench import locomo
from pllm_memory.bench.reading import Node, read_json
from pllm_memory.facts import Fact
from pllm_memory.text import terms
from pllm_memory.types import Message

LEVELS = {"covered": 0.5, "covered_strict": 0.7}
_TURN = re.compile(r"D(\d+):0*(\d+)")


@dataclass(frozen=True, slots=True)
class Observation:
    """What LoCoMo's authors noted: about whom, in words, and the turns it is from."""

    speaker: str
    text: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of LoCoMo's conversations, and what was noted of it."""

    name: str
    messages: tuple[Message, ...]
    observations: tuple[Observation, ...]


def conversations(path: Path) -> tuple[Conversation, ...]:
    """Reads `locomo10.json`, or a file with some of its conversations.

    Raises:
        NotFound: If there is no such file.
        InvalidInput: If a record is not as it should be.
    """
    dataset = locomo.load(path)
    samples = read_json(path).items()
    return tuple(
        Conversation(case.user_id, tuple(case.messages), tuple(_observations(sample["observation"])))
        for case, sample in zip(dataset.cases, samples, strict=True)
    )


def covered(conversation: Conversation, facts: Sequence[Fact]) -> Iterator[Mapping[str, bool]]:
    """For each observation whose turns exist: whether it is covered, by level, alone and together."""
    texts = _by_message(facts)
    nearby = _nearby(conversation.messages)
    names = {message.speaker for message in conversation.messages}
    for observation in conversation.observations:
        turns = [turn for turn in observation.turns if turn in nearby]
        wanted = set(terms(observation.text)) - {stem for name in names for stem in terms(name)}
        if turns and wanted:
            found = {text for turn in turns for near in nearby[turn] for text in texts.get(near, ())}
            yield _levels(wanted, [set(terms(text)) for text in found])


def stems(facts: Sequence[Fact]) -> float:
    """How many content stems the text of a fact has on average; 0 without facts."""
    return sum(len(set(terms(fact.text))) for fact in facts) / len(facts) if facts else 0.0


def _levels(wanted: set[str], found: Sequence[set[str]]) -> dict[str, bool]:
    alone = max((len(wanted & stems) for stems in found), default=0) / len(wanted)
    together = len(wanted.intersection(*[set[str]().union(*found)])) / len(wanted)
    shares = {name: alone >= level for name, level in LEVELS.items()}
    return shares | {f"{name}_together": together >= level for name, level in LEVELS.items()}


def _by_message(facts: Sequence[Fact]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for fact in facts:
        for id_ in fact.message_ids:
            texts.setdefault(id_, []).append(f"{fact.text} {fact.object}")
    return texts


def _nearby(messages: Sequence[Message]) -> dict[str, Collection[str]]:
    """Each turn with the one before and the one after it of the same speaker in the same session."""
    nearby: dict[str, set[str]] = {message.id: {message.id} for message in messages}
    last: dict[tuple[str, str], str] = {}
    for message in messages:
        key = (message.session_id, message.speaker)
        if key in last:
            nearby[message.id].add(last[key])
            nearby[last[key]].add(message.id)
        last[key] = message.id
    return {id_: frozenset(ids) for id_, ids in nearby.items()}


def _observations(node: Node) -> Iterator[Observation]:
    for _, session in node.entries():
        for speaker, noted in session.entries():
            for item in noted.items():
                text, turns = item.items()[:2]
                yield Observation(speaker, text.text(), tuple(_turns(turns.value)))


def _turns(value: Any) -> Iterator[str]:
    written = " ".join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return (f"D{session}:{turn}" for session, turn in _TURN.findall(written))
