"""The report of `bench facts` as a table: for the terminal, and as Markdown for the docs."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from pllm_memory.bench.table import markdown_table, percent

_ROWS = {
    "precision": "facts: precision",
    "recall": "facts: recall",
    "f1": "facts: F1",
    "dates": "facts: time right",
    "current": "current value",
    "current_k1": "… after 1 change",
    "current_k2": "… after 2",
    "current_k3": "… after 3 or more",
    "ended": "what is over, read in one message",
    "stale_served": "stale value served ↓",
    "as_of": "believed then: as_of",
    "valid_at": "held then: valid_at",
    "cascade": "cascade: withdrawn",
    "cascade_unserved": "… or never known",
    "absence": "absence: withdrawn",
    "absence_unserved": "… or never known",
    "never": "never told: nothing served",
    "kept": "kept: what holds is served",
    "wrongly_invalidated": "wrongly invalidated ↓",
    "trapped": "taken in by jokes, fiction, … ↓",
    "covered": "observations covered",
    "covered_strict": "… strictly",
    "covered_together": "… by several facts",
    "covered_strict_together": "… by several, strictly",
}
_PARTS = {
    "test": "held out",
    "other": "another author",
    "dev": "for tuning",
    "dialogues": "dialogues",
    "people": "people",
    "locomo": "LoCoMo",
}


def rich_table(report: Mapping[str, Any]) -> Table:
    """A row a measure, a column a set of stories; per cent with 95 % intervals."""
    table = Table(title=_title(report), caption=_speed(report))
    table.add_column("", no_wrap=True)
    for name in _columns(report):
        table.add_column(_PARTS[name], justify="right")
    for cells in _rows(report):
        table.add_row(*cells)
    return table


def headline(report: Mapping[str, Any]) -> str:
    """The same in Markdown."""
    return "\n\n".join([*_shares(report), _speed(report)]) + "\n"


def _shares(report: Mapping[str, Any]) -> Iterator[str]:
    """What was measured, and the rows."""
    yield f"**{_title(report)}**"
    yield markdown_table(["", *(_PARTS[name] for name in _columns(report))], list(_rows(report)))


def markdown(report: Mapping[str, Any]) -> str:
    """The same, and after it precision and recall by predicate of the held-out lives."""
    by_predicate = [
        (name, str(row["gold"]), percent(row["recall"]), str(row["found"]), percent(row["precision"]))
        for name, row in report["by_predicate"].items()
    ]
    parts = [
        *_shares(report),
        markdown_table(["predicate", "gold", "recall", "found", "precision"], by_predicate),
        _speed(report),
        *(f"- {note}" for note in report["notes"]),
    ]
    return "\n\n".join(parts) + "\n"


def errors(report: Mapping[str, Any], part: str) -> Iterator[tuple[str, str]]:
    """The errors of a part, each with its kind; none are kept of the held-out lives."""
    for kind, some in report[part]["errors"].items():
        yield from ((kind, one) for one in some)


def _columns(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {"test": report, **{name: report[name] for name in _PARTS if name in report}}


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    columns = _columns(report)
    for measure, label in _ROWS.items():
        if any(measure in column["overall"] for column in columns.values()):
            yield label, *(_cell(column, measure) for column in columns.values())


def _cell(column: Mapping[str, Any], measure: str) -> str:
    share, around = column["overall"].get(measure), column["ci95"].get(measure)
    return percent(share) + (f" ({100 * around[0]:.0f}–{100 * around[1]:.0f})" if around else "")


def _title(report: Mapping[str, Any]) -> str:
    size, config = report["size"], report["config"]
    return (
        f"facts: {size['stories']:,} held-out lives, {size['messages']:,} messages, {size['facts']:,} facts, "
        f"{size['questions']:,} questions, seed {config['seed']}, read by {_readers(config)}"
    )


def _readers(config: Mapping[str, Any]) -> str:
    return " and ".join(("rules", *config.get("annotators", ())))


def _speed(report: Mapping[str, Any]) -> str:
    said = _by_part({name: column["timing"]["remember_messages_per_s"] for name, column in _columns(report).items()})
    observed = report.get("locomo")
    found = f"; LoCoMo: {observed['overall']['facts_per_message']:.2f} facts a message" if observed else ""
    alone = _by_part(report["timing"].get("extract_messages_per_s") or {})
    rules = f"; read alone, with nothing stored, in a second of processor time: {alone}" if alone else ""
    return f"messages remembered a second: {said}{rules}{found}"


def _by_part(speed: Mapping[str, float | None]) -> str:
    return ", ".join(f"{_PARTS[name]} {value:,.0f}" for name, value in speed.items() if value is not None)
