"""Measures recall on the benchmarks, with every retriever left out in turn, and writes docs/results.md.

    .venv/bin/python benchmarks/results.py ../shared/data

The data is yours to download; see docs/results.md. Each text is embedded once for all runs.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import numpy as np
from rich.console import Console

from pllm_memory import bench
from pllm_memory.bench import facts
from pllm_memory.bench.facts.table import markdown
from pllm_memory.bench.plots import write_plots
from pllm_memory.models import open_embedder
from pllm_memory.models.base import Kind, Vectors
from pllm_memory.recall import BALANCED, FAST, Strategy
from pllm_memory.recall.strategy import RETRIEVERS

DATASETS = {"locomo": "locomo_dev.json", "prefeval": "prefeval"}
ABLATION_CASES: dict[str, int | None] = {"locomo": None, "prefeval": 150}
"""PrefEval has a memory for each question; for the ablation the first ones are enough."""
FORMS = ("prefeval-choice", "prefeval-persona")
"""The other forms of the same preferences, for ours alone."""
DOCS = Path(__file__).resolve().parent.parent / "docs"
console = Console(stderr=True)


class Remembering:
    """The default embedder, which embeds a text once."""

    def __init__(self) -> None:
        self._inner = open_embedder("local")
        self._known: dict[str, np.ndarray] = {}

    async def fingerprint(self) -> str:
        """The default embedder's."""
        return await self._inner.fingerprint()

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embeds what is new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, await self._inner.embed(new, kind=kind), strict=True))
        return np.stack([self._known[text] for text in texts])


def without(strategy: Strategy, name: str) -> Strategy:
    """The strategy with one retriever left out."""
    weights = {key: weight for key, weight in strategy.weights.items() if key != name}
    advice = {key: weight for key, weight in strategy.advice.items() if key != name}
    return replace(strategy, name=f"{strategy.name} without {name}", weights=weights, advice=advice)


def ablated(strategy: Strategy) -> list[Strategy]:
    """The strategy without each of its retrievers, and without facts."""
    fewer = [without(strategy, one) for one in RETRIEVERS if one in strategy.weights]
    return [*fewer, replace(strategy, name=f"{strategy.name} without facts", facts=0.0)]


async def measure(data: Path, limit: int | None, rivals: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For each dataset: the report with all systems, and a row for each strategy."""
    embedder = Remembering()
    found: dict[str, dict[str, Any]] = {}
    for name, file in DATASETS.items():
        console.print(f"{name}: all systems")
        systems = (*bench.BASELINES, *(rivals if name == "locomo" else ()))
        report = await bench.run(name, data / file, systems=systems, embedder=embedder, limit_cases=limit)
        variants = {"fast": await alone(name, data / file, FAST, embedder, limit)}
        for strategy in (BALANCED, *ablated(BALANCED)):
            fewer = ABLATION_CASES[name] if limit is None else limit
            variants[strategy.name] = await alone(name, data / file, strategy, embedder, fewer)
        found[name] = report.to_dict() | {"strategies": variants}
    for form in FORMS:
        console.print(form)
        report = await bench.run(form, data / "prefeval", systems=("ours",), embedder=embedder, limit_cases=limit)
        found[form] = report.to_dict()
    return found


async def alone(name: str, path: Path, strategy: Strategy, embedder: Remembering, cases: int | None) -> dict[str, Any]:
    """One row of ours."""
    console.print(f"{name}: {strategy.name}")
    report = await bench.run(
        name, path, systems=("ours",), strategy=strategy, embedder=embedder, limit_cases=cases, budgets=()
    )
    return report.to_dict()


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────

COLUMNS = {
    "locomo": ("recall@5", "recall@10", "recall@20", "any@10_cat1-4", "all@10_cat1-4", "mrr"),
    "prefeval": ("hit@1", "hit@5", "mrr"),
}


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (header, *rows)]
    width = lines[0].count("|") - 1
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def systems(name: str, report: Mapping[str, Any]) -> str:
    """A row for each system; ours with its 95 % interval."""
    columns = COLUMNS[name]
    ci = report["ci95"]
    ours = [f"**{percent(report['overall'][c])}** [{percent(ci[c][0])}, {percent(ci[c][1])}]" for c in columns]
    rows = [["pllm-memory, BALANCED", *ours]]
    rows.append(["pllm-memory, FAST", *(percent(report["strategies"]["fast"]["overall"][c]) for c in columns)])
    for system, row in report["systems"].items():
        rows.append([system, *(percent(row["overall"][c]) for c in columns)])
    return table(["system", *columns], rows)


def ablation(found: Mapping[str, Any]) -> str:
    """A row for each retriever that is left out: what recall loses."""
    keys = {"locomo": ("recall@10", "mrr"), "prefeval": ("hit@1", "hit@5")}
    names = [n for n in found["locomo"]["strategies"] if "without" in n]
    rows = [["(all)", *(percent(found[d]["strategies"]["balanced"]["overall"][k]) for d in keys for k in keys[d])]]
    rows += [
        [name.removeprefix("balanced "), *(change(found[d], name, k) for d in keys for k in keys[d])] for name in names
    ]
    return table(["retriever", *(f"{d} {k}" for d in keys for k in keys[d])], rows)


def change(report: Mapping[str, Any], name: str, key: str) -> str:
    value = report["strategies"][name]["overall"][key]
    return f"{percent(value)} ({100 * (value - report['strategies']['balanced']['overall'][key]):+.1f})"


def categories(report: Mapping[str, Any]) -> str:
    names = {"1": "multi-hop", "2": "temporal", "3": "open-domain", "4": "single-hop", "5": "adversarial"}
    rows = [
        [f"{names.get(c, c)} ({c})", *(percent(row[k]) for k in ("recall@5", "recall@10", "mrr"))]
        for c, row in sorted(report["by_category"].items())
    ]
    return table(["category", "recall@5", "recall@10", "mrr"], rows)


def packed(report: Mapping[str, Any]) -> str:
    rows = [
        [budget, percent(row["evidence"]), percent(row["all_evidence"]), f"{row['tokens']:.0f}"]
        for budget, row in report["packed"].items()
    ]
    return table(["budget, tokens", "evidence inside", "all evidence inside", "tokens used"], rows)


def abstention(report: Mapping[str, float]) -> str:
    """A row for each kind of question that has no answer; another user's questions need another user."""
    names = {
        "auc_unanswerable": "what was never said (LoCoMo category 5)",
        "auc_other_users": "about another user's life",
    }
    rows = [[names[key], f"{report[key]:.3f}"] for key in names if key in report]
    return table(["asked of this memory", "ROC AUC"], rows)


def forms(found: Mapping[str, Any]) -> str:
    """A row for each form in which preferences are said."""
    names = {"prefeval": "said outright", **{form: form.partition("-")[2] for form in FORMS}}
    keys = COLUMNS["prefeval"]
    rows = [[label, *(percent(found[name]["overall"][key]) for key in keys)] for name, label in names.items()]
    return table(["form", *keys], rows)


def brief(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report of the facts without the errors to read."""
    kept = {key: value for key, value in report.items() if key not in ("dev", "dialogues")}
    return kept | {part: {**report[part], "errors": None} for part in ("dev", "dialogues")}


def fill(page: str, parts: Mapping[str, str]) -> str:
    """Puts each part between its markers."""
    for name, text in parts.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = page.partition(start)
        page = before + start + "\n" + text + "\n" + end + rest.partition(end)[2]
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with locomo_dev.json and prefeval/")
    parser.add_argument("--limit", type=int, help="only so many conversations: a quick look, not written to the page")
    parser.add_argument("--rivals", nargs="*", default=[], help="e.g. langgraph llamaindex mem0, where installed")
    parser.add_argument("--out", type=Path, default=DOCS, help="where results.md is")
    arguments = parser.parse_args()
    found = anyio.run(measure, arguments.data, arguments.limit, arguments.rivals)
    lives = facts.LIVES if arguments.limit is None else 10 * arguments.limit
    known = anyio.run(lambda: facts.run(lives=lives, locomo=arguments.data / DATASETS["locomo"]))
    parts = {
        "facts": markdown(known),
        "prefeval-forms": forms(found),
        "locomo": systems("locomo", found["locomo"]),
        "locomo-categories": categories(found["locomo"]),
        "locomo-packed": packed(found["locomo"]),
        "prefeval": systems("prefeval", found["prefeval"]),
        "ablation": ablation(found),
        "abstention": abstention(found["locomo"]["abstention"]),
        "config": "```json\n" + json.dumps(found["locomo"]["config"], indent=2) + "\n```",
    }
    print("\n\n".join(f"{name}\n{text}" for name, text in parts.items()))
    if arguments.limit is None:
        page = arguments.out / "results.md"
        page.write_text(fill(page.read_text(encoding="utf-8"), parts), encoding="utf-8")
        (arguments.out / "results.json").write_text(
            json.dumps(found | {"facts": brief(known)}, indent=1) + "\n", encoding="utf-8"
        )
        for report in found.values():
            write_plots(report, arguments.out / "img")


if __name__ == "__main__":
    main()
