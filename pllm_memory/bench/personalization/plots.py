"""The report as pictures, PNG and SVG: nats a token by what answers, and by how much was trained on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pllm_memory.bench.plots import figure_class, saved

_COLORS = {"base": "#bbb", "shared": "#8ab", "own": "#47a", "assembled": "#7a7", "a stranger's": "#c77"}


def write_plots(report: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Draws `personalization-models` and, where they were measured, `-amounts` and `-knows`, as .png and .svg.

    Raises:
        MissingExtra: If matplotlib is not installed.
    """
    figure = figure_class()
    drawn = {"models": _models(figure(figsize=(7, 4)), report)}
    if report["by_amount"]:
        drawn["amounts"] = _amounts(figure(figsize=(6, 4)), report)
    if report["lifts"]:
        drawn["knows"] = _knows(figure(figsize=(7, 4)), report)
    return saved(drawn, folder, "personalization")


def _models(figure: Any, report: Mapping[str, Any]) -> Any:
    """A line for each speaker from model to model, and the means: what differs between speakers hides nothing."""
    axes = figure.add_subplot()
    names = list(report["overall"])
    for row in report["by_speaker"].values():
        axes.plot(names, [row[name] for name in names], color="#ddd", marker=".", zorder=1)
    for name in names:
        mean, (low, high) = report["overall"][name]["nats"], report["ci95"][name]["nats"]
        color = _COLORS[name.removesuffix(" + memory")]
        axes.errorbar(
            [name], [mean], yerr=[[mean - low], [high - mean]], marker="o", color=color, capsize=4, zorder=2
        )  # fmt: skip
    axes.set(ylabel="nats a token on late replies")
    axes.set_title(f"{report['size']['speakers']} speakers, {report['config']['base']}; 95 % intervals")
    axes.tick_params(axis="x", labelrotation=30)
    axes.grid(axis="y", alpha=0.3)
    return figure


def _knows(figure: Any, report: Mapping[str, Any]) -> Any:
    """A dot for each speaker, and the mean: how often the user's reply gains more than another's."""
    axes = figure.add_subplot()
    for place, one in enumerate(reversed(report["lifts"])):
        color = _COLORS[one["of"].removesuffix(" + memory")]
        axes.plot(list(one["by_speaker"].values()), [place] * len(one["by_speaker"]), ".", color="#ccc", zorder=1)
        around = [[one["share"] - one["share_ci95"][0]], [one["share_ci95"][1] - one["share"]]]
        axes.errorbar([one["share"]], [place], xerr=around, marker="o", color=color, capsize=4, zorder=2)
    axes.set_yticks(
        range(len(report["lifts"])), [f"{one['of']} over {one['over']}" for one in reversed(report["lifts"])]
    )
    axes.axvline(0.5, color="#999", linewidth=0.8)
    axes.set(xlabel="share of late replies that gain more than the partner's beside them")
    axes.grid(axis="x", alpha=0.3)
    return figure


def _amounts(figure: Any, report: Mapping[str, Any]) -> Any:
    axes = figure.add_subplot()
    rows = report["by_amount"]
    for rival, color in (("base + memory", "#999"), ("shared", "#8ab"), ("a stranger's", "#c77")):
        for often, style in ((False, {"marker": "o", "label": f"over {rival}"}), (True, {"marker": "D", "ls": ""})):
            some = [row for row in rows if rival in row["gains"] and (row["epochs"] > 1) == often]
            if not some:
                continue
            gains = [row["gains"][rival] for row in some]
            means = [gain["nats"] for gain in gains]
            around = [
                [gain["nats"] - gain["ci95"][0] for gain in gains],
                [gain["ci95"][1] - gain["nats"] for gain in gains],
            ]
            at = [row["examples"] * (1.03 if often else 1) for row in some]
            axes.errorbar(at, means, yerr=around, color=color, capsize=4, **style)
    axes.axhline(0, color="#999", linewidth=0.8)
    axes.set(
        xlabel="replies trained on (diamonds: each seen several times)", ylabel="gain of the own adapter, nats a token"
    )
    axes.legend(frameon=False, fontsize="small")
    axes.grid(axis="y", alpha=0.3)
    return figure
