"""Measure how fast the library is, as ratios taken in one run, and write docs/speed.md.

    python benchmarks/speed.py --out docs        # all of it, about 15 minutes
    python benchmarks/speed.py --quick           # a look, a minute or so
    python benchmarks/speed.py --only others --out docs --json speed.json   # again, beside what speed.json has

It needs the extras "local" and "plots"; of langgraph, llama-index-core and mem0ai it compares what is installed.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from clocks import load
from page import draw, tables, write_page
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sections import FULL, QUICK, SECTIONS, Size

_PACKAGES = ("numpy", "onnxruntime", "apsw", "langgraph", "llama-index-core", "mem0ai", "qdrant-client")


def main() -> None:
    given = _arguments()
    report = _read(given.json) if given.only else {}
    report["about"] = about()
    for name in given.only or SECTIONS:
        report |= asyncio.run(measure(name, QUICK if given.quick else FULL))
        if given.json:  # after each section: what was measured stays, whatever happens to the next
            given.json.write_text(json.dumps(report, indent=1) + "\n")
    if given.out:
        write_page(given.out / "speed.md", report)
        draw(given.out / "img", report)
    Console().print(Markdown(tables(report)))


async def measure(name: str, size: Size) -> dict[str, Any]:
    """The rows of a section, with the load of the machine before and after it."""
    section, steps = SECTIONS[name]
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name, total=steps(size))
        before = load()
        found = await section(size, lambda: progress.advance(task))
        return {key: {"rows": rows, "load": [before, load()]} for key, rows in found.items()}


def about() -> dict[str, Any]:
    """What it was measured on."""
    installed = {one.metadata["Name"].lower(): one.version for one in metadata.distributions()}
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "packages": {name: installed[name] for name in _PACKAGES if name in installed},
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _read(path: Path | None) -> dict[str, Any]:
    return json.loads(path.read_text()) if path and path.exists() else {}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fast the library is, as ratios taken in one run.")
    parser.add_argument("--quick", action="store_true", help="a small run: to see that it works, not to quote it")
    parser.add_argument("--only", action="append", choices=list(SECTIONS), help="measure this section (repeatable)")
    parser.add_argument("--out", type=Path, help="folder of speed.md, whose tables are replaced, and of img/speed-*")
    parser.add_argument("--json", type=Path, help="write the results here; with --only, beside what is there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
