"""Run a benchmark: every system remembers every case and is asked every question, in one process."""

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.report import Cost, Outcome, Report, Row
from pllm_memory.bench.systems import System
from pllm_memory.bench.trial import BUDGETS, DEPTH, Grader, Meter, Trial

STRANGERS = 50
"""How many questions about the user before each user are asked, to see whether a system notices."""
_PACKAGES = ("pllm-memory", "numpy", "onnxruntime", "apsw", "langgraph", "llama-index-core", "mem0ai")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is.

    Attributes:
        done: How many trials (a system, a case) are over, with the part of the one that is running.
        total: How many there will be; None where that shows only when all are read.
        system: Whose turn it is.
        case: Which user.
    """

    done: float
    total: int | None
    system: str
    case: str


class Progress(Protocol):
    """Told about each step: whoever wants to draws a bar."""

    def __call__(self, step: Step, /) -> None:
        """So much is done."""
        ...


class Run:
    """One run of a dataset over systems, which may be asked for its report once.

    A system that crashes is out of the run, and its row says why; the others go on.

    Args:
        dataset: What to run.
        systems: Who takes part, ours first.
        meters: The models that they ask, each of them counting: the embedder that all share, an LLM.
        grader: Answers questions and judges the answers, where a model is configured for that.
        budgets: Of the contexts that are packed, in tokens; none: nothing is packed, which is faster.
        seed: For whatever is drawn.
        progress: Told about each step.
    """

    def __init__(
        self,
        dataset: Dataset,
        systems: Sequence[System],
        *,
        meters: Sequence[Meter] = (),
        grader: Grader | None = None,
        budgets: Sequence[int] = BUDGETS,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> None:
        self._dataset = dataset
        self._systems = systems
        self._meters = meters
        self._grader = grader
        self._budgets = budgets
        self._seed = seed
        self._progress = progress
        self._total = None if dataset.size is None else dataset.size * len(systems)
        self._over = 0
        self._questions = 0
        self._outcomes: dict[str, list[Outcome]] = {system.name: [] for system in systems}
        self._costs = {system.name: Cost() for system in systems}
        self._failed: dict[str, str] = {}

    async def report(
        self, *, config: Mapping[str, Any], skipped: Mapping[str, str], failed: Mapping[str, str] | None = None
    ) -> Report:
        """Runs every case on every system, and sums up.

        Args:
            config: What the numbers depend on.
            skipped: Systems that could not run, and why.
            failed: Systems that crashed when they were opened, and how: they have a row too, after the others.
        """
        before: Case | None = None
        for case in self._dataset.cases:
            self._questions += len(case.questions)
            for system in self._systems:
                await self._try(system, case, before)
            before = case
        return Report(
            dataset=self._dataset.name,
            rows=(
                *(self._row(system.name, self._failed.get(system.name)) for system in self._systems),
                *(self._row(name, reason) for name, reason in (failed or {}).items()),
            ),
            questions=self._questions,
            config=config,
            labels=self._dataset.labels,
            skipped=skipped,
            notes=self._dataset.notes,
        )

    async def _try(self, system: System, case: Case, before: Case | None) -> None:
        if system.name not in self._failed:
            try:
                await self._live(system, case, before)
            except Exception as error:  # noqa: BLE001  somebody else's code may raise anything, and the others go on
                self._failed[system.name] = f"at {case.user_id}: {type(error).__name__}: {error}"
        self._over += 1
        self._step(0, system, case)

    async def _live(self, system: System, case: Case, before: Case | None) -> None:
        trial = Trial(system, case, self._meters, self._grader, self._budgets)
        outcomes = self._outcomes[system.name]
        parts = 1 + len(case.questions)
        self._costs[system.name] += await trial.remember()
        for number, asked in enumerate(case.questions, start=1):
            self._step(number / parts, system, case)
            outcomes.append(await trial.ask(asked))
        outcomes += [await trial.ask_as_stranger(asked) for asked in _strange(case, before)]
        await trial.forget()

    def _row(self, name: str, failed: str | None) -> Row:
        return Row(
            system=name,
            outcomes=() if failed else tuple(self._outcomes[name]),
            cost=Cost() if failed else self._costs[name],
            groups=self._dataset.groups,
            seed=self._seed,
            failed=failed,
        )

    def _step(self, part: float, system: System, case: Case) -> None:
        if self._progress:
            self._progress(Step(self._over + part, self._total, system.name, case.user_id))


def config(files: Iterable[Path], **given: Any) -> dict[str, Any]:
    """What a number depends on beside the code: versions, machine, data, and what the caller gives."""
    return {
        **given,
        "limit": DEPTH,
        "versions": {"python": platform.python_version(), **dict(_versions())},
        "platform": f"{sys.platform} {platform.machine()}",
        "cpu_count": os.cpu_count(),
        "files": {path.name: sha256(path) for path in files},
    }


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _versions() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _strange(case: Case, before: Case | None) -> Iterator[Asked]:
    """Questions about the user before, whose evidence this user does not happen to have too."""
    if before is None:
        return iter(())
    own = {message.content for message in case.messages}
    theirs = {message.id: message.content for message in before.messages}
    return islice(
        (
            Asked(id=f"{before.user_id}/{asked.id}", text=asked.text, category=asked.category)
            for asked in before.questions
            if asked.answerable and asked.evidence and own.isdisjoint(theirs[id_] for id_ in asked.evidence)
        ),
        STRANGERS,
    )
