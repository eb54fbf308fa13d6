"""Where every answer of every embedder is checked, and made float32 rows of length 1."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from pllm_memory.errors import ModelError
from pllm_memory.models.base import Kind, Vectors

T = TypeVar("T")

PROBE = "How many dimensions?"


class CheckedEmbedder(ABC):
    """What all embedders share: answers are checked, and the dimensions are learned from the first one.

    A subclass says who it is and answers; it need not normalise, convert or check.

    Args:
        name: The model's identity without its dimensions, e.g. "openai/text-embedding-3-small".
        dimensions: How long a vector is, where that is known before anything was asked.
    """

    def __init__(self, name: str, *, dimensions: int | None = None) -> None:
        self.name = name
        self._dimensions = dimensions

    async def fingerprint(self) -> str:
        """The model's identity: its name and its dimensions. Embeds a probe if those are not known yet.

        Raises:
            ModelError: If the model had to be asked, and failed.
            ModelUnavailable: If the model cannot be had.
        """
        return f"{self.name}/{await self._measured()}"

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embeds texts, in order.

        Returns:
            float32 of shape (len(texts), dimensions), rows of length 1.

        Raises:
            ModelError: If the model fails, or answers with something that is no such array.
            ModelUnavailable: If the model cannot be had.
        """
        if not texts:
            return np.empty((0, await self._measured()), dtype=np.float32)
        rows = unit_rows(await self._answer(list(texts), kind), texts=len(texts), model=self.name)
        if self._dimensions not in (None, rows.shape[1]):
            raise ModelError(f"{self.name} answered in {rows.shape[1]} dimensions, not in {self._dimensions}")
        self._dimensions = rows.shape[1]
        return rows

    @abstractmethod
    async def _answer(self, texts: list[str], kind: Kind) -> object:
        """The model's raw answer to at least one text: anything that numpy reads as (texts, dimensions)."""

    async def _measured(self) -> int:
        if self._dimensions is None:
            await self.embed([PROBE], kind="document")
        return self._dimensions or 0


def unit_rows(answer: object, *, texts: int, model: str) -> Vectors:
    """Checks a model's answer and scales its rows to length 1.

    Args:
        answer: Anything that numpy can read as an array.
        texts: How many texts were asked about.
        model: Who answered, for the errors.

    Returns:
        float32 of shape (texts, dimensions).

    Raises:
        ModelError: If it is no array of numbers, has another shape, or holds NaN, infinity or rows of zeros.
    """
    rows = _numbers(answer, model)
    if rows.ndim != 2 or rows.shape[0] != texts or rows.shape[1] == 0:
        raise ModelError(f"{model} answered {texts} texts with shape {rows.shape}, not ({texts}, dimensions)")
    # In float64, so that neither tiny nor huge rows lose their direction when they are squared.
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    _refuse(~np.isfinite(lengths), "NaN or infinity", model)
    _refuse(lengths == 0, "nothing but zeros", model)
    return (rows / lengths).astype(np.float32)


def _numbers(answer: object, model: str) -> np.ndarray:
    try:
        return np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError) as error:
        what = type(answer).__name__
        raise ModelError(f"{model} answered with a {what} that is no table of numbers: {error}") from error


def _refuse(bad: np.ndarray, what: str, model: str) -> None:
    if bad.any():
        raise ModelError(f"{model} answered with {what} for text {int(bad.argmax())} of {len(bad)}")


def spread(windows: Sequence[T], most: int) -> Sequence[T]:
    """At most `most` windows of a long text, evenly spread, the first and the last among them."""
    if len(windows) <= most:
        return windows
    step = (len(windows) - 1) / (most - 1)
    return [windows[round(index * step)] for index in range(most)]


def batches(lengths: Sequence[int], *, rows: int, area: int) -> Iterator[list[int]]:
    """Groups things of similar length, so that little padding is computed.

    Args:
        lengths: How long each thing is.
        rows: The most things in a batch.
        area: The most that a batch may hold when all are padded to the longest; one thing alone may exceed it.

    Yields:
        Indices into `lengths`, the shortest first; every index once.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == rows or (len(batch) + 1) * lengths[index] > area):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
