"""The benchmark kit: LoCoMo, LongMemEval, PrefEval, PersonaMem, MemoryBank and BEAM on one scale.

The data is the user's own download; none of it is shipped. `run` reads it, lets every system remember the
same messages and answer the same questions with the same embedding model, and reports what was found.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from anyio import CancelScope

from pllm_memory.bench import beam, locomo, longmemeval, memorybank, personamem, prefeval
from pllm_memory.bench.cases import Dataset
from pllm_memory.bench.metered import Metered, MeteredLLM
from pllm_memory.bench.report import Report
from pllm_memory.bench.rivals import RIVALS
from pllm_memory.bench.run import Progress, Run, Step, config
from pllm_memory.bench.systems import AllMessages, Bm25, CannotRun, Embeddings, Ours, System
from pllm_memory.bench.trial import BUDGETS, Grader
from pllm_memory.errors import ConfigError, PllmError
from pllm_memory.models import open_embedder, open_llm, open_reranker
from pllm_memory.models.base import Embedder
from pllm_memory.recall import BALANCED, Strategy

__all__ = ["BASELINES", "DATASETS", "SYSTEMS", "Grader", "Progress", "Report", "Step", "load", "run"]

DATASETS: Mapping[str, Callable[..., Dataset]] = {
    "locomo": locomo.load,
    "prefeval": prefeval.load,
    "prefeval-choice": prefeval.choice,
    "prefeval-persona": prefeval.persona,
    "prefeval-mcq": prefeval.mcq,
    "prefeval-forms": prefeval.forms,
    "longmemeval": longmemeval.load,
    "personamem": personamem.load,
    "memorybank": memorybank.load,
    "beam": beam.load,
}
"""The benchmarks by name: each takes a path, and a seed."""

_log = logging.getLogger(__name__)

UNGRADED = "No reader model was configured: no question was answered, and no answer judged."
BASELINES = ("ours", "bm25", "embeddings", "all_messages")
SYSTEMS = (*BASELINES, *RIVALS)
"""The systems by name; those after the baselines run where they are installed."""


def load(name: str, path: Path | str, *, seed: int = 0, limit_cases: int | None = None) -> Dataset:
    """Reads a benchmark's official files.

    Raises:
        ConfigError: If there is no such benchmark.
        NotFound: If a file is missing.
        InvalidInput: If a record in it is not as it should be; the error names it.
    """
    if name not in DATASETS:
        raise ConfigError(f"there is no benchmark {name!r}; there are {', '.join(DATASETS)}")
    dataset = DATASETS[name](Path(path), seed=seed)
    if limit_cases is None:
        return dataset
    cases = tuple(islice(dataset.cases, limit_cases))
    return replace(dataset, cases=cases, size=len(cases))


async def run(
    name: str,
    path: Path | str,
    *,
    systems: Sequence[str | System] = BASELINES,
    strategy: Strategy = BALANCED,
    embedder: Any = "local",
    reranker: Any = None,
    llm: Any = None,
    limit_cases: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    grader: Grader | None = None,
    budgets: Sequence[int] = BUDGETS,
    url: str | None = None,
    tagger: str = "none",
) -> Report:
    """Runs a benchmark.

    Args:
        name: Which one, of `DATASETS`.
        path: Its official file or folder.
        systems: Who takes part, by name or as objects; the first is the report's own row. One whose library is
            not installed is skipped, and one that crashes is out of the run; the report says so.
        strategy: With which our own row recalls.
        embedder: The model that all systems share, by name or as an object; "none" leaves out those who need one.
            A `Metered` one keeps its vectors from run to run.
        reranker: Looks twice at what our own row finds with a thorough strategy, by name or as an object.
        llm: Rephrases the questions for it, by name or as an object.
        limit_cases: Only the first so many cases.
        seed: For whatever is drawn.
        progress: Told about each step.
        grader: Answers and judges, see `bench.answers`; without one, nothing is asked of a model.
        budgets: Of the contexts that are packed, in tokens; none: nothing is packed, which is faster.
        url: Where our own row remembers: a database in which users of the benchmark's names may be made and erased; by
            default a folder of its own.
        tagger: Whether the tagger reads in our own row besides the rules, see `AsyncMemory`.

    Raises:
        ConfigError: If a name means nothing, or no system can run.
        NotFound: If a file is missing.
        InvalidInput: If a record is not as it should be.
    """
    unknown = [system for system in systems if isinstance(system, str) and system not in SYSTEMS]
    if unknown:
        raise ConfigError(f"there is no system {unknown[0]!r}; there are {', '.join(SYSTEMS)}")
    dataset = load(name, path, seed=seed, limit_cases=limit_cases)
    meter = embedder if isinstance(embedder, Metered) else _metered(open_embedder(embedder))
    asked = open_llm(llm)
    counted = None if asked is None else MeteredLLM(asked)
    ours = partial(Ours, meter, strategy, reranker=open_reranker(reranker), llm=counted, url=url, tagger=tagger)
    fingerprint = await meter.fingerprint() if meter else None
    opened: list[System] = []
    try:
        skipped, failed = _open(systems, meter, ours, opened)
        settings = config(
            dataset.files,
            strategy=strategy.name,
            embedder=fingerprint,
            reranker=_called(reranker),
            llm=_called(llm),
            seed=seed,
            grader=grader.name if grader else None,
        )
        if grader is None:
            dataset = replace(dataset, notes=(*dataset.notes, UNGRADED))
        meters = [one for one in (meter, counted) if one is not None]
        running = Run(dataset, opened, meters=meters, grader=grader, budgets=budgets, seed=seed, progress=progress)
        return await running.report(config=settings, skipped=skipped, failed=failed)
    finally:
        await _close(opened)


def _metered(embedder: Embedder | None) -> Metered | None:
    return None if embedder is None else Metered(embedder)


def _open(
    systems: Sequence[str | System], meter: Metered | None, ours: Callable[[], System], opened: list[System]
) -> tuple[dict[str, str], dict[str, str]]:
    """Opens those that can run; returns those that cannot, and those that crashed, with the reasons."""
    skipped: dict[str, str] = {}
    failed: dict[str, str] = {}
    for system in dict.fromkeys(systems):
        try:
            opened.append(_system(system, meter, ours) if isinstance(system, str) else system)
        except CannotRun as error:
            skipped[str(system)] = str(error)
        except PllmError:  # our own: it says what is wrong with the call
            raise
        except Exception as error:  # noqa: BLE001  somebody else's code may raise anything, and the others go on
            failed[str(system)] = f"{type(error).__name__}: {error}"
    if not opened:
        reasons = [*skipped.values(), *failed.values()]
        raise ConfigError(f"no system can run: {'; '.join(reasons) or 'none was named'}")
    return skipped, failed


async def _close(systems: Sequence[System]) -> None:
    """Closes all of them, whatever one of them does, and when the run is cancelled too."""
    with CancelScope(shield=True):
        for system in systems:
            try:
                await system.close()
            except Exception:  # noqa: BLE001  it is somebody else's, and the others are to be closed too
                _log.exception("%s could not be closed", system.name)


def _called(model: object) -> str | None:
    """What reports call a model that was given by name or as an object."""
    return model if isinstance(model, str | None) else type(model).__name__


def _system(name: str, meter: Metered | None, ours: Callable[[], System]) -> System:
    if name == "ours":
        return ours()
    if name == "bm25":
        return Bm25()
    if name == "all_messages":
        return AllMessages()
    if meter is None:
        raise CannotRun("it needs an embedding model, and the run has none")
    return Embeddings(meter) if name == "embeddings" else RIVALS[name](meter)
