"""The highest of many values, without sorting the rest."""

import numpy as np

from pllm_memory.stores.columns import Floats, Places

_SPARE = 4
"""So many times more blocks than values are asked for: then nearly all that is left is wanted."""


def highest(values: Floats, limit: int) -> Places:
    """Where the highest values are, the highest first, equal ones in their order.

    The values are looked at in blocks. Where `limit` blocks reach a value, so do at least `limit` values, and what is
    lower need not be sorted. (numpy's own partition takes ten times as long, and a hundred times where most values
    are equal, as scores by words are: most messages have none of them.)

    Args:
        values: At least one.
        limit: How many; at least one.
    """
    block = len(values) // (_SPARE * limit)
    if block < 2:
        return np.argsort(-values, kind="stable")[:limit]
    tops = np.maximum.reduceat(values, np.arange(0, len(values), block))
    left = np.flatnonzero(values >= np.sort(tops)[-limit])
    return left[np.argsort(-values[left], kind="stable")[:limit]]
