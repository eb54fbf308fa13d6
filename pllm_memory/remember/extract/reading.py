"""All that one sentence claims, clause by clause."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pllm_memory.remember.extract.being import being
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import Clause, clauses
from pllm_memory.remember.extract.doing import doing
from pllm_memory.remember.extract.having import having
from pllm_memory.remember.extract.people import Around, Named, named_in
from pllm_memory.remember.extract.states import states
from pllm_memory.remember.extract.tastes import tastes


def read(sentence: str, at: datetime, around: Around) -> Iterator[tuple[Clause, tuple[Claim, ...]]]:
    """The clauses of a sentence, each with what it claims.

    Args:
        sentence: A sentence that is told in earnest.
        at: When it was said.
        around: Who speaks, and whom they mentioned.
    """
    for clause in clauses(sentence, at, around):
        yield clause, tuple(_sure(claim, clause) for claim in _claims(clause))


def _claims(clause: Clause) -> Iterator[Claim]:
    named = {*clause.named, *named_in(clause.rest, clause.around)}
    yield from (_introduced(one) for one in sorted(named, key=lambda one: (one.subject, one.predicate, one.object)))
    told = [*being(clause), *having(clause), *states(clause), *tastes(clause)]
    yield from told
    if not told:
        yield from doing(clause)


def _introduced(one: Named) -> Claim:
    return Claim(one.subject, one.predicate, one.object)


def _sure(claim: Claim, clause: Clause) -> Claim:
    return claim if clause.certain else replace(claim, certain=False)
