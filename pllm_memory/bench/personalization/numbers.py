"""From parts to numbers: nats a token and preferences, with intervals that draw speakers, and replies of each."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pllm_memory.bench.metrics import RESAMPLES
from pllm_memory.bench.personalization.people import Person
from pllm_memory.bench.personalization.trial import CONDITIONS, STRANGER, Level, Plan, beside, of

Floats = NDArray[np.float64]

PAIRS = (
    ("shared", "base"), ("base + memory", "base"), ("own", "base"), ("own", "base + memory"), ("own", "shared"),
    ("own", "shared + memory"), ("own", STRANGER), ("own + memory", "own"), ("own + memory", "shared + memory"),
    ("assembled", "base"), ("assembled", "shared"), ("own", "assembled"), (STRANGER, "shared"),
)  # fmt: skip
"""What is compared: what may gain, over what."""
LIFTS = (
    ("shared", "base"), ("base + memory", "base"), ("own", "base"), (STRANGER, "base"), ("assembled", "base"),
    ("own", "shared"), (STRANGER, "shared"), ("assembled", "shared"), ("own", STRANGER), ("own", "assembled"),
    ("own + memory", "shared + memory"),
)  # fmt: skip
"""Of what it is asked whether it makes the user's own replies more likely than somebody else's, and over what."""
RIVALS = ("base", "base + memory", "shared", STRANGER)
"""What own adapters of each amount are compared with."""
LESS = "the row before"
"""And with own ones of the next smaller amount, or that saw each reply once."""


def summed(found: Mapping[str, Any], measured: Sequence[Person], plan: Plan, *, seed: int) -> dict[str, Any]:
    """The report of a run.

    Args:
        found: The parts, by name.
        measured: Who was measured.
        plan: How much was trained.
        seed: Of the resampling.

    Returns:
        "overall" (nats a token, perplexity, preference) and "ci95" by condition, "gains" of one condition over
        another, "lifts" of the same kind (how much more it helps the user's replies than somebody else's),
        "by_speaker", "by_amount", "cost", and "missing": a condition is reported only if it was measured of
        everybody.
    """
    drawn = _Drawn([len(person.late) for person in measured], seed)
    drawn_pairs = _Drawn([len(person.paired) for person in measured], seed)
    levels = plan.levels(measured)
    by_level = {level: _measured(found, level, measured) for level in levels}
    whole = [level for level in levels if "own" in by_level[level]]
    top = whole[-1] if whole else levels[-1]
    nats = by_level[top]
    paired = _paired(found, top, plan.pairs, measured)
    return {
        "n": sum(len(person.late) for person in measured),
        "size": {
            "speakers": len(measured),
            "tokens": int(sum(row[1].sum() for row in nats.get("base", ()))),
            "pairs": sum(len(person.paired) for person in measured),
        },
        "overall": {name: _overall(nats[name], paired.get(name)) for name in CONDITIONS if name in nats},
        "ci95": {
            name: _around(nats[name], paired.get(name), drawn, drawn_pairs) for name in CONDITIONS if name in nats
        },
        "gains": [_gain(one, over, nats, drawn) for one, over in PAIRS if one in nats and over in nats],
        "lifts": [
            _lift(one, over, paired, measured, drawn_pairs) for one, over in LIFTS if one in paired and over in paired
        ],
        "by_speaker": {
            person.name: {name: _ratio(nats[name][place]) for name in nats} for place, person in enumerate(measured)
        },
        "by_amount": [
            {**_sizes(level, measured), **_amount(by_level[level], by_level[before] if before else {}, drawn)}
            for before, level in zip([None, *whole], whole, strict=False)
        ],
        "cost": _cost(found, measured, levels),
        "trained_on": _sizes(top, measured),
        "missing": [
            *(name for name in CONDITIONS if name not in nats),
            *(beside(name, plan.pairs) for name in CONDITIONS if name not in paired),
            *(of("own", level) for level in levels if level not in whole),
        ],
    }


class _Drawn:
    """What is drawn, once for all conditions, so that they are compared on the same replies."""

    def __init__(self, sizes: Sequence[int], seed: int) -> None:
        generator = np.random.default_rng(seed)
        self._people = generator.integers(len(sizes), size=(RESAMPLES, len(sizes)))
        self._replies = [generator.integers(size, size=(RESAMPLES, size)) for size in sizes]

    def means(self, rows: Sequence[Floats]) -> Floats:
        """Of each draw, the mean over the speakers that were drawn, of the replies that were."""
        each = [
            row[0][drawn].sum(axis=1) / row[1][drawn].sum(axis=1)
            for row, drawn in zip(rows, self._replies, strict=True)
        ]
        return np.take_along_axis(np.stack(each, axis=1), self._people, axis=1).mean(axis=1)


def interval(means: Floats) -> list[float]:
    """The middle 95 % of them."""
    return [float(end) for end in np.quantile(means, [0.025, 0.975])]


_TRAINED = ("own", "own + memory", "assembled", STRANGER)
"""What depends on how much was trained on."""


def _measured(found: Mapping[str, Any], level: Level, measured: Sequence[Person]) -> dict[str, list[Floats]]:
    """Of each condition that was measured of everybody: of each person the nats of each reply, and its tokens."""
    rows = {name: _rows(found, _label(name, level), measured) for name in CONDITIONS}
    return {name: some for name, some in rows.items() if some}


def _label(condition: str, level: Level) -> str:
    return of(condition, level) if condition in _TRAINED else condition


def _rows(found: Mapping[str, Any], label: str, measured: Sequence[Person]) -> list[Floats]:
    names = [f"{label}: {person.name}" for person in measured]
    return [np.array(found[name], dtype=np.float64).T for name in names] if all(name in found for name in names) else []


def _paired(found: Mapping[str, Any], level: Level, pairs: int, measured: Sequence[Person]) -> dict[str, list[Floats]]:
    """Of each condition and person: by how many nats a token another's reply is more of a surprise than the user's."""
    rows = {name: _rows(found, beside(_label(name, level), pairs), measured) for name in CONDITIONS}
    return {name: [row[2] / row[3] - row[0] / row[1] for row in some] for name, some in rows.items() if some}


def _shares(margins: Sequence[Floats]) -> list[Floats]:
    """As `_mean` and `_Drawn` take them: of each pair whether the user's reply wins, and 1."""
    return [np.stack([row > 0, np.ones(len(row))]).astype(np.float64) for row in margins]


def _amounts_of(margins: Sequence[Floats]) -> list[Floats]:
    """The same, of each pair by how much."""
    return [np.stack([row, np.ones(len(row))]) for row in margins]


def _ratio(row: Floats) -> float:
    return float(row[0].sum() / row[1].sum())


def _mean(rows: Sequence[Floats]) -> float:
    return sum(map(_ratio, rows)) / len(rows)


def _overall(nats: list[Floats], margins: list[Floats] | None) -> dict[str, float]:
    mean = _mean(nats)
    return {"nats": mean, "perplexity": math.exp(mean), **({"preference": _mean(_shares(margins))} if margins else {})}


def _around(nats: list[Floats], margins: list[Floats] | None, drawn: _Drawn, pairs: _Drawn) -> dict[str, list[float]]:
    found = {"nats": interval(drawn.means(nats))}
    return found | ({"preference": interval(pairs.means(_shares(margins)))} if margins else {})


def _lift(
    one: str, over: str, paired: Mapping[str, list[Floats]], measured: Sequence[Person], drawn: _Drawn
) -> dict[str, Any]:
    """How much more one helps the user's replies than somebody else's, over another: what both say alike cancels."""
    margins = [a - b for a, b in zip(paired[one], paired[over], strict=True)]
    shares, nats = _shares(margins), _amounts_of(margins)
    return {
        "of": one,
        "over": over,
        "share": _mean(shares),
        "share_ci95": interval(drawn.means(shares)),
        "nats": _mean(nats),
        "ci95": interval(drawn.means(nats)),
        "speakers": sum(_ratio(row) > 0 for row in nats),
        "by_speaker": {person.name: _ratio(row) for person, row in zip(measured, shares, strict=True)},
    }


def _gain(one: str, over: str, nats: Mapping[str, list[Floats]], drawn: _Drawn) -> dict[str, Any]:
    """How many nats a token one saves over another, and for how many speakers it saves any."""
    better = sum(_ratio(a) < _ratio(b) for a, b in zip(nats[one], nats[over], strict=True))
    return {
        "of": one,
        "over": over,
        "nats": _mean(nats[over]) - _mean(nats[one]),
        "ci95": interval(drawn.means(nats[over]) - drawn.means(nats[one])),
        "speakers": better,
    }


def _sizes(level: Level, measured: Sequence[Person]) -> dict[str, Any]:
    """How many replies that is: of who has said fewer than the amount, all of them."""
    sizes = [len(level.train(person)) for person in measured]
    return {
        "amount": level.amount,
        "epochs": level.epochs,
        "examples": sum(sizes) / len(sizes),
        "fewest": min(sizes),
        "most": max(sizes),
    }


def _amount(nats: Mapping[str, list[Floats]], before: Mapping[str, list[Floats]], drawn: _Drawn) -> dict[str, Any]:
    """What own adapters gain over others, and over own ones that were trained on less."""
    compared = {**nats, **({LESS: before["own"]} if before else {})}
    gains = {rival: _gain("own", rival, compared, drawn) for rival in (LESS, *RIVALS) if rival in compared}
    return {"nats": _mean(nats["own"]), "ci95": interval(drawn.means(nats["own"])), "gains": gains}


def _cost(found: Mapping[str, Any], measured: Sequence[Person], levels: Sequence[Level]) -> dict[str, Any]:
    """Of each kind of training the means over people."""
    names = {"shared": ["train shared"]}
    names |= {of("own", level): [f"train {of('own', level)} {one.name}" for one in measured] for level in levels}
    kinds = {kind: [found[name] for name in some if name in found] for kind, some in names.items()}
    return {
        kind: {
            "examples": _average(parts, "examples"),
            "steps": _average(parts, "steps"),
            "processor_seconds": sum(part["steps"] * part["seconds_a_step"] for part in parts) / len(parts),
            "kilobytes": _average(parts, "bytes") / 1000,
        }
        for kind, parts in kinds.items()
        if parts
    }


def _average(parts: Sequence[Mapping[str, float]], name: str) -> float:
    return sum(part[name] for part in parts) / len(parts)
