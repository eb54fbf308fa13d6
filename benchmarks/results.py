"""Measures recall on the benchmarks, part by part, and writes the tables and plots of docs/results.md.

    .venv/bin/python benchmarks/results.py ../shared/data                        # all of it, about half an hour
    .venv/bin/python benchmarks/results.py ../shared/data --limit 1 --llm no     # a look, which is not written down

The data is yours to download; docs/results.md says where. Each part is kept as JSON when it is done, with what it was
made from (the library's code, the data, the arguments), so a run that was stopped goes on where it was. Each text is
embedded once for all parts.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anyio
import late
import measured
from measured import DEPENDS, PARTS, RIVALS, Given
from platformdirs import user_cache_path
from results_page import parts_of, write
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

import pllm_memory
from pllm_memory import bench
from pllm_memory.bench import facts
from pllm_memory.bench.metered import Metered
from pllm_memory.bench.plots import write_plots
from pllm_memory.bench.run import sha256
from pllm_memory.models import open_embedder

DOCS = Path(__file__).resolve().parent.parent / "docs"
OURS = Path(pllm_memory.__file__).parent
ASIDE = {"adapt", "agents", "cli", "demo", "graph", "imports", "server"}
"""Of the library, what no number here depends on."""
console = Console(stderr=True)


def code() -> str:
    """A digest of all that makes the numbers: the library, and what measures it."""
    kept = [file for file in sorted(OURS.rglob("*")) if file.suffix in {".py", ".txt", ".toml", ".json", ".npz"}]
    files = [file for file in kept if file.relative_to(OURS).parts[0] not in ASIDE]
    files += [Path(measured.__file__), Path(late.__file__)]
    return hashlib.sha256("".join(sha256(file) for file in files).encode()).hexdigest()


def data(folder: Path) -> str:
    """A digest of the data."""
    files = [folder / "locomo_dev.json", *sorted((folder / "prefeval").rglob("*.json"))]
    return hashlib.sha256("".join(sha256(file) for file in files).encode()).hexdigest()


async def measure(
    given: Given, made_from: Sequence[str], only: Sequence[str], task: Any, out: Path | None
) -> dict[str, dict[str, Any]]:
    """The parts, from the cache or measured now; after each of them what was made is kept, and the page written."""
    found: dict[str, dict[str, Any]] = {}
    vectors = given.cache / f"vectors-{(await given.meter.fingerprint()).replace('/', '-')}.npz"
    if vectors.exists():
        given.meter.load(vectors)
    for number, (name, part) in enumerate(PARTS.items()):
        arguments = {argument: getattr(given, argument) for argument in DEPENDS[name]}
        key = hashlib.sha256(json.dumps([*made_from, arguments]).encode()).hexdigest()
        file = given.cache / f"{name}-{key[:16]}.json"
        if not file.exists() and name not in only:
            continue
        if not file.exists():
            values = await part(replace(given, progress=lambda step, n=number, p=name: task(n, p, step)))
            values = values and {**values, "measured": f"{datetime.now(UTC):%Y-%m-%d}"}
            write_whole(file, json.dumps(values, ensure_ascii=False, indent=1))
            save(given.meter, vectors)
        found[name] = json.loads(file.read_text(encoding="utf-8"))
        console.print(f"{name}: {file}")
        if out:
            publish(found, out)
    return found


def publish(found: dict[str, dict[str, Any]], out: Path) -> None:
    """Tables, plots, and all the numbers; parts that were not measured again stay as they are."""
    file = out / "results.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    parts = known | found
    write(out / "results.md", parts_of(parts))
    write_whole(file, json.dumps(parts, ensure_ascii=False, indent=1) + "\n")
    for name in {"locomo", "prefeval"} & found.keys():
        write_plots(found[name], out / "img")


def save(meter: Metered, file: Path) -> None:
    """Keeps the vectors; whoever reads the file meanwhile reads the old one."""
    new = file.with_suffix(f".{os.getpid()}")
    meter.save(new)
    new.replace(file)


def write_whole(file: Path, text: str) -> None:
    """A file that is there is whole."""
    new = file.with_suffix(f".{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


@contextmanager
def bar() -> Generator[Any]:
    """A bar over all parts, with what the running one is at."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as shown:
        task = shown.add_task("reading", total=len(PARTS))

        def tell(number: int, part: str, step: bench.Step) -> None:
            done = number + (step.done / step.total if step.total else 0)
            shown.update(task, completed=done, description=f"{part}: {step.system}: {step.case}")

        yield tell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with locomo_dev.json and prefeval/")
    parser.add_argument("--limit", type=int, help="only so many conversations, and preferences: a quick look")
    parser.add_argument(
        "--preferences", type=int, help="how many of PrefEval's, the first of each topic; by default all"
    )
    parser.add_argument("--rivals", nargs="*", choices=RIVALS, help="beside ours; by default those that are installed")
    parser.add_argument("--llm", choices=("smollm", "no"), default="smollm", help="who rephrases for THOROUGH")
    parser.add_argument("--lives", type=int, default=facts.LIVES, help="of each half, for the facts")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), help="which parts; by default all")
    parser.add_argument(
        "--cache", type=Path, default=user_cache_path("pllm-memory") / "results", help="where parts are"
    )
    parser.add_argument("--out", type=Path, help="where results.md is; by default docs/, and nowhere with --limit")
    arguments = parser.parse_args()
    installed = tuple(name for name, module in RIVALS.items() if find_spec(module.partition(".")[0]))
    rivals = installed if arguments.rivals is None else tuple(arguments.rivals)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    embedder = open_embedder("local")
    assert embedder is not None
    settings = {
        "limit": arguments.limit,
        "preferences": arguments.preferences,
        "rivals": rivals,
        "llm": arguments.llm == "smollm",
        "lives": arguments.lives,
    }
    made_from = code(), data(arguments.data)
    with bar() as task:
        given = Given(
            data=arguments.data, meter=Metered(embedder), cache=arguments.cache, progress=lambda _: None, **settings
        )
        out = arguments.out or (None if arguments.limit else DOCS)
        found = anyio.run(measure, given, made_from, arguments.only, task, out)
    print("\n\n".join(f"## {name}\n\n{text}" for name, text in parts_of(found).items()))


if __name__ == "__main__":
    main()
