"""A report as pictures, PNG and SVG: recall by depth, and by category."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from pllm_memory.bench.table import systems
from pllm_memory.errors import MissingExtra

_DEPTHS = (5, 10, 20)


def write_plots(report: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Draws what `Report.to_dict` returned.

    Args:
        report: The report.
        folder: Where the pictures go; made if it is not there.

    Returns:
        The files: `DATASET-recall` and `DATASET-categories`, each as .png and .svg.

    Raises:
        MissingExtra: If matplotlib is not installed.
    """
    figure = figure_class()
    drawn = {"recall": _recall(figure(figsize=(6, 4)), report)}
    if report["by_category"]:
        drawn["categories"] = _categories(figure(figsize=(8, 4)), report)
    return saved(drawn, folder, report["dataset"])


def saved(drawn: Mapping[str, Any], folder: Path, dataset: str) -> tuple[Path, ...]:
    """Writes figures, by name, as `DATASET-NAME` .png and .svg; makes the folder if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{dataset}-{name}.{kind}": drawn[name] for name in drawn for kind in ("png", "svg")}
    for file, figure in files.items():
        figure.set_layout_engine("tight")
        figure.savefig(file, dpi=150)
    return tuple(files)


def figure_class() -> Any:
    """The class itself, not pyplot: no window system is looked for, and nothing global is changed.

    Raises:
        MissingExtra: If matplotlib is not installed.
    """
    try:
        return import_module("matplotlib.figure").Figure
    except ImportError as error:
        raise MissingExtra("drawing plots", extra="plots") from error


def _recall(figure: Any, report: Mapping[str, Any]) -> Any:
    axes = figure.add_subplot()
    for name, row in systems(report).items():
        if row["overall"]:
            axes.plot(_DEPTHS, [100 * row["overall"][f"recall@{k}"] for k in _DEPTHS], marker="o", label=name)
    axes.set(xlabel="messages looked at", ylabel="evidence among them, %", ylim=(0, 100), xticks=_DEPTHS)
    return _finished(figure, axes, report)


def _categories(figure: Any, report: Mapping[str, Any]) -> Any:
    axes = figure.add_subplot()
    rows, categories = systems(report), sorted(report["by_category"])
    width = 0.8 / len(rows)
    for number, (name, row) in enumerate(rows.items()):
        heights = [100 * row["by_category"][category]["recall@10"] for category in categories]
        axes.bar([place + width * number for place in range(len(categories))], heights, width, label=name)
    axes.set(ylabel="recall@10, %", ylim=(0, 100))
    axes.set_xticks([place + width * (len(rows) - 1) / 2 for place in range(len(categories))], categories)
    if max(map(len, categories)) > 3:
        axes.tick_params(axis="x", labelrotation=30)
    return _finished(figure, axes, report)


def _finished(figure: Any, axes: Any, report: Mapping[str, Any]) -> Any:
    axes.set_title(f"{report['dataset']}, {report['n']:,} questions")
    axes.legend(frameon=False, fontsize="small")
    axes.grid(axis="y", alpha=0.3)
    return figure
