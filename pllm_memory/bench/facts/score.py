"""What counts as right: pure functions over gold facts, questions, and what a memory served.

A fact that was found is a gold fact if it is about the same person, its predicate is the same or of the same family
(`FAMILIES`), and the words of its object are: token F1 of at least `ALIKE` over stems, without articles.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pllm_memory.bench.facts.gold import GoldFact, Question, Story
from pllm_memory.facts import USER, Fact
from pllm_memory.predicates import FAVORITE, NOTES, describe
from pllm_memory.text import folded, terms, words

ALIKE = 0.6

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"likes", "hobby", "plays"}),  # "I love climbing"
    frozenset({"child", "son", "daughter"}),
    frozenset({"owns", "has"}),
    frozenset({"avoids", "cannot"}),
)
"""Predicates that say the same of the same object: which of them an extractor picks is no matter."""

OPEN = frozenset(
    """did visited feels believes is has wants needs plans is_a nickname relationship_status prefers cannot
    works_on""".split()
)
"""Predicates that gold facts do not list in full: what is found under them is left out of precision, as notes are."""

_NAMING = frozenset({"name", "wants_to_be_called"})
_DAY = timedelta(1)


def family(predicate: str) -> frozenset[str]:
    """The predicates that are as good as this one."""
    predicate = predicate.replace("favourite_", FAVORITE).replace("colour", "color")
    return next((names for names in FAMILIES if predicate in names), frozenset({predicate}))


def token_f1(first: str, second: str) -> float:
    """How much two values share, from 0 to 1."""
    ours, theirs = Counter(normal(first)), Counter(normal(second))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def alike(value: str, found: Fact) -> bool:
    """Whether a fact has this value."""
    return token_f1(value, found.object) >= ALIKE


def about(story: Story, subject: str, found: Fact) -> bool:
    """Whether a fact is about this person, by whatever name."""
    names = {_reference(name) for name in story.called(subject)}
    return _reference(found.subject) in names


def fits(story: Story, gold: GoldFact, found: Fact) -> bool:
    """Whether a fact that was found is this gold fact."""
    return (
        _same(gold.predicate, found.predicate)
        and about(story, gold.subject, found)
        and any(alike(value, found) for value in gold.values)
    )


def _same(gold: str, found: str) -> bool:
    """Whether two predicates say the same; whose favourite food it is, likes it."""
    return family(gold) == family(found) or ("likes" in family(gold) and found.startswith(FAVORITE))


def normal(text: str) -> list[str]:
    """The words that count: stems, without articles; of a text that has only such words, those."""
    return terms(text) or list(words(text))


def _reference(name: str) -> str:
    """One form for "user/sister", "my sister" and "sister", and for "Tom/brother" and "Tom's brother"."""
    small = folded(name).strip()
    for prefix in ("user/", "my ", "the ", "user's ", "our "):
        small = small.removeprefix(prefix)
    return small.replace("/", "'s ")


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Scored:
    """One fact, gold or found, and whether the other side has it.

    Attributes:
        predicate: Its predicate.
        right: Whether it is there.
        dated: For gold facts that are there and have a time: whether the time is right; None for others.
        what: It in words, for those who read errors.
    """

    predicate: str
    right: bool
    dated: bool | None
    what: str


def recalled(story: Story, found: Sequence[Fact]) -> Iterator[Scored]:
    """Each gold fact that has to be found."""
    found = _of_the_user(story, found)
    for gold in story.facts:
        if gold.retracted or gold.optional:
            continue
        matching = [fact for fact in found if fits(story, gold, fact)]
        dated = None if not matching or gold.valid_at is None else any(_on_time(gold, fact) for fact in matching)
        yield Scored(gold.predicate, bool(matching), dated, _in_words(story, gold))


def precise(story: Story, found: Sequence[Fact]) -> Iterator[Scored]:
    """Each fact that was found, of the predicates that gold lists in full.

    Left out are `OPEN` predicates and `NOTES`, unless they are a gold fact all the same; slips that were taken back;
    and what need not be found.
    """
    for fact in _of_the_user(story, found):
        matching = [gold for gold in story.facts if fits(story, gold, fact)]
        counted = [gold for gold in matching if not gold.retracted and not gold.optional]
        if counted or not (matching or fact.predicate in OPEN | NOTES):
            what = f"{fact.subject} – {fact.predicate} – {fact.object} ← {quoted(story, fact.message_ids)}"
            yield Scored(fact.predicate, bool(counted), None, what)


def trapped(story: Story, found: Sequence[Fact]) -> Iterator[tuple[str, bool]]:
    """Each message that only sounds like a fact: what it is, and whether a fact was made of it."""
    wrong = [
        fact
        for fact in _of_the_user(story, found)
        if fact.predicate not in OPEN and not any(fits(story, gold, fact) for gold in story.facts)
    ]
    taken = {id_ for fact in wrong for id_ in fact.message_ids if set(fact.message_ids) <= story.traps.keys()}
    return ((kind, id_ in taken) for id_, kind in story.traps.items())


def _of_the_user(story: Story, found: Sequence[Fact]) -> list[Fact]:
    """The facts, with "user" for what the memory takes the user's name to be: who misheard it is wrong once."""
    people = {_reference(name) for who in story.people for name in story.called(who)}
    own = {
        fact.subject
        for fact in found
        if fact.predicate in _NAMING and fact.subject == fact.object and _reference(fact.subject) not in people
    }
    return [replace(fact, subject=USER) if fact.subject in own else fact for fact in found]


def _on_time(gold: GoldFact, fact: Fact) -> bool:
    return bool(gold.valid_at and fact.valid_at) and _near(fact.valid_at, gold.valid_at, gold.tolerance + _DAY)


def _near(first: datetime | None, second: datetime | None, tolerance: timedelta) -> bool:
    return first is not None and second is not None and abs(first - second) <= tolerance


def _same_day(first: datetime | None, second: datetime) -> bool:
    return first is not None and first.date() == second.date()


def _in_words(story: Story, gold: GoldFact) -> str:
    return f"{gold.subject} – {gold.predicate} – {gold.object} ← {quoted(story, gold.message_ids)}"


def quoted(story: Story, ids: Sequence[str]) -> str:
    """What the messages say, for those who read errors."""
    return " | ".join(message.content for message in story.messages if message.id in ids)


# ── questions ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Answer:
    """What a memory served for a question, and what it served before the change, where that counts."""

    question: Question
    served: tuple[Fact, ...]
    before: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an answer is judged.

    Attributes:
        question: The question.
        right: Whether all was as it should be.
        there: Whether all that had to be served was.
        stale: Whether something was served that does not hold (any more).
        known: For "cascade" and "absence": whether it was served before; for others: None.
    """

    question: Question
    right: bool
    there: bool
    stale: bool
    known: bool | None = None


def judged(story: Story, answer: Answer) -> Verdict:
    """Whether an answer is right.

    Of a predicate that holds one value at a time, nothing else may be served than what is expected; of others, only
    nothing stale. A cascade or an absence is right only if the fact was known before: who knows nothing has
    nothing to withdraw. What need not be found is neither here nor there.
    """
    question = answer.question
    expected = [_ways(story, question, value) for value in question.expected]
    old = [_ways(story, question, value) for value in question.stale]
    served = [fact for fact in answer.served if not _beside(story, fact, [*expected, *old])]
    good = [fact for fact in served if _expected(question, fact, expected)]
    there = all(any(_any(ways, fact) for fact in good) for ways in expected)
    stale = any(_stale(question, fact, expected, old) for fact in served if fact not in good)
    alone = describe(question.predicate).cardinality == "one" and question.kind != "cascade"
    clean = len(good) == len(served) if alone or question.kind == "never" else not stale
    if question.kind in ("cascade", "absence"):
        known = any(_stale(question, fact, expected, old) for fact in answer.before)
        return Verdict(question, known and clean, there, stale, known)
    return Verdict(question, there and clean, there, stale)


Ways = tuple[str, ...]
"""All ways to put one value."""


def known(story: Story, question: Question, found: Sequence[Fact]) -> bool:
    """Whether what a question expects was found at all, by whatever time."""
    expected = [_ways(story, question, value) for value in question.expected]
    return any(
        about(story, question.about, fact)
        and fact.predicate in family(question.predicate)
        and any(_any(ways, fact) for ways in expected)
        for fact in found
    )


def _ways(story: Story, question: Question, value: str) -> Ways:
    names = story.called(question.about)
    return next(
        (
            gold.values
            for gold in story.facts
            if gold.subject in names and gold.predicate == question.predicate and value in gold.values
        ),
        (value,),
    )


def _any(ways: Ways, fact: Fact) -> bool:
    return any(alike(value, fact) for value in ways)


def _beside(story: Story, fact: Fact, asked: Sequence[Ways]) -> bool:
    """Whether it is a fact that need not be found, and not what the question is about."""
    about_it = any(_any(ways, fact) for ways in asked)
    return not about_it and any(gold.optional and fits(story, gold, fact) for gold in story.facts)


def _expected(question: Question, fact: Fact, expected: Sequence[Ways]) -> bool:
    return (question.on is None or _same_day(fact.valid_at, question.on)) and any(_any(ways, fact) for ways in expected)


def _stale(question: Question, fact: Fact, expected: Sequence[Ways], old: Sequence[Ways]) -> bool:
    if question.stale_on and any(_any(ways, fact) for ways in expected):
        return _same_day(fact.valid_at, question.stale_on)
    return any(_any(ways, fact) for ways in old)
