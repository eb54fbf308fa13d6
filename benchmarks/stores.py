"""The same questions to both stores: are they as good, in the numbers of the benchmarks?

    python benchmarks/stores.py DATA postgresql://pllm_app:PASSWORD@HOST/DATABASE --preferences 60

DATA holds `locomo_dev.json` and `prefeval/`, as for results.py. Every text is embedded once, for both.
"""

import argparse
import asyncio
from pathlib import Path

from pllm_memory.bench import run
from pllm_memory.bench.metered import Metered
from pllm_memory.bench.report import Report
from pllm_memory.bench.systems import Ours
from pllm_memory.models import open_embedder
from pllm_memory.recall import BALANCED

SHOWN = ("recall@5", "recall@10", "ndcg@10", "mrr")


async def compare(given: argparse.Namespace) -> None:
    """Prints a line for each benchmark and store as soon as it is measured."""
    embedder = open_embedder(given.embedder)
    assert embedder
    meter = Metered(embedder)
    print("| benchmark | questions | store | " + " | ".join(SHOWN) + " | questions whose scores differ |")
    for name, (path, limit) in {
        "prefeval": ("prefeval", given.preferences),
        "locomo": ("locomo_dev.json", None),
    }.items():
        if name not in (given.only or (name,)):
            continue
        both = [Ours(meter, BALANCED, name="SQLite"), Ours(meter, BALANCED, name="Postgres", url=given.url)]
        report = await run(name, given.data / path, systems=both, embedder=meter, limit_cases=limit, budgets=())
        for line in lines(name, report):
            print(line, flush=True)


def lines(name: str, report: Report) -> list[str]:
    scores = [{(one.case, one.question): one.scores for one in row.scored} for row in report.rows]
    differ = sum(scores[0][key] != scores[1][key] for key in scores[0].keys() | scores[1].keys())
    overall = [row.to_dict()["overall"] for row in report.rows]
    return [
        f"| {name} | {len(of_store)} | {row.system} | "
        + " | ".join(f"{100 * found[what]:.2f}" for what in SHOWN)
        + f" | {differ} |"
        for row, of_store, found in zip(report.rows, scores, overall, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare both stores on the benchmarks.")
    parser.add_argument("data", type=Path, help="the folder of the benchmarks")
    parser.add_argument("url", help="a database in which users may be made and erased")
    parser.add_argument("--preferences", type=int, default=60, help="so many of PrefEval's, the first of each topic")
    parser.add_argument("--only", action="append", choices=["prefeval", "locomo"], help="this one (repeatable)")
    parser.add_argument("--embedder", default="local", help="the model for both")
    asyncio.run(compare(parser.parse_args()))


if __name__ == "__main__":
    main()
