"""A proof as files: JSON for programs, Markdown and a picture for people. No word of the user's is in them."""

import io
import json
from importlib import import_module
from typing import Any

from pllm_memory.adapt.prove import Proof

_MODELS = {"base": "base", "memory": "base + memory", "adapter": "adapter"}


def files(proof: Proof) -> dict[str, bytes]:
    """The report, by the names of its files; the picture only where matplotlib is installed."""
    found = {
        "report.json": json.dumps(proof.to_dict(), ensure_ascii=False, indent=2).encode(),
        "report.md": markdown(proof).encode(),
    }
    picture = svg(proof)
    return found | ({"report.svg": picture} if picture else {})


def markdown(proof: Proof) -> str:
    """The report to read."""
    lines = ["# Proven" if proof.passed else "# Not proven", "", "| | asked | found |", "|---|---|---|"]
    lines += [f"| {'yes' if one.passed else '**no**'} | {one.name} | {one.text} |" for one in proof.checks]
    lines += ["", "| measured | |", "|---|---|"]
    lines += [f"| {name} | {value:.4g} |" for name, value in proof.numbers.items()]
    return "\n".join(lines) + "\n"


def svg(proof: Proof) -> bytes | None:
    """The report to look at."""
    figure_class = _figure_class()
    if figure_class is None or not proof.intervals:
        return None
    figure = figure_class(figsize=(9, 3.2))
    left, right = figure.subplots(1, 2)
    _nats(left, proof)
    _shares(right, proof)
    figure.set_layout_engine("tight")
    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()


def _nats(axes: Any, proof: Proof) -> None:
    values = [proof.numbers[f"nats {name}"] for name in _MODELS]
    gains = [value - values[-1] for value in values]
    ends = [proof.intervals.get(name, (gain, gain)) for name, gain in zip(_MODELS, gains, strict=True)]
    below = [max(0.0, gain - low) for gain, (low, _) in zip(gains, ends, strict=True)]
    above = [max(0.0, high - gain) for gain, (_, high) in zip(gains, ends, strict=True)]
    axes.barh(list(_MODELS.values()), values, xerr=[below, above], color=["#bbb", "#8ab", "#47a"])
    axes.set(xlabel="nats a token on the user's later words", xlim=(0.8 * min(values), 1.1 * max(values)))
    axes.invert_yaxis()


def _shares(axes: Any, proof: Proof) -> None:
    rows = ("preference", "admits", "refuses")
    for shift, model, color in ((-0.2, "base", "#bbb"), (0.2, "adapter", "#47a")):
        values = [100 * proof.numbers[f"{row} {model}"] for row in rows]
        axes.barh([place + shift for place in range(len(rows))], values, 0.38, label=model, color=color)
    axes.set_yticks(range(len(rows)), ["knows the user's replies", "admits absence", "refuses"])
    axes.set(xlabel="% of cases", xlim=(0, 100))
    axes.invert_yaxis()
    axes.legend(frameon=False, fontsize="small")


def _figure_class() -> Any:
    try:
        return import_module("matplotlib.figure").Figure
    except ImportError:
        return None
