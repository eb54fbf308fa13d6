"""From parts to numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from pllm_memory.bench.personalization.people import Person
from pllm_memory.bench.personalization.trial import Plan


def summed(found: Mapping[str, Any], measured: Sequence[Person], plan: Plan, *, seed: int) -> dict[str, Any]:
    return {}
