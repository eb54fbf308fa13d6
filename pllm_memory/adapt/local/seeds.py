# pyright: basic
"""Draws of torch from a seed. Its generator is the whole process's: of other trainings too, and of who calls."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_DRAWING = threading.Lock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """A block in which what is drawn depends on the seed alone; afterwards the generators are as they were before."""
    with _DRAWING, torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield
