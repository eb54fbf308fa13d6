"""What is trained and what is measured, part by part: first what all need, then each person's own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.route import FEWEST
from pllm_memory.bench.personalization.lab import Lab, Told
from pllm_memory.bench.personalization.parts import Parts
from pllm_memory.bench.personalization.people import Person
from pllm_memory.bench.run import Progress, Step

STRANGER = "a stranger's"
CONDITIONS = (
    "base", "base + memory", "shared", "shared + memory", "own", "own + memory", "assembled", STRANGER,
)  # fmt: skip
"""What answers: the base model; with the shared adapter; with the user's own, which is over the shared one; with one
assembled of strangers'; with a stranger's own. "+ memory": with what is remembered in the prompt."""
Part = tuple[str, Callable[[Told], Any]]
"""What is to be done, by name."""


@dataclass(frozen=True, slots=True)
class Level:
    """How much of one's own an own adapter is made of.

    Attributes:
        amount: Of how many replies, at the most.
        epochs: How often each of them is seen.
    """

    amount: int
    epochs: int = 1

    def train(self, person: Person) -> tuple[Example, ...]:
        """What is trained on: the last of what was said early, so many or, of somebody who said less, all of it."""
        return person.train[-self.amount :]

    def __str__(self) -> str:
        return f"{self.amount}" if self.epochs == 1 else f"{self.amount}, {self.epochs} times"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is trained.

    Attributes:
        amounts: How many replies own adapters are trained on, at the most.
        epochs: How often each reply of the largest amount is seen, besides once.
        shared: How many replies the shared adapter is trained on, at the most; of each of the others one at least.
        pairs: How many late replies of each person are set beside somebody else's, at the most.
        config: How else.
    """

    amounts: tuple[int, ...]
    epochs: int
    shared: int
    pairs: int
    config: TrainConfig

    def levels(self, people: Sequence[Person]) -> tuple[Level, ...]:
        """Each amount once, so that only the amount differs; then the largest, each reply seen several times.

        Of an amount that somebody has not said, all that they have said is taken: the amount that first takes
        everything of everybody is the last.
        """
        most = max(len(one.train) for one in people)
        amounts = sorted(set(self.amounts))
        once = [Level(amount) for before, amount in zip([0, *amounts], amounts, strict=False) if before < most]
        often = [Level(once[-1].amount, self.epochs)] if self.epochs > 1 else []
        return (*once, *often)


def of(condition: str, level: Level) -> str:
    """What a condition is called where so much was trained on."""
    kind, memory, _ = condition.partition(" + memory")
    return f"{kind} of {level}{memory}"


def beside(condition: str, pairs: int) -> str:
    """What it is called where so many of the user's replies are set beside somebody else's."""
    return f"{condition}, {pairs} replies beside another's"


class Trial:
    """One run.

    Args:
        lab: The model.
        parts: What is measured already.
        plan: How much is trained.
        measured: Who is measured.
        rest: Of whose words the shared adapter is made.
        progress: Told about each step of each part; what it raises stops the run.
    """

    def __init__(
        self,
        lab: Lab,
        parts: Parts,
        plan: Plan,
        *,
        measured: Sequence[Person],
        rest: Sequence[Person],
        progress: Progress,
    ) -> None:
        self._lab, self._parts, self._plan = lab, parts, plan
        self._measured, self._rest, self._progress = measured, rest, progress
        self._done, self._total = 0, 0

    def run(self, until: Callable[[], bool] = lambda: False) -> dict[str, Any]:
        """Makes all parts that are not made yet, and returns all of them by name.

        Args:
            until: Asked before each part that is not made yet: from when it says so, no more are made.
        """
        wanted = list(self._wanted())
        self._total = len(wanted)
        found: dict[str, Any] = {}
        for number, (name, make) in enumerate(wanted):
            self._done = number
            self._step(0, 1, name)
            if name in self._parts or not until():
                found[name] = self._parts.part(name, lambda make=make, name=name: make(self._telling(name)))
        self._step(1, 1, "done")
        return found

    def _wanted(self) -> Iterator[Part]:
        """Every part, one condition after the other, of everybody: first what costs least."""
        *lower, top = self._plan.levels(self._measured)
        once = [level for level in lower if level.amount == top.amount]
        yield "train shared", self._train_shared
        yield from self._score("base", None)
        yield from self._score("shared", "shared")
        for level in lower[: len(lower) - len(once)]:
            yield from self._own(level)
        yield from self._score("base + memory", None)
        yield from self._score("shared + memory", "shared")
        yield from self._own(top)
        own, stranger = of("own", top), of(STRANGER, top)
        yield from self._score(of("own + memory", top), own)
        for condition, adapter in {"base": None, "shared": "shared", own: own, stranger: stranger}.items():
            yield from self._beside(condition, adapter)
        yield from self._assembled(of("assembled", top), top)
        informed = {"base + memory": None, "shared + memory": "shared", of("own + memory", top): own}
        for condition, adapter in informed.items():
            yield from self._beside(condition, adapter)
        for level in once:  # a row of its own: what it is worth to see the same replies again
            yield from self._own(level)

    def _own(self, level: Level) -> Iterator[Part]:
        """Everybody's own adapter of so much, scored on their words, and on a stranger's."""
        for person in self._measured:
            yield f"train {of('own', level)} {person.name}", partial(self._train, person, level)
        yield from self._score(of("own", level), of("own", level))
        yield from self._score(of(STRANGER, level), of(STRANGER, level))

    def _assembled(self, name: str, level: Level) -> Iterator[Part]:
        """Everybody's adapter of pieces of strangers' own ones."""
        for person in self._measured:
            yield f"assemble {name} {person.name}", partial(self._assemble, person, level)
        yield from self._score(name, name)
        yield from self._beside(name, name)

    def _score(self, condition: str, adapter: str | None) -> Iterator[Part]:
        for person in self._measured:
            late = person.informed if "memory" in condition else person.late
            yield f"{condition}: {person.name}", partial(self._surprises, late, self._worn(person, adapter))

    def _beside(self, condition: str, adapter: str | None) -> Iterator[Part]:
        for person in self._measured:
            paired = person.informed_paired if "memory" in condition else person.paired
            make = partial(self._pairs, paired, person.others, self._worn(person, adapter))
            yield f"{beside(condition, self._plan.pairs)}: {person.name}", make

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────

    def _train(self, person: Person, level: Level, told: Told) -> Mapping[str, float]:
        name, examples = f"{of('own', level)} {person.name}", level.train(person)
        folder, over = self._folder(name), self._folder("shared")
        cost = self._lab.train(examples, folder, key=name, epochs=level.epochs, over=over, told=told)
        return {"examples": len(examples), **cost}

    def _train_shared(self, told: Told) -> Mapping[str, float]:
        each = max(1, self._plan.shared // len(self._rest))
        examples = [example for person in self._rest for example in person.train[-each:]]
        cost = self._lab.train(examples, self._folder("shared"), key="shared", epochs=1, over=None, told=told)
        return {"examples": len(examples), "people": len(self._rest), **cost}

    def _assemble(self, person: Person, level: Level, told: Told) -> Mapping[str, float]:
        examples = Level(FEWEST).train(person)
        pieces = [self._folder(f"{of('own', level)} {one.name}") for one in self._strangers(person)]
        self._lab.assemble(examples, pieces, self._folder(f"{of('assembled', level)} {person.name}"), told=told)
        return {"examples": len(examples), "pieces": len(pieces)}

    def _surprises(self, examples: Sequence[Example], adapter: Path | None, told: Told) -> list[list[float]]:
        rows = [[one.nats, one.tokens] for one in self._lab.surprises(examples, adapter)]
        told(1, 1)
        return rows

    def _pairs(
        self, examples: Sequence[Example], others: Sequence[str], adapter: Path | None, told: Told
    ) -> list[list[float]]:
        both = self._lab.beside(examples, others, adapter)
        told(1, 1)
        return [[own.nats, own.tokens, other.nats, other.tokens] for own, other in both]

    # ── who and where ────────────────────────────────────────────────────────────────────────────────

    def _worn(self, person: Person, adapter: str | None) -> Path | None:
        """The folder of the adapter that answers this person."""
        if adapter is None or adapter == "shared":
            return self._folder(adapter) if adapter else None
        if adapter.startswith(STRANGER):
            return self._folder(f"own{adapter.removeprefix(STRANGER)} {self._stranger(person).name}")
        return self._folder(f"{adapter} {person.name}")

    def _strangers(self, person: Person) -> list[Person]:
        return [one for one in self._measured if one.conversation != person.conversation]

    def _stranger(self, person: Person) -> Person:
        drawn = Random(f"{self._plan.config.seed} {person.name}")  # noqa: S311  no secret depends on it
        return drawn.choice(self._strangers(person))

    def _folder(self, name: str) -> Path:
        return self._parts.folder / "adapters" / "".join(c if c.isalnum() else "-" for c in name)

    # ── how far it is ────────────────────────────────────────────────────────────────────────────────

    def _telling(self, name: str) -> Told:
        return lambda done, total: self._step(done, total, name)

    def _step(self, done: int, total: int, name: str) -> None:
        self._progress(Step(self._done + done / total, self._total, "personalization", name))
