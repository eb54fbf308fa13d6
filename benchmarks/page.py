"""The results as tables in Markdown, between two marks of docs/speed.md, and as plots."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


def write_page(path: Path, report: Mapping[str, Any]) -> None:
    """Writes the results into the page of speed."""
    write_between(path, "speed", tables(report))


def write_between(path: Path, mark: str, text: str) -> None:
    """Replaces what is between two marks; a page that is not there, or has none, begins with it."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    old = path.read_text() if path.exists() else ""
    before, _, rest = old.partition(begin) if begin in old else ("", "", end + old)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}")


def tables(report: Mapping[str, Any]) -> str:
    """All tables that the report has rows for, each under its heading, with the load while it was measured."""
    parts = [_about(report["about"])] if "about" in report else []
    parts += ["## The aims", _aims(report)]
    for key, (heading, table) in _TABLES.items():
        if key in report:
            before, after = report[key]["load"]
            found = table(report[key]["rows"])
            parts += [f"## {heading}", found, f"Load of the machine: {before} before, {after} after."]
    return "\n\n".join(parts)


def _about(about: Mapping[str, Any]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    return f"Measured on {about['date']}: {about['machine']}, Python {about['python']}; {packages}."


def _aims(report: Mapping[str, Any]) -> str:
    """What was aimed for beside what was measured, of what was measured."""
    measured = ((aim, _measured(report, *where)) for aim, *where in _AIMS)
    return _table(["aim", "measured"], ([aim, found] for aim, found in measured if found))


def _measured(report: Mapping[str, Any], section: str, wanted: Row, value: str, limit: float) -> str:
    rows = report.get(section, {}).get("rows", ())
    row = next((row for row in rows if wanted.items() <= row.items()), None)
    if row is None:
        return ""
    # A throughput should be above its limit, all else below.
    reached = row[value] >= limit if value == "throughput" else row[value] <= limit
    return f"{_short(row[value])}: {'reached' if reached else '**missed**'}"


_TEN_THOUSAND = {"messages": 10_000}
_AIMS: tuple[tuple[str, str, Row, str, float], ...] = (
    (
        "`BALANCED` recall among 10,000 messages ≤ 1.5 × embedding the question",
        "recall",
        {**_TEN_THOUSAND, "what": "BALANCED"},
        "ratio",
        1.5,
    ),
    (
        "the same right after a write",
        "recall",
        {**_TEN_THOUSAND, "what": "BALANCED after a write"},
        "ratio",
        1.5,
    ),
    ("`FAST` recall among 10,000 messages ≤ 2 ms", "recall", {**_TEN_THOUSAND, "what": "FAST"}, "p50", 2),
    (
        "the same, one question after the other",
        "recall",
        {**_TEN_THOUSAND, "what": "FAST, nothing between"},
        "p50",
        2,
    ),
    ("`remember`, 64 messages a call, ≥ 0.8 × embedding alone", "remember", {"batch": 64}, "throughput", 0.8),
    ("`remember`, 512 messages a call, ≥ 0.8 × embedding alone", "remember", {"batch": 512}, "throughput", 0.8),
    (
        "recall with 5,000 other users ≤ 1.05 × recall with 10",
        "others",
        {"users": 5_000, "strategy": "BALANCED"},
        "ratio",
        1.05,
    ),
    (
        "the same with `FAST`",
        "others",
        {"users": 5_000, "strategy": "FAST"},
        "ratio",
        1.05,
    ),
    ("`import pllm_memory` in a new process < 300 ms", "start", {"what": "import pllm_memory"}, "p50", 300),
    ("a core install < 200 MB", "install", {"package": "all"}, "megabytes", 200),
)
"""Text, section, which row, which of its values, and the limit."""


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, cells)) + " |" for cells in lines)


def _ms(row: Row) -> list[str]:
    return [_short(row[name]) for name in ("p50", "p95", "p99")]


def _short(value: float) -> str:
    """Two or three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _ratio(row: Row) -> str:
    return f"**{row['ratio']:.2f}** ({row['low']:.2f}–{row['high']:.2f})"


# ── one for each table ───────────────────────────────────────────────────────────────────────────────


def _recall(rows: Sequence[Row]) -> str:
    heads = ["messages", "recall", "over embedding the question", "p50 ms", "p95", "p99", "embedding, p50 ms"]
    cells = ([f"{r['messages']:,}", r["what"], _ratio(r), *_ms(r), _short(r["embed"])] for r in _in_order(rows))
    return _table(heads, cells)


def _in_order(rows: Sequence[Row]) -> list[Row]:
    names = ("BALANCED", "FAST", "FAST, nothing between", "BALANCED after a write", "FAST after a write")
    return sorted(rows, key=lambda row: (names.index(row["what"]), row["messages"]))


def _open(rows: Sequence[Row]) -> str:
    heads = ["messages", "the file is", "first FAST recall, p50 ms", "p95", "over embedding a question"]
    cells = ([f"{r['messages']:,}", r["what"], *_ms(r)[:2], _ratio(r)] for r in rows)
    return _table(heads, cells)


def _disk(rows: Sequence[Row]) -> str:
    heads = ["messages", "bytes a message", "text and ids", "words", "vectors", "rest", "characters a message"]
    names = ("total", "text", "words", "vectors", "rest", "characters")
    return _table(heads, ([f"{r['messages']:,}", *(f"{r[name]:,.0f}" for name in names)] for r in rows))


def _remember(rows: Sequence[Row]) -> str:
    heads = [
        "messages in a call",
        "throughput over embedding alone",
        "messages a second",
        "embedding alone",
        "without the model",
        "a call, p50 ms",
        "p95",
        "p99",
    ]
    return _table(heads, (_remembered(row) for row in rows))


def _remembered(row: Row) -> list[str]:
    share = f"**{row['throughput']:.2f}** ({row['throughput_low']:.2f}–{row['throughput_high']:.2f})"
    speeds = (f"{row[name]:,.0f}" for name in ("a_second", "embed_a_second", "a_second_without_model"))
    return [f"{row['batch']}", share, *speeds, *_ms(row)]


def _others(rows: Sequence[Row]) -> str:
    heads = ["recall", "other users", "over that with few", "p50 ms", "p95", "p99"]
    return _table(heads, ([r["strategy"], f"{r['users']:,}", _ratio(r), *_ms(r)] for r in rows))


def _rivals(rows: Sequence[Row]) -> str:
    heads = [
        "system",
        "ingest over ours",
        "without embedding",
        "search over ours",
        "without embedding",
        "search p50 ms, embedding in it",
        "without",
        "bytes a message on disk",
    ]
    return _table(heads, (_rival(row) for row in rows))


def _rival(row: Row) -> list[str]:
    if "missing" in row:
        return [row["system"], f"left out: {row['missing']}", *[""] * 6]
    kinds = ("ingest and embed", "ingest", "search and embed", "search")
    times = (_short(row[kind]["p50"]) for kind in kinds[2:])
    return [row["system"], *(_ratio(row[kind]) for kind in kinds), *times, f"{row['bytes'] or 0:,.0f}"]


def _start(rows: Sequence[Row]) -> str:
    heads = ["python -c", "over import numpy", "p50 ms", "p95"]
    return _table(heads, ([r["what"], _ratio(r), *_ms(r)[:2]] for r in rows))


def _install(rows: Sequence[Row]) -> str:
    large = [row for row in rows if row["megabytes"] >= 1]
    rest = sum(row["megabytes"] for row in rows if row["megabytes"] < 1)
    cells = [[row["package"], f"{row['megabytes']:.1f}"] for row in large]
    return _table(["package", "MB"], [*cells, [f"{len(rows) - len(large)} more", f"{rest:.1f}"]])


_TABLES: Mapping[str, tuple[str, Callable[[Sequence[Row]], str]]] = {
    "recall": ("Recall", _recall),
    "open": ("The first recall of a user whose file is closed", _open),
    "remember": ("Remember", _remember),
    "others": ("Other users in the same memory", _others),
    "disk": ("Bytes on disk", _disk),
    "rivals": ("Beside other libraries", _rivals),
    "start": ("Starting", _start),
    "install": ("Installing", _install),
}


# ── plots ────────────────────────────────────────────────────────────────────────────────────────────


def draw(folder: Path, report: Mapping[str, Any]) -> None:
    """The growth of recall with the number of messages, and search beside other libraries, as PNG and SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, plot in (("recall", _growth), ("rivals", _bars)):
        if key in report:
            figure = import_module("matplotlib.figure").Figure(figsize=(7, 4), layout="tight")
            plot(figure.add_subplot(), report[key]["rows"])
            for kind in ("png", "svg"):
                metadata = {"Date": None} if kind == "svg" else {}
                figure.savefig(folder / f"speed-{key}.{kind}", dpi=150, metadata=metadata)


def _growth(axes: Any, rows: Sequence[Row]) -> None:
    for name in dict.fromkeys(row["what"] for row in _in_order(rows)):
        mine = sorted((row for row in rows if row["what"] == name), key=lambda row: row["messages"])
        style = "--" if "write" in name else "-"
        axes.plot([r["messages"] for r in mine], [r["p50"] for r in mine], style, marker="o", label=name)
    counts = sorted({row["messages"]: row["embed"] for row in rows}.items())
    axes.plot(*zip(*counts, strict=True), color="grey", label="embedding the question alone")
    axes.set(xscale="log", yscale="log", xlabel="messages of the user", ylabel="recall, p50 ms")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize="small")


def _bars(axes: Any, rows: Sequence[Row]) -> None:
    known = [row for row in rows if "missing" not in row and "message by message" not in row["system"]]
    names = [row["system"] for row in known]
    axes.barh(names, [row["search and embed"]["p50"] for row in known], color="lightgrey", label="with embedding")
    axes.barh(names, [row["search"]["p50"] for row in known], height=0.4, label="without")
    axes.invert_yaxis()
    axes.set(xlabel=f"search among {known[0]['messages']:,} messages, p50 ms")
    axes.legend(frameon=False, fontsize="small")
