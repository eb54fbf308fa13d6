"""What is trained and what is measured, part by part: first what all need, then each person's own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
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
SHARED = 2
"""The shared adapter is trained for so many times the steps of one person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is trained.

    Attributes:
        steps: Of a person's training, at the most.
        amounts: How many replies are trained on, besides all that `steps` has room for.
        pairs: How many late replies of each person are set beside somebody else's, at the most.
        config: How else.
    """

    steps: int
    amounts: tuple[int, ...]
    pairs: int
    config: TrainConfig

    @property
    def room(self) -> int:
        """How many replies can be trained on once."""
        return self.steps * self.config.batch

    def train(self, person: Person, amount: int) -> tuple[Example, ...]:
        """What is trained on: the last of what was said early, so many or all that there is, and that has room."""
        return person.train[-min(self.room, amount) :]

    def levels(self, people: Sequence[Person]) -> tuple[int, ...]:
        """The amounts, without those that would be no more than the one before."""
        found: list[int] = []
        for amount in sorted(set(self.amounts)):
            sizes = [(len(self.train(one, amount)), len(self.train(one, found[-1])) if found else 0) for one in people]
            if any(more > before for more, before in sizes):
                found.append(amount)
        return tuple(found)

    def epochs(self, people: Sequence[Person]) -> int:
        """How often each example is seen: the same for all, so that only the amount differs."""
        most = max(len(self.train(one, max(self.amounts))) for one in people)
        return max(1, min(self.config.epochs, self.room // most))


def of(condition: str, amount: int) -> str:
    """What a condition is called where so many replies were trained on."""
    kind, memory, _ = condition.partition(" + memory")
    return f"{kind} of {amount}{memory}"


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
        self._epochs = plan.epochs(measured)
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
        yield "train shared", self._train_shared
        yield from self._score("base", None)
        yield from self._score("shared", "shared")
        for amount in lower:
            yield from self._own(amount)
        yield from self._score("base + memory", None)
        yield from self._score("shared + memory", "shared")
        yield from self._own(top)
        own, stranger = of("own", top), of(STRANGER, top)
        yield from self._score(of("own + memory", top), own)
        for person in self._measured:
            yield f"assemble {person.name}", partial(self._assemble, person, top)
        yield from self._score("assembled", "assembled")
        worn = {"base": None, "shared": "shared", own: own, stranger: stranger, "assembled": "assembled"}
        informed = {"base + memory": None, "shared + memory": "shared", of("own + memory", top): own}
        for condition, adapter in (worn | informed).items():
            yield from self._beside(condition, adapter)

    def _own(self, amount: int) -> Iterator[Part]:
        """Everybody's own adapter of so many replies, scored on their words, and on a stranger's."""
        for person in self._measured:
            yield f"train {of('own', amount)} {person.name}", partial(self._train, person, amount)
        yield from self._score(of("own", amount), of("own", amount))
        yield from self._score(of(STRANGER, amount), of(STRANGER, amount))

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

    def _train(self, person: Person, amount: int, told: Told) -> Mapping[str, float]:
        name, examples = f"{of('own', amount)} {person.name}", self._plan.train(person, amount)
        folder, over = self._folder(name), self._folder("shared")
        cost = self._lab.train(examples, folder, key=name, epochs=self._epochs, over=over, told=told)
        return {"examples": len(examples), **cost}

    def _train_shared(self, told: Told) -> Mapping[str, float]:
        each = max(1, SHARED * self._plan.room // len(self._rest))
        examples = [example for person in self._rest for example in person.train[-each:]]
        cost = self._lab.train(examples, self._folder("shared"), key="shared", epochs=1, over=None, told=told)
        return {"examples": len(examples), "people": len(self._rest), **cost}

    def _assemble(self, person: Person, amount: int, told: Told) -> Mapping[str, float]:
        examples = self._plan.train(person, min(self._plan.amounts))
        pieces = [self._folder(f"{of('own', amount)} {one.name}") for one in self._strangers(person)]
        self._lab.assemble(examples, pieces, self._folder(f"assembled {person.name}"), told=told)
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
