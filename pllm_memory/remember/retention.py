"""How well something is still remembered: the forgetting curve, with recall as practice. Pure.

`R = exp(−t / (τ · S))`: t days since it was last said or recalled, τ how slowly its kind goes stale, S its strength.
After MemoryBank (Zhong et al. 2024, arXiv 2305.10250, §3.3), whose published code divides by 5 and multiplies by S
where the paper divides by both: there, what is stronger fades faster.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import exp, log

from pllm_memory.facts import Fact
from pllm_memory.predicates import REGISTRY, Predicate, describe
from pllm_memory.stores.base import Recalls

FADED = 0.05
"""Below this, a fact leaves the profile. It stays a fact: nothing is lost by fading."""

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Use:
    """How often something was said or recalled, and when last."""

    times: int
    last: datetime


def retention(*, days: float, tau: float, strength: float) -> float:
    """`exp(−days / (tau · strength))`, from 0 to 1: falls with time, rises with strength.

    Args:
        days: Since it was last said or recalled; negative counts as none.
        tau: Days after which R is 1/e at strength 1; above 0.
        strength: How often it was said and recalled; above 0.
    """
    return exp(-max(days, 0.0) / (tau * strength))


def of_fact(
    fact: Fact,
    *,
    moment: datetime,
    recalled: Mapping[str, Recalls],
    known: Mapping[str, Predicate] = REGISTRY,
) -> float:
    """How well a fact is still remembered at a moment: each message that says it, and each recall, is practice."""
    use = _use(fact, (recalled[id_] for id_ in fact.message_ids if id_ in recalled))
    half_life = describe(fact.predicate, known).half_life
    days = (moment - use.last).total_seconds() / _DAY
    return retention(days=days, tau=half_life / log(2), strength=use.times)


def _use(fact: Fact, recalls: Iterable[Recalls]) -> Use:
    times, last = len(fact.message_ids), fact.last_said_at or fact.created_at
    for found in recalls:
        times, last = times + found.times, max(last, found.at)
    return Use(max(times, 1), last)
