"""A report as tables: for the terminal, and as Markdown for the docs.

Both take what `Report.to_dict` returns, so a report that was saved as JSON can be shown again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

_SHARES = ("recall@5", "recall@10", "recall@20", "any@10", "all@10", "ndcg@10", "mrr", "hit@1", "hit@5")
_BUDGETS = ("500", "1000", "2000")
_FEW = 30
"""Categories that a table has room for."""

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what it shows, its header, its rows; the first cell of each is the name."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    turned: bool = False
    """Whether a terminal is wide enough only for a column a row."""


def sections(report: Report) -> list[Section]:
    """All tables that the report has something for."""
    made = (_found(report), _by_category(report), _packed(report), _answers(report), _abstention(report), _cost(report))
    return [section for section in made if section.rows]


def rich_table(report: Report) -> Group:
    """A table for each section; shares in per cent. Categories stand in rows, the multi-hop ones of LoCoMo too."""
    shown = [_rich(section) for section in sections(report)]
    return Group(*shown, *(Text(f"- {note}") for note in _notes(report)))


def markdown(report: Report) -> str:
    """The same as Markdown."""
    first, *others = sections(report) or [Section(_title(report), ("system",), ())]
    parts = [f"**{first.title}**", markdown_table(first.header, first.rows)]
    for section in others:
        parts += [section.title, markdown_table(section.header, section.rows)]
    return "\n\n".join([*parts, *(f"- {note}" for note in _notes(report))]) + "\n"


def systems(report: Report) -> dict[str, Report]:
    """The rows of a report by the name of the system, the report's own first."""
    return {report["system"]: report, **report["systems"]}


# ── the sections ─────────────────────────────────────────────────────────────────────────────────────


def _title(report: Report) -> str:
    config = report["config"]
    return f"{report['dataset']}, {report['n']:,} questions, {config.get('strategy')}, {config.get('embedder')}"


def _found(report: Report) -> Section:
    rows = [(name, *_shares(row)) for name, row in systems(report).items()]
    return Section(_title(report), ("system", *_SHARES, "recall ms p50"), tuple(rows), turned=True)


def _shares(row: Report) -> Iterator[str]:
    interval = row.get("ci95", {}).get("recall@10")
    for metric in _SHARES:
        between = f" [{percent(interval[0])}, {percent(interval[1])}]" if interval and metric == "recall@10" else ""
        yield ("failed" if row.get("failed") else percent(row["overall"].get(metric))) + between
    yield _number(row["timing"].get("recall_ms_p50"))


def _by_category(report: Report) -> Section:
    """recall@10: a row for each category, a column for each system."""
    shown = systems(report)
    labels: Mapping[str, str] = report.get("labels", {})
    rows = [
        (
            f"{category} {labels[category]}" if category in labels else category,
            str(row["n"]),
            *(percent(other["by_category"].get(category, {}).get("recall@10")) for other in shown.values()),
        )
        for category, row in sorted(_categories(shown).items())
    ]
    return Section("recall@10 by category", ("category", "n", *shown), tuple(rows[:_FEW]) if len(rows) > 1 else ())


def _categories(shown: Mapping[str, Report]) -> Mapping[str, Report]:
    """Of the first system that has any: one that failed has none."""
    none: Mapping[str, Report] = {}
    return next((row["by_category"] for row in shown.values() if row["by_category"]), none)


def _packed(report: Report) -> Section:
    """The share of the evidence that is in a context of so many tokens, and how often all of it is."""
    rows = [
        (name, *(_inside(row["packed"].get(budget, {})) for budget in _BUDGETS))
        for name, row in systems(report).items()
        if row.get("packed")
    ]
    return Section(
        "evidence / all evidence in a context of so many tokens",
        ("system", *(f"{budget} tokens" for budget in _BUDGETS)),
        tuple(rows) if any(cell for row in rows for cell in row[1:]) else (),
    )


def _inside(packed: Mapping[str, float]) -> str:
    if "evidence" not in packed:
        return ""
    return f"{percent(packed['evidence'])} / {percent(packed['all_evidence'])}"


def _answers(report: Report) -> Section:
    """How many answers were right, how far runs differ, and whether a system differs from the first."""
    rows = [(name, *_answer(row)) for name, row in systems(report).items() if row.get("answers")]
    header = ("system", "n", "right [95 %]", "runs", "sd of runs", "McNemar p", "calls", "prompt tokens", "failed")
    return Section(f"answers by {report['config'].get('grader')}", header, tuple(rows), turned=True)


def _answer(row: Report) -> Iterator[str]:
    found = row["answers"]
    yield str(found["n"])
    if found["n"]:
        low, high = found["ci95"]
        differs: Mapping[str, float] | None = row["mcnemar"]["answers"] if "mcnemar" in row else None
        yield f"{percent(found['correct'])} [{percent(low)}, {percent(high)}]"
        yield " ".join(map(percent, found["runs"]))
        yield percent(found["sd_of_runs"])
        yield f"{differs['p']:.2g}" if differs else ""
        yield _number(found["calls_per_question"])
        yield f"{found['prompt_tokens_per_question']:.0f}"
    else:
        yield from ("",) * 6
    yield str(found.get("failed", 0))


def _abstention(report: Report) -> Section:
    """How well the confidence tells what can be answered from what cannot."""
    keys = {"auc_unanswerable": "what was never said", "auc_other_users": "somebody else's questions", "auc": "both"}
    rows = [
        (name, *(_area(row["abstention"].get(key)) for key in keys))
        for name, row in systems(report).items()
        if row.get("abstention")
    ]
    return Section("ROC AUC of the confidence", ("system", *keys.values()), tuple(rows))


def _cost(report: Report) -> Section:
    a_message = ("system", "a message: processor ms", "bytes")
    header = (*a_message, "a question: processor ms", "texts embedded", "LLM calls", "LLM tokens")
    rows = [(name, *_costs(row["cost"])) for name, row in systems(report).items() if row.get("cost")]
    return Section("cost", header, tuple(rows), turned=True)


def _costs(cost: Mapping[str, Any]) -> Iterator[str]:
    messages = cost["messages"]
    yield _number(1000 * cost["remember_cpu_seconds"] / messages)
    yield "–" if cost["bytes"] is None else f"{cost['bytes'] / messages:,.0f}"
    yield _number(1000 * cost["recall_cpu_seconds"])
    for key in ("recall_embedded_texts", "recall_llm_calls", "recall_llm_tokens"):
        yield _number(cost[key])


def _notes(report: Report) -> list[str]:
    skipped = [f"{name} did not run: {reason}" for name, reason in report["skipped"].items()]
    failed = [f"{name} failed {reason}" for name, reason in report.get("failures", {}).items()]
    return [*report["notes"], *skipped, *failed]


# ── how they are written ─────────────────────────────────────────────────────────────────────────────


def _rich(section: Section) -> Table:
    lines = [section.header, *section.rows]
    header, *rows = zip(*lines, strict=True) if section.turned else lines
    table = Table(title=escape(section.title), title_justify="left")
    for number, name in enumerate(header):
        table.add_column(escape(name), justify="right" if number else "left")
    for cells in rows:
        table.add_row(*map(escape, cells))
    return table


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, all but its first column set to the right."""
    rule = ("---", *("---:" for _ in header[1:]))
    return "\n".join(map(_line, (header, rule, *rows)))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def percent(share: float | None) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _area(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
