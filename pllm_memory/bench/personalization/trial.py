"""What is trained and what is measured, part by part: first what all need, then each person's own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
JUDGED = ("base", "shared", "own", STRANGER)
"""Of which it is also measured whether they tell the user's reply from somebody else's."""
SHARED = 2
"""The shared adapter is trained for so many times the steps of one person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is trained.

    Attributes:
        steps: Of a person's training, at the most.
        amounts: How many replies are trained on, besides all that `steps` has room for.
        config: How else.
    """

    steps: int
    amounts: tuple[int, ...]
    config: TrainConfig

    @property
    def room(self) -> int:
        """How many replies can be trained on once."""
        return self.steps * self.config.batch

    def most(self, person: Person) -> tuple[Example, ...]:
        """All that a person's adapter is trained on: the last of what was said early."""
        return person.train[-min(self.room, max(self.amounts)) :]

    def epochs(self, people: Sequence[Person]) -> int:
        """How often each example is seen: the same for all, so that only the amount differs."""
        return max(1, min(self.config.epochs, self.room // max(len(self.most(one)) for one in people)))

    def fewer(self, person: Person) -> list[int]:
        """The amounts that are less than all."""
        return [amount for amount in sorted(self.amounts) if amount < len(self.most(person))]


class Trial:
    """One run.

    Args:
        lab: The model.
        parts: What is measured already.
        plan: How much is trained.
        measured: Who is measured.
        rest: Of whose words the shared adapter is made.
        progress: Told about each part.
    """

    def __init__(
        self,
        lab: Lab,
        parts: Parts,
        plan: Plan,
        *,
        measured: Sequence[Person],
        rest: Sequence[Person],
        progress: Progress | None,
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

    def _wanted(self) -> Iterator[tuple[str, Callable[[Told], Any]]]:
        """Every part, one condition after the other, of everybody: first what costs least."""
        everybody = self._measured
        yield "train shared", self._train_shared
        for condition in ("base", "shared"):
            yield from (self._score(person, condition) for person in everybody)
        for person in everybody:
            for amount in self._plan.fewer(person):
                yield self._train(person, amount, f"own of {amount}")
                yield self._score(person, f"own of {amount}")
        for condition in ("base + memory", "shared + memory"):
            yield from (self._score(person, condition) for person in everybody)
        for person in everybody:
            yield self._train(person, len(self._plan.most(person)), "own")
            yield self._score(person, "own")
        for condition in (STRANGER, "own + memory"):
            yield from (self._score(person, condition) for person in everybody)
        for person in everybody:
            yield f"assemble {person.name}", partial(self._assemble, person)
            yield self._score(person, "assembled")
        for condition in JUDGED:
            yield from (self._judge(person, condition) for person in everybody)

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────

    def _train(self, person: Person, amount: int, label: str) -> tuple[str, Callable[[Told], Any]]:
        name = f"{label} {person.name}"
        examples = person.train[-amount:]

        def make(told: Told) -> Mapping[str, float]:
            folder, over = self._folder(name), self._folder("shared")
            cost = self._lab.train(examples, folder, key=name, epochs=self._epochs, over=over, told=told)
            return {"examples": len(examples), **cost}

        return f"train {name}", make

    def _train_shared(self, told: Told) -> Mapping[str, float]:
        each = max(1, SHARED * self._plan.room // len(self._rest))
        examples = [example for person in self._rest for example in person.train[-each:]]
        cost = self._lab.train(examples, self._folder("shared"), key="shared", epochs=1, over=None, told=told)
        return {"examples": len(examples), "people": len(self._rest), **cost}

    def _assemble(self, person: Person, told: Told) -> Mapping[str, float]:
        examples = person.train[-min(self._plan.amounts) :]
        pieces = [self._folder(f"own {one.name}") for one in self._strangers(person)]
        self._lab.assemble(examples, pieces, self._folder(f"assembled {person.name}"), told=told)
        return {"examples": len(examples), "pieces": len(pieces)}

    def _score(self, person: Person, condition: str) -> tuple[str, Callable[[Told], Any]]:
        late = person.informed if "memory" in condition else person.late
        return f"{condition}: {person.name}", partial(self._surprises, late, self._answering(person, condition))

    def _judge(self, person: Person, condition: str) -> tuple[str, Callable[[Told], Any]]:
        instead = [replace(one, completion=other) for one, other in zip(person.late, person.others, strict=True)]
        name = f"{condition}, of others' words: {person.name}"
        return name, partial(self._surprises, instead, self._answering(person, condition))

    def _surprises(self, examples: Sequence[Example], adapter: Path | None, told: Told) -> list[list[float]]:
        rows = [[one.nats, one.tokens] for one in self._lab.surprises(examples, adapter)]
        told(1, 1)
        return rows

    # ── who and where ────────────────────────────────────────────────────────────────────────────────

    def _answering(self, person: Person, condition: str) -> Path | None:
        """The adapter that answers."""
        which = condition.removesuffix(" + memory")
        if which == "base":
            return None
        if which == "shared":
            return self._folder(which)
        if which == STRANGER:
            return self._folder(f"own {self._stranger(person).name}")
        return self._folder(f"{which} {person.name}")

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
        if self._progress:
            self._progress(Step(self._done + done / total, self._total, "personalization", name))
