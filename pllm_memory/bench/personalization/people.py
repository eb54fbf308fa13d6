"""Who takes part: LoCoMo's speakers, each with what they said early, to train on, and late, to be measured on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pllm_memory.adapt.dataset import Example, examples, with_memory
from pllm_memory.adapt.held import thinned
from pllm_memory.bench.cases import Case
from pllm_memory.errors import InvalidInput
from pllm_memory.memory import AsyncMemory
from pllm_memory.memory.learning import BUDGET

EARLY, LATE = 0.7, 0.25
"""The first share of a speaker's sessions is trained on, the last is measured on; between them nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One speaker.

    Attributes:
        name: Unique among all.
        conversation: The conversation's name: its other speaker is no stranger.
        train: What was said early, by time.
        late: Some of what was said late, evenly over time.
        paired: Some of it too: what is set beside the partner's words.
        others: For each of these, what the conversation's other speaker said late, in answer to a turn of the same
            kind (a question, or none), of the nearest length.
        informed: The same as `late`, with what was remembered at the time in the prompt.
        informed_paired: The same as `paired`, so too.
    """

    name: str
    conversation: str
    train: tuple[Example, ...]
    late: tuple[Example, ...]
    paired: tuple[Example, ...]
    others: tuple[str, ...]
    informed: tuple[Example, ...] = field(default=())
    informed_paired: tuple[Example, ...] = field(default=())


def people(cases: Sequence[Case], *, replies: int, pairs: int) -> list[Person]:
    """Both speakers of each conversation.

    Args:
        cases: The conversations.
        replies: How many of the late replies of each are measured, at the most.
        pairs: How many of the late replies of each are set beside the partner's, at the most.
    """
    return [person for case in cases for person in _of(case, replies, pairs)]


def parted(found: Sequence[Person], speakers: int) -> tuple[list[Person], list[Person]]:
    """Who is measured, and of whose words the shared adapter is made: nobody is in both.

    Raises:
        InvalidInput: If nobody would be left for the shared adapter, or all who are measured know each other.
    """
    measured, rest = list(found[:speakers]), list(found[speakers:])
    others = [one for one in rest if one.conversation not in {person.conversation for person in measured}]
    if not others:
        raise InvalidInput(
            f"of {len(found)} speakers, {speakers} are to be measured: that leaves no conversation for the shared "
            "adapter, which is made of others' words"
        )
    if len({person.conversation for person in measured}) < 2:
        raise InvalidInput("speakers of two conversations at least must be measured: strangers are the control")
    return measured, others


async def remembered(late: Sequence[Example], case: Case, memory: AsyncMemory) -> tuple[Example, ...]:
    """Late examples, each with what is recalled from before it in its prompt."""
    user = memory.for_user(case.user_id)

    async def known(question: str, before: datetime) -> tuple[str, tuple[str, ...]]:
        context = await user.recall(question, budget=BUDGET, as_of=before)
        return (context.text, context.packed) if context.packed else ("", ())

    return await with_memory(late, known)


def _of(case: Case, replies: int, pairs: int) -> list[Person]:
    sessions = list(dict.fromkeys(message.session_id for message in case.messages))
    early = set(sessions[: int(len(sessions) * EARLY)])
    late = set(sessions[-max(1, int(len(sessions) * LATE)) :])
    session = {message.id: message.session_id for message in case.messages}
    names = list(dict.fromkeys(message.name for message in case.messages if message.name))
    said = {name: examples(case.messages, speaker=name, turns=1) for name in names}
    found: list[Person] = []
    for name in names:
        own = [one for one in said[name] if session[one.message_ids[0]] in late]
        paired = thinned(own, pairs)
        partners = [one for other in names if other != name for one in said[other]]
        rivals = [one for one in partners if session[one.message_ids[0]] in late]
        found.append(
            Person(
                name=f"{name} ({case.user_id})",
                conversation=case.user_id,
                train=tuple(one for one in said[name] if session[one.message_ids[0]] in early),
                late=thinned(own, replies),
                paired=paired,
                others=tuple(_instead(one, rivals) for one in paired),
            )
        )
    return found


def _instead(example: Example, rivals: Sequence[Example]) -> str:
    """What somebody else answered to a turn of the same kind: the one that is most nearly as long."""
    fit = [one for one in rivals if one.message_ids[0] not in example.message_ids]
    alike = [one for one in fit if _asks(one) == _asks(example)] or fit
    if not alike:
        raise InvalidInput("a conversation in which one speaker alone says something late has no control")
    return min(alike, key=lambda one: (abs(len(one.completion) - len(example.completion)), one.at)).completion


def _asks(example: Example) -> bool:
    return example.prompt[-1]["content"].rstrip().endswith("?")
