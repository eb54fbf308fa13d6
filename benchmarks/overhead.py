"""What memory adds to a turn of an agent, in milliseconds and tokens, beside the framework's own memory, in one run.

    python benchmarks/overhead.py                      # every framework that is installed
    python benchmarks/overhead.py langchain_agents --turns 200 --json overhead.json

The model answers at once, so all that is timed is the framework and the memory. A framework is a module in
benchmarks/frameworks/, with a NAME and a function `systems(memory, count_tokens)`: names, and async functions that take
a turn and give how many tokens the model was shown; the first has no memory. Turns are those of the demo's
conversation, and the systems take each turn one after the other, in a new order each time.
"""

import argparse
import asyncio
import json
import tempfile
from importlib import import_module
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from clocks import Action, interleaved, quantiles
from rich.console import Console
from rich.table import Table

from pllm_memory import Memory
from pllm_memory.recall import estimate_tokens

FOLDER = Path(__file__).parent / "frameworks"
WARM_UP = 5


def main() -> None:
    given = _arguments()
    report = {name: measure(name, given.turns) for name in given.frameworks}
    for name, found in report.items():
        Console().print(_table(import_module(f"frameworks.{name}").NAME, found, given.turns))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n")


def measure(framework: str, turns: int) -> dict[str, Any]:
    """Milliseconds and tokens of a turn, by system; the tokens are those of the last tenth, when there is a history."""
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        return asyncio.run(_measure(import_module(f"frameworks.{framework}").systems(memory, estimate_tokens), turns))


async def _measure(systems: dict[str, Any], turns: int) -> dict[str, Any]:
    shown: dict[str, list[int]] = {name: [] for name in systems}

    def action(name: str) -> Action[str]:
        async def run(text: str) -> None:
            shown[name].append(await systems[name](text))

        return Action(run)

    said = [json.loads(line) for line in (files("pllm_memory.demo") / "conversation.jsonl").read_text().splitlines()]
    texts = list(islice(cycle(one["content"] for one in said), turns + WARM_UP))
    taken = await interleaved({name: action(name) for name in systems}, texts, seed=1)
    last = max(turns // 10, 1)
    return {
        name: quantiles([taken[name][WARM_UP:]]) | {"tokens": round(median(shown[name][-last:]))} for name in systems
    }


def _table(title: str, found: dict[str, Any], turns: int) -> Table:
    table = Table(
        "system", "ms p50", "ms p95", "added ms p50", "tokens", "added tokens", title=f"{title}, {turns} turns"
    )
    base = next(iter(found.values()))
    for name, one in found.items():
        added = (f"{one['p50'] - base['p50']:.1f}", f"{one['tokens'] - base['tokens']}")
        table.add_row(name, f"{one['p50']:.1f}", f"{one['p95']:.1f}", added[0], str(one["tokens"]), added[1])
    return table


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = sorted(path.stem for path in FOLDER.glob("*.py"))
    parser.add_argument("frameworks", nargs="*", default=known, help=f"of {', '.join(known)}")
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
