"""`pllm-memory bench`."""

import asyncio
import json as json_
import signal
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from typer import Exit

from pllm_memory import bench
from pllm_memory.bench import facts as facts_
from pllm_memory.bench.answers import Answers
from pllm_memory.bench.facts import table as facts_table
from pllm_memory.bench.plots import write_plots
from pllm_memory.bench.table import markdown, rich_table
from pllm_memory.bench.table import systems as systems_of
from pllm_memory.cli import show
from pllm_memory.config import Settings
from pllm_memory.errors import ConfigError
from pllm_memory.models import open_llm
from pllm_memory.recall.strategy import Strategy

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_NOTHING = "nothing was written"


async def run(
    name: str,
    path: Path,
    strategy: Strategy,
    systems: Sequence[str] | None,
    limit: int | None,
    embedder: str | None,
    reranker: str | None,
    llm: str | None,
    reader: str | None,
    judge: str | None,
    runs: int,
    seed: int,
    out: Path | None,
    json: bool,
    url: str | None = None,
    tagger: str = "none",
) -> None:
    """Runs a benchmark with a progress bar, prints its tables or its JSON, and writes both where told.

    A system that failed makes the exit code 1, and so does a model that was to answer or to judge.
    """
    with _stoppable(), _bar() as progress:
        report = await bench.run(
            name,
            path,
            systems=systems or bench.BASELINES,
            strategy=strategy,
            embedder=embedder or "local",
            reranker=reranker,
            llm=llm,
            limit_cases=limit,
            seed=seed,
            progress=progress,
            grader=_answers(reader, judge, runs),
            url=url,
            tagger=tagger,
        )
    found = report.to_dict()
    if out:
        _write_report(found, markdown(found), out, "results")
        write_plots(found, out)
    _show(found, rich_table, json)
    _fail(found)


def _fail(found: dict[str, Any]) -> None:
    """Says what failed, and ends with exit code 1, if anything did."""
    failures = dict(found["failures"])
    for name, row in systems_of(found).items():
        if row.get("answers", {}).get("failed"):
            failures[f"{name}, answers"] = f"{row['answers']['failed']} times: {row['answers']['first_error']}"
    for name, reason in failures.items():
        show.err.print(escape(f"error: {name} failed {reason}"))
    if failures:
        raise Exit(1)


async def facts(
    lives: int,
    seed: int,
    locomo: Path | None,
    out: Path | None,
    json: bool,
    tagger: str = "auto",
    parser: str | None = None,
    show_errors: int | None = None,
    errors_of: str = "dev",
) -> None:
    """Runs the benchmark of the user graph, and prints its table or its JSON, and errors where wanted."""
    if errors_of not in ("dev", "dialogues"):
        raise ConfigError(
            f"errors are shown of dev or dialogues, not of {errors_of!r}: who has read what the held-out phrases are, "
            "or where they fail, can no longer measure with them"
        )
    with _stoppable(), _bar() as progress:
        most = facts_.EXAMPLES if show_errors is None else show_errors
        found = await facts_.run(
            lives=lives, seed=seed, locomo=locomo, tagger=tagger, parser=parser, errors=most, progress=progress
        )
    if out:
        _write_report(found, facts_table.markdown(found), out, "facts")
    _show(found, facts_table.rich_table, json)
    for kind, error in facts_table.errors(found, errors_of) if show_errors and not json else ():
        show.out.print(f"{kind}: {error}", markup=False, highlight=False)


async def personalization(
    path: Path, base_model: Path | None, given: Mapping[str, Any], out: Path | None, json: bool
) -> None:
    """Runs the benchmark of adapters, and prints its table or its JSON; where told, each part of it is kept."""
    from pllm_memory.bench import personalization as personal
    from pllm_memory.bench.personalization.plots import write_plots
    from pllm_memory.bench.personalization.table import markdown, rich_table

    settings = Settings.load()
    folder = base_model or settings.base_model
    if folder is None:
        raise ConfigError("which base model? Give --base-model FOLDER, or set PLLM_BASE_MODEL")
    wanted = personal.Wanted(base_model=Path(folder), data=path, device=settings.device, **given)
    work = out / "parts" if out else None
    with _stoppable(f"the parts that are done are kept in {work}" if work else _NOTHING), _bar() as progress:
        found = await personal.run(wanted, work=work, progress=progress)
    if out:
        _write_report(found, markdown(found), out, "personalization")
        write_plots(found, out)
    _show(found, rich_table, json)


def _answers(reader: str | None, judge: str | None, runs: int) -> Answers | None:
    answering = open_llm(reader)
    if answering is None:
        return None
    return Answers(answering, open_llm(judge or reader), name=f"{reader}, judged by {judge or reader}", runs=runs)


def _show(found: dict[str, Any], table: Callable[[Mapping[str, Any]], Any], json: bool) -> None:
    if json:
        show.dump(found)
    else:
        show.out.print(table(found), soft_wrap=False)


def _write_report(found: dict[str, Any], text: str, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json_.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


@contextmanager
def _stoppable(kept: str = _NOTHING) -> Generator[None]:
    """A block that a signal to stop cancels, so that what it has opened is closed and its files are removed."""
    loop = asyncio.get_running_loop()
    stopped: list[int] = []
    with anyio.CancelScope() as scope:

        def stop(number: int) -> None:
            stopped.append(number)
            scope.cancel()

        # Windows' event loop knows no signals: there the program ends as any other does.
        with suppress(NotImplementedError):
            for number in _SIGNALS:
                loop.add_signal_handler(number, stop, number)
        try:
            yield
        finally:
            with suppress(NotImplementedError):
                for number in _SIGNALS:
                    loop.remove_signal_handler(number)
    if stopped:
        show.err.print(f"stopped by {signal.Signals(stopped[0]).name}: {kept}")
        raise Exit(128 + stopped[0])


@contextmanager
def _bar() -> Generator[bench.Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=show.err, transient=not show.err.is_terminal) as bar:
        task = bar.add_task("reading", total=None)

        def progress(step: bench.Step) -> None:
            bar.update(task, completed=step.done, total=step.total, description=f"{step.system}: {step.case}")

        yield progress
