"""A report as a table: for the terminal, and as Markdown for the docs.

Both take what `Report.to_dict` returns, so a report that was saved as JSON can be shown again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

_SHARES = ("recall@5", "recall@10", "recall@20", "any@10", "all@10", "ndcg@10", "mrr", "hit@1", "hit@5")
_HEADER = ("system", *_SHARES, "in 500 / 1000 / 2000 tokens", "recall ms p50")


def rich_table(report: Mapping[str, Any]) -> Table:
    """A row a system; shares in per cent."""
    table = Table(title=_title(report))
    for name in _HEADER:
        table.add_column(name, justify="left" if name == "system" else "right")
    for cells in _rows(report):
        table.add_row(*cells)
    return table


def markdown(report: Mapping[str, Any]) -> str:
    """The same, and after it recall@10 by category."""
    categories = sorted(report["by_category"])
    by_category = [
        (name, *(_percent(row["by_category"].get(category, {}).get("recall@10")) for category in categories))
        for name, row in systems(report).items()
    ]
    parts = [f"**{_title(report)}**", _markdown(_HEADER, list(_rows(report)))]
    if categories:
        parts += ["recall@10 by category", _markdown(("system", *categories), by_category)]
    parts += [f"- {note}" for note in (*report["notes"], *_skipped(report))]
    return "\n\n".join(parts) + "\n"


def systems(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The rows of a report by the name of the system, the report's own first."""
    return {report["system"]: report, **report["systems"]}


def _title(report: Mapping[str, Any]) -> str:
    config = report["config"]
    return f"{report['dataset']}, {report['n']:,} questions, {config.get('strategy')}, {config.get('embedder')}"


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, row in systems(report).items():
        interval = row.get("ci95", {}).get("recall@10")
        shares = [_percent(row["overall"].get(metric)) for metric in _SHARES]
        if interval:
            shares[1] += f" [{_percent(interval[0])}, {_percent(interval[1])}]"
        yield name, *shares, _inside(row.get("packed", {})), _number(row["timing"].get("recall_ms_p50"))


def _inside(packed: Mapping[str, Any]) -> str:
    return " / ".join(
        _percent(packed[budget].get("evidence")) for budget in ("500", "1000", "2000") if budget in packed
    )


def _skipped(report: Mapping[str, Any]) -> list[str]:
    return [f"{name} did not run: {reason}" for name, reason in report["skipped"].items()]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _markdown(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    rule = ("---", *("---:" for _ in header[1:]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))
