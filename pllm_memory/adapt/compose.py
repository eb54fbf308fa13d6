"""New adapters from others, by what they do to the weights.

A LoRA adapter changes a weight by ΔW = (alpha / r) · B · A. The sum of several ΔW is one adapter again, whose factors
are theirs side by side: exact, with the sum of the ranks. Averaging the factors instead, as in the published code of
Personalized Soups and Per-Pcs, adds the products of each one's A with every other one's B, which no training made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pllm_memory.errors import InvalidInput

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Factors:
    """What an adapter adds to one weight: ΔW = `b` @ `a`, with the scale in `b`.

    `a` has shape (r, inputs), `b` has shape (outputs, r).
    """

    a: Floats
    b: Floats

    @property
    def rank(self) -> int:
        """How many rows `a` has."""
        return self.a.shape[0]

    @property
    def delta(self) -> Floats:
        """ΔW, of shape (outputs, inputs)."""
        return self.b @ self.a


Weights = Mapping[str, Factors]
"""An adapter: the names of the modules that it changes, and how."""


def combine(parts: Sequence[tuple[Weights, float]], *, rank: int | None = None) -> dict[str, Factors]:
    """The weighted sum of adapters: of each module, Σ weight · ΔW.

    A module that some do not change is changed by the others alone.

    Args:
        parts: Adapters and their weights. For a soup of n, give each 1 / n.
        rank: The largest rank of the result; the best approximation of that rank is taken (Eckart and Young 1936).
            Without it, ranks add up and the result is exact.

    Raises:
        InvalidInput: If there is nothing to combine, or two adapters change a weight of another shape.
    """
    if not parts:
        raise InvalidInput("there is no adapter to combine")
    modules = dict.fromkeys(name for weights, _ in parts for name in weights)
    found = {name: _side_by_side(name, [(w[name], share) for w, share in parts if name in w]) for name in modules}
    return found if rank is None else {name: truncated(factors, rank) for name, factors in found.items()}


def assemble(parts: Sequence[tuple[Weights, Mapping[str, float]]], *, rank: int | None = None) -> dict[str, Factors]:
    """As `combine`, with weights for each module: an adapter put together from pieces of others.

    Per-Pcs (Tan et al., EMNLP 2024) picks, for each module, the pieces of those users who are nearest to this one;
    a module that a part gives no weight is not taken from it.
    """
    if not parts:
        raise InvalidInput("there is no adapter to assemble from")
    scaled = [
        ({name: _scaled(factors, shares[name]) for name, factors in weights.items() if shares.get(name)}, 1.0)
        for weights, shares in parts
    ]
    return combine(scaled, rank=rank)


def shares(scores: Sequence[Mapping[str, float]], *, top: int = 3, temperature: float = 1.0) -> list[dict[str, float]]:
    """Of which pieces an adapter is put together, and how much of each.

    As in Per-Pcs, each module takes its `top` best pieces, by the softmax of their scores. What is scored is by how
    many standard deviations of that module's scores a piece helps; one that does no good is not taken.

    Args:
        scores: Of each adapter, by module, how much its piece helps; above 0 is better than nothing.
        top: How many pieces a module is put together from, at the most.
        temperature: The higher, the more alike their shares.

    Returns:
        Of each adapter, by module, the share of its piece, as `assemble` takes them.
    """
    found: list[dict[str, float]] = [{} for _ in scores]
    for module in dict.fromkeys(name for one in scores for name in one):
        helpful = {place: one[module] for place, one in enumerate(scores) if one.get(module, 0.0) > 0}
        best = sorted(helpful, key=lambda place: -helpful[place])[:top]
        spread = float(np.std([one[module] for one in scores if module in one])) or 1.0
        weights = [np.exp((helpful[place] - helpful[best[0]]) / spread / temperature) for place in best]
        for place, weight in zip(best, weights, strict=True):
            found[place][module] = float(weight / sum(weights))
    return found


def truncated(factors: Factors, rank: int) -> Factors:
    """The nearest change of weights of at most that rank (by the Frobenius norm).

    The singular values are those of a matrix of rank times rank, so that no product of the size of the weight is made.
    """
    if factors.rank <= rank:
        return factors
    left, left_rest = np.linalg.qr(factors.b.astype(np.float64))
    right, right_rest = np.linalg.qr(factors.a.T.astype(np.float64))
    u, values, v = np.linalg.svd(left_rest @ right_rest.T)
    roots = np.sqrt(values[:rank])
    b = (left @ u[:, :rank]) * roots
    a = (roots[:, None] * v[:rank]) @ right.T
    return Factors(a.astype(np.float32), b.astype(np.float32))


def _side_by_side(name: str, parts: Sequence[tuple[Factors, float]]) -> Factors:
    shapes = {(factors.b.shape[0], factors.a.shape[1]) for factors, _ in parts}
    if len(shapes) > 1:
        raise InvalidInput(f"{name}: the adapters are of different base models, with weights of {sorted(shapes)}")
    scaled = [_scaled(factors, share) for factors, share in parts]
    return Factors(np.concatenate([one.a for one in scaled]), np.concatenate([one.b for one in scaled], axis=1))


def _scaled(factors: Factors, share: float) -> Factors:
    return replace(factors, b=(factors.b * np.float32(share)).astype(np.float32))
