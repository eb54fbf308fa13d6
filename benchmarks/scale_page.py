"""What benchmarks/scale.py found, as tables between two marks of docs/scale.md, and as plots."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from page import write_between

Row = Mapping[str, Any]
_NAMES = {"postgres": "Postgres", "sqlite": "SQLite"}


def write_page(path: Path, report: Mapping[str, Any]) -> None:
    """Writes the results into the page of many users."""
    write_between(path, "scale", tables(report))


def tables(report: Mapping[str, Any]) -> str:
    about = report["about"]
    stores = [name for name in _NAMES if report.get(name)]
    parts = [f"{about['machine']}, Python {about['python']}."]
    parts += ["### Filling, and room on disk", _filling(report, stores)]
    parts += ["### Recall of anybody", _recalls(report, stores, "recall")]
    parts += ["### Recall of a hundred users whom the process has met", _recalls(report, stores, "again")]
    parts += ["### Remember", _remembers(report, stores)]
    if "postgres" in stores:
        parts += ["### Where the bytes are, in Postgres", _bytes(report["postgres"][-1])]
    return "\n\n".join(parts)


def _filling(report: Mapping[str, Any], stores: Sequence[str]) -> str:
    heads = ["store", "users", "messages", "filled, messages a second", "bytes a message", "on disk, MB", "load", "on"]
    day = report["about"]["date"]
    return _table(heads, ([
        _NAMES[name], f"{row['users']:,}", f"{row['messages']:,}", f"{row['load_a_second']:,.0f}",
        f"{_size(row) / row['messages']:,.0f}", f"{_size(row) / 1e6:,.0f}", row["load"], row.get("date", day),
    ] for name in stores for row in report[name]))  # fmt: skip


def _recalls(report: Mapping[str, Any], stores: Sequence[str], what: str) -> str:
    heads = ["store", "messages", "clients", "p50 ms", "p95", "p99", "recalls a second"]
    return _table(heads, (
        [_NAMES[name], f"{row['messages']:,}", clients, *_quantiles(found), f"{found['a_second']:,.0f}"]
        for name in stores for row in report[name] for clients, found in row[what].items()
    ))  # fmt: skip


def _remembers(report: Mapping[str, Any], stores: Sequence[str]) -> str:
    heads = ["store", "messages there", "messages a call, by clients", "p50 ms", "p95", "p99", "messages a second"]
    return _table(heads, (
        [_NAMES[name], f"{row['messages']:,}", how, *_quantiles(found), f"{found['a_second']:,.0f}"]
        for name in stores for row in (report[name][0], report[name][-1]) for how, found in row["remember"].items()
    ))  # fmt: skip


def _bytes(row: Row) -> str:
    return _table(["table", "bytes a message, with its indexes"], (
        [name, f"{size / row['messages']:,.0f}"] for name, size in row["bytes"].items() if size > row["messages"]
    ))  # fmt: skip


def _size(row: Row) -> int:
    return sum(row["bytes"].values())


def _quantiles(found: Row) -> list[str]:
    return [f"{found[name]:,.1f}" for name in ("p50", "p95", "p99")]


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, cells)) + " |" for cells in lines)


def draw(folder: Path, report: Mapping[str, Any]) -> None:
    """Recall and room on disk by the number of messages, as PNG and SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, plot in (("recall", _recall_plot), ("disk", _disk_plot)):
        figure = import_module("matplotlib.figure").Figure(figsize=(7, 4), layout="tight")
        axes = figure.add_subplot()
        for key_of_store, name in _NAMES.items():
            if report.get(key_of_store):
                plot(axes, name, report[key_of_store])
        axes.set(xscale="log", xlabel="messages of all users")
        axes.grid(alpha=0.3)
        axes.legend(frameon=False, fontsize="small")
        for kind in ("png", "svg"):
            figure.savefig(folder / f"scale-{key}.{kind}", dpi=150, metadata={"Date": None} if kind == "svg" else {})


def _recall_plot(axes: Any, name: str, rows: Sequence[Row]) -> None:
    messages = [row["messages"] for row in rows]
    for what, style, said in (("recall", "-", "anybody"), ("again", "--", "users it has met")):
        for quantile, mark in (("p50", "o"), ("p95", "^")):
            taken = [row[what][min(row[what], key=int)][quantile] for row in rows]
            axes.plot(messages, taken, style, marker=mark, label=f"{name}, {said}, {quantile}")
    axes.set(yscale="log", ylabel="recall by one client, ms")


def _disk_plot(axes: Any, name: str, rows: Sequence[Row]) -> None:
    axes.plot([row["messages"] for row in rows], [_size(row) / 1e6 for row in rows], marker="o", label=name)
    axes.set(yscale="log", ylabel="on disk, MB")
