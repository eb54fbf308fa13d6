"""The report of `bench facts` as a table: for the terminal, and as Markdown for the docs."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

_ROWS = {
    "precision": "facts: precision",
    "recall": "facts: recall",
    "f1": "facts: F1",
    "dates": "facts: time right, where one was said",
    "current": "current value after a change",
    "current_k1": "… after the 1st",
    "current_k2": "… after the 2nd",
    "current_k3": "… after the 3rd and later",
    "stale_served": "stale value served as current (↓)",
    "as_of": "what was believed then (as_of)",
    "valid_at": "what held then (valid_at)",
    "cascade": "cascade: known, then withdrawn",
    "cascade_unserved": "… not served, known or not",
    "absence": "absence: known, then withdrawn",
    "absence_unserved": "… not served, known or not",
    "never": "never told, nothing served",
    "kept": "what holds is served",
    "wrongly_invalidated": "found, holds, and not served (↓)",
    "trapped": "taken in by a joke, a hypothetical, … (↓)",
    "covered": "LoCoMo observations covered (≥ 0.5)",
    "covered_strict": "LoCoMo observations covered (≥ 0.7)",
    "covered_together": "… by several facts together (≥ 0.5)",
    "covered_strict_together": "… by several facts together (≥ 0.7)",
}
_PARTS = {"test": "held-out lives", "dev": "lives for tuning", "dialogues": "dialogues", "locomo": "LoCoMo"}


def rich_table(report: Mapping[str, Any]) -> Table:
    """A row a measure, a column a set of stories; per cent with 95 % intervals."""
    table = Table(title=_title(report), caption=_speed(report))
    table.add_column("")
    for name in _columns(report):
        table.add_column(_PARTS[name], justify="right")
    for cells in _rows(report):
        table.add_row(*cells)
    return table


def markdown(report: Mapping[str, Any]) -> str:
    """The same, and after it precision and recall by predicate of the held-out lives."""
    header = ["", *(_PARTS[name] for name in _columns(report))]
    by_predicate = [
        (name, str(row["gold"]), _percent(row["recall"]), str(row["found"]), _percent(row["precision"]))
        for name, row in report["by_predicate"].items()
    ]
    parts = [
        f"**{_title(report)}**",
        _markdown(header, list(_rows(report))),
        _markdown(["predicate", "gold", "recall", "found", "precision"], by_predicate),
        _speed(report),
        *(f"- {note}" for note in report["notes"]),
    ]
    return "\n\n".join(parts) + "\n"


def _columns(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {"test": report, **{name: report[name] for name in _PARTS if name in report}}


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    columns = _columns(report)
    for measure, label in _ROWS.items():
        if any(measure in column["overall"] for column in columns.values()):
            yield label, *(_cell(column, measure) for column in columns.values())


def _cell(column: Mapping[str, Any], measure: str) -> str:
    share, around = column["overall"].get(measure), column["ci95"].get(measure)
    return _percent(share) + (f" [{_percent(around[0])}, {_percent(around[1])}]" if around else "")


def _title(report: Mapping[str, Any]) -> str:
    size, config = report["size"], report["config"]
    return (
        f"facts: {size['stories']:,} held-out lives, {size['messages']:,} messages, {size['facts']:,} facts, "
        f"{size['questions']:,} questions, seed {config['seed']}"
    )


def _speed(report: Mapping[str, Any]) -> str:
    speed = {name: column["timing"]["remember_messages_per_s"] for name, column in _columns(report).items()}
    said = ", ".join(f"{_PARTS[name]} {value:,.0f}" for name, value in speed.items() if value is not None)
    observed = report.get("locomo")
    found = f"; LoCoMo: {observed['overall']['facts_per_message']:.2f} facts a message" if observed else ""
    return f"messages remembered a second: {said}{found}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _markdown(header: list[str], rows: list[tuple[str, ...]]) -> str:
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))
