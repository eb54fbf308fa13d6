"""Does an adapter of one's own answer more like its user than the base model, a shared adapter, or somebody else's?

LoCoMo's speakers are trained on what they said in early sessions, and measured on what they said in late ones: how
surprised each model is by their replies, and whether it tells them from somebody else's. Without the shared adapter
and a stranger's beside it, an adapter's gain would be mistaken for the person: most of it is the kind of conversation.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from anyio import get_cancelled_exc_class, to_thread

from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.bench import locomo
from pllm_memory.bench.cases import Case
from pllm_memory.bench.personalization.lab import Lab
from pllm_memory.bench.personalization.numbers import summed
from pllm_memory.bench.personalization.parts import Parts
from pllm_memory.bench.personalization.people import EARLY, LATE, Person, parted, people, remembered
from pllm_memory.bench.personalization.trial import Plan, Trial
from pllm_memory.bench.run import Progress, Step, config
from pllm_memory.bench.workplace import Workplace
from pllm_memory.memory import AsyncMemory
from pllm_memory.memory.learning import BUDGET

__all__ = ["AMOUNTS", "Wanted", "run"]

AMOUNTS = (25, 100, 400)
"""How many replies are trained on; the last is more than LoCoMo's speakers have said early: it takes all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is measured.

    Attributes:
        base_model: The folder of the base model.
        data: LoCoMo's file.
        speakers: How many are measured; the others are who the shared adapter is made of.
        replies: How many late replies of each are measured, at the most.
        pairs: How many late replies of each are set beside the partner's, at the most; None: as many.
        shared: How many replies of the others the shared adapter is trained on, at the most.
        amounts: How many replies own adapters are trained on; of who said less, all that they said.
        epochs: How often each reply of the largest amount is seen, besides once.
        longest: Tokens of an example that is trained on.
        seed: Of whatever is drawn.
        minutes: After how many no more is begun, and what there is is reported; None: all is measured.
        embedder: Of the memory.
        device: Where it is trained and measured; by default on a GPU, if there is one.
    """

    base_model: Path
    data: Path
    speakers: int = 6
    replies: int = 32
    pairs: int | None = None
    shared: int = 200
    amounts: tuple[int, ...] = AMOUNTS
    epochs: int = TrainConfig().epochs
    longest: int = 256
    seed: int = 0
    minutes: float | None = None
    embedder: str = "local"
    device: str | None = None

    @property
    def plan(self) -> Plan:
        """How much is trained."""
        config = TrainConfig(seed=self.seed, max_tokens=self.longest)
        pairs = self.pairs or self.replies
        return Plan(amounts=self.amounts, epochs=self.epochs, shared=self.shared, pairs=pairs, config=config)


async def run(wanted: Wanted, *, work: Path | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Runs the benchmark.

    Args:
        wanted: What is measured.
        work: A folder where each part is kept, with the adapters: the next call goes on with what is there. Without
            one, nothing is kept.
        progress: Told about each part.

    Returns:
        The report as JSON-ready values; see `numbers.summed`.

    Raises:
        NotFound: If there is no model in the folder, or LoCoMo's file is missing.
        InvalidInput: If there are too few speakers.
        MissingExtra: If what trains adapters is not installed.
    """
    with closing(Workplace()) as place:
        return await _run(wanted, work or place.folder / "parts", place.folder / "memories", progress)


async def _run(wanted: Wanted, work: Path, memories: Path, progress: Progress | None) -> dict[str, Any]:
    cases = list(locomo.load(wanted.data).cases)
    measured, rest = parted(people(cases, replies=wanted.replies, pairs=wanted.plan.pairs), wanted.speakers)
    if progress:
        progress(Step(0, None, "personalization", "loading the model"))
    lab = await to_thread.run_sync(partial(Lab, wanted.base_model, wanted.plan.config, device=wanted.device))
    settings = _settings(wanted, lab)
    parts = Parts(work, settings)
    measured = await _informed(measured, cases, parts, wanted, f"sqlite:///{memories}")
    stop = threading.Event()
    trial = Trial(lab, parts, wanted.plan, measured=measured, rest=rest, progress=partial(_told, progress, stop))
    try:
        found = await to_thread.run_sync(partial(trial.run, _after(wanted.minutes)), abandon_on_cancel=True)
    except get_cancelled_exc_class():
        stop.set()
        raise
    return {
        "dataset": "personalization",
        **summed(found, measured, wanted.plan, seed=wanted.seed),
        "config": config([wanted.data], **settings, **_counts(wanted)),
    }


def _counts(wanted: Wanted) -> dict[str, Any]:
    """How much was measured, on which not all parts depend."""
    return {
        "amounts": list(wanted.amounts),
        "epochs": wanted.epochs,
        "pairs": wanted.plan.pairs,
        "speakers": wanted.speakers,
    }


def _settings(wanted: Wanted, lab: Lab) -> dict[str, Any]:
    """What all parts depend on."""
    return {
        "base": lab.identity.name,
        "base_digest": lab.identity.digest,
        "data": sha256(wanted.data.read_bytes()).hexdigest(),
        "training": wanted.plan.config.digest,
        "shared": wanted.shared,
        "measured": wanted.speakers,
        "replies": wanted.replies,
        "longest": wanted.longest,
        "embedder": wanted.embedder,
        "parted": [EARLY, LATE, BUDGET],
        "seed": wanted.seed,
    }


async def _informed(
    measured: Sequence[Person], cases: Sequence[Case], parts: Parts, wanted: Wanted, url: str
) -> list[Person]:
    """Everybody, with what was remembered at the time of each late reply."""
    of = {case.user_id: case for case in cases}
    async with AsyncMemory(url, embedder=wanted.embedder) as memory:
        return [
            replace(
                person,
                informed=await _recalled(f"recall {person.name}", person.late, of[person.conversation], parts, memory),
                informed_paired=await _recalled(
                    f"recall of {wanted.plan.pairs} {person.name}",
                    person.paired,
                    of[person.conversation],
                    parts,
                    memory,
                ),
            )
            for person in measured
        ]


async def _recalled(
    name: str, late: Sequence[Example], case: Case, parts: Parts, memory: AsyncMemory
) -> tuple[Example, ...]:
    """Late replies with what was remembered at the time of each; recalled once, and kept as a part."""
    if name not in parts:
        await memory.for_user(case.user_id).remember(case.messages)
        found = [[list(one.prompt), one.message_ids] for one in await remembered(late, case, memory)]
        parts.part(name, lambda: found)
    kept = parts.part(name, list[Any])
    return tuple(
        replace(one, prompt=tuple(prompt), message_ids=tuple(ids))
        for one, (prompt, ids) in zip(late, kept, strict=True)
    )


class _Stopped(Exception):
    """Nobody waits any more."""


def _told(progress: Progress | None, stop: threading.Event, step: Step) -> None:
    if stop.is_set():
        raise _Stopped
    if progress:
        progress(step)


def _after(minutes: float | None) -> partial[bool]:
    end = None if minutes is None else time.monotonic() + 60 * minutes
    return partial(_over, end)


def _over(end: float | None) -> bool:
    return end is not None and time.monotonic() >= end
