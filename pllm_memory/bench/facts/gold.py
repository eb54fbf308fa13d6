"""What a story is: what was said, what is true of it, and what is asked about it.

A story is a life that `lives` makes up, or a dialogue that somebody wrote. `check` proves that it is consistent:
whatever it asks can be answered from what it says is true.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from pllm_memory.errors import InvalidInput
from pllm_memory.facts import USER
from pllm_memory.types import Message

Kind = Literal["current", "as_of", "valid_at", "cascade", "absence", "never", "kept"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFact:
    """Something that is true, because somebody said it.

    Attributes:
        subject: "user", or the name of somebody in `Story.people`.
        predicate: As in the registry.
        object: The value.
        also: Other ways to put the value that are as good.
        message_ids: The messages that say it.
        valid_at: From when it holds, where the messages say.
        tolerance: How far off a time may be and still be what they say.
        invalid_at: Until when.
        ended_by: The message that says that it is over, or was a slip.
        doubted_by: The message after which it may not hold any more, because something changed that it hangs on.
        retracted: Whether it was a slip that its speaker took back: neither expected nor wrong to have found.
        optional: Whether it may be read out of the messages, and need not be.
    """

    subject: str
    predicate: str
    object: str
    also: tuple[str, ...] = ()
    message_ids: tuple[str, ...]
    valid_at: datetime | None = None
    tolerance: timedelta = timedelta(2)
    invalid_at: datetime | None = None
    ended_by: str | None = None
    doubted_by: str | None = None
    retracted: bool = False
    optional: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """All ways to put the value."""
        return (self.object, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked at one point of a story.

    Attributes:
        id: Unique in its story.
        kind: "current": the value right after a change or a correction. "as_of": what was believed at a time.
            "valid_at": what held at a time. "cascade": something that hung on what changed: it must have been served
            before, and not after. "absence": something that ended without a successor: likewise. "never": something
            that nobody ever said. "kept": something that still holds, at the end.
        about: "user", a name, or "my sister".
        predicate: As in the registry.
        expected: What must be served: every one.
        stale: What must not be: it held before, or was said wrongly.
        after: The message after which it is asked.
        before: For "cascade" and "absence": the message after which `stale` must be served.
        changes: For "current": how often the value has changed, this time included.
        as_of: For "as_of".
        valid_at: For "valid_at".
        on: The day of the event that is expected, where the day is the point.
        stale_on: The day that was said wrongly.
    """

    id: str
    kind: Kind
    about: str
    predicate: str
    expected: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    after: str
    before: str | None = None
    changes: int = 0
    as_of: datetime | None = None
    valid_at: datetime | None = None
    on: datetime | None = None
    stale_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One memory's worth: messages, gold facts, questions.

    Attributes:
        name: Unique among stories; the user's id.
        split: "dev", "test" or "dialogues".
        messages: In the order they were said.
        people: Everybody else whom facts are about, with what else they are called: {"Ana": ("my sister",)}.
        owner: What else "user" is called.
        facts: What is true.
        questions: What is asked.
        traps: Messages that sound like facts and are none, with what they are: "joke", "hypothetical", …
    """

    name: str
    split: str
    messages: tuple[Message, ...]
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    owner: tuple[str, ...] = ()
    facts: tuple[GoldFact, ...] = ()
    questions: tuple[Question, ...] = ()
    traps: Mapping[str, str] = field(default_factory=dict[str, str])

    def called(self, subject: str) -> tuple[str, ...]:
        """Every way to refer to somebody; whom nobody knows has one name."""
        if subject == USER:
            return (USER, "i", "me", *self.owner)
        if subject in self.people:
            return (subject, *self.people[subject])
        return next(((name, *also) for name, also in self.people.items() if subject in also), (subject,))


def check(story: Story) -> Story:
    """The story itself, if it is consistent.

    Raises:
        InvalidInput: If it is not; the error names the story and the record.
    """
    problem = next(_problems(story), None)
    if problem:
        raise InvalidInput(f"{story.name}: {problem}")
    return story


def _problems(story: Story) -> Iterator[str]:
    ids = [message.id for message in story.messages]
    if len(set(ids)) < len(ids):
        yield f"the message id {next(id_ for id_ in ids if ids.count(id_) > 1)!r} is there twice"
    for earlier, later in zip(story.messages, story.messages[1:], strict=False):
        if later.at < earlier.at:
            yield f"message {later.id!r} was said before {earlier.id!r}, and stands after it"
    for message_id in story.traps:
        if message_id not in ids:
            yield f"traps: there is no message {message_id!r}"
    for number, fact in enumerate(story.facts):
        yield from (f"facts[{number}]: {problem}" for problem in _of_fact(story, fact, ids))
    named = [question.id for question in story.questions]
    for number, question in enumerate(story.questions):
        if named.count(question.id) > 1:
            yield f"questions[{number}]: the id {question.id!r} is there twice"
        yield from (f"questions[{number}] ({question.id}): {problem}" for problem in _of_question(story, question, ids))


def _of_fact(story: Story, fact: GoldFact, ids: Sequence[str]) -> Iterator[str]:
    if not fact.message_ids:
        yield "no message says it"
    for message_id in filter(None, (*fact.message_ids, fact.ended_by, fact.doubted_by)):
        if message_id not in ids:
            yield f"there is no message {message_id!r}"
    if fact.retracted and not fact.ended_by:
        yield "it is retracted, and no message says so (ended_by)"
    if fact.subject != USER and fact.subject not in story.people:
        yield f"there is nobody called {fact.subject!r} among the people"
    if fact.valid_at and fact.invalid_at and fact.invalid_at < fact.valid_at - fact.tolerance:
        yield "it ends before it begins"


def _of_question(story: Story, question: Question, ids: Sequence[str]) -> Iterator[str]:
    if question.kind not in KINDS:
        yield f"{question.kind!r} is none of {', '.join(KINDS)}"
    for message_id in filter(None, (question.after, question.before)):
        if message_id not in ids:
            yield f"there is no message {message_id!r}"
    if question.before in ids and question.after in ids and ids.index(question.before) >= ids.index(question.after):
        yield f"before ({question.before}) does not come before after ({question.after})"
    if (question.kind == "as_of") != (question.as_of is not None):
        yield "as_of is the time of a question of the kind as_of, and of no other"
    if (question.kind == "valid_at") != (question.valid_at is not None):
        yield "valid_at is the time of a question of the kind valid_at, and of no other"
    if question.kind in ("cascade", "absence") and (question.before is None or not question.stale):
        yield f"{question.kind} needs before, and what was served then, as stale"
    names = story.called(question.about)
    known = {
        value
        for fact in story.facts
        if fact.subject in names and fact.predicate == question.predicate
        for value in fact.values
    }
    for value in (*question.expected, *question.stale):
        if value not in known:
            yield f"no fact says that {question.about} – {question.predicate} – {value}"
