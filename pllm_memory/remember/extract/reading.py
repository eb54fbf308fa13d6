"""All that one sentence claims, clause by clause."""

import re
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


_BELIEVED = re.compile(
    r"(?i)^\W*(?:(?:yeah|yes|well|so|and|but|honestly|also),? )?i (?:really |truly |strongly |firmly |do |still "
    r"|always )?"
    r"(?:believe (?:that )?(?!in\b|me\b|it\b)(?P<that>.{8,140}?)|think (?:that )?(?P<rated>[^,.]{4,80}? (?:is"
    r"|are) (?:so |really |very |super )?"
    r"(?:important|key|crucial|essential|necessary|vital|overrated|underrated|wrong|dangerous)\b[^.!]{0,60}?))[.!]*$"
)
_PERSONAL = re.compile(r"(?i)\b(?:you|your|i|it|this|that|she|he|they)\b")


def believed(sentence: str, around: Around) -> Iterator[Claim]:
    """What the speaker holds true of the world: "I believe that honesty matters most"."""
    found = _BELIEVED.match(sentence)
    value = (found["that"] or found["rated"] or "").strip() if found else ""
    if value and not _PERSONAL.search(value):
        yield Claim(around.speaker, "believes", _OWNED.sub(lambda own: _OWN[own[0]], value))


def _claims(clause: Clause) -> Iterator[Claim]:
    named = {
        *clause.named,
        *named_in(clause.rest, clause.around, None if clause.first or len(clause.refs) != 1 else clause.refs[0]),
    }
    if clause.verb.adverbs & {"nearly", "almost"} and clause.verb.tense in ("past", "perfect"):
        return  # "I almost moved to Lyon"
    yield from (_introduced(one) for one in sorted(named, key=lambda one: (one.subject, one.predicate, one.object)))
    told = [*being(clause), *having(clause), *states(clause), *tastes(clause)]
    yield from told or doing(clause)


def _introduced(one: Named) -> Claim:
    return Claim(one.subject, one.predicate, one.object)


_OWN = {"my": "their", "our": "their", "myself": "themselves", "ourselves": "themselves", "me": "them", "us": "them"}
_OWNED = re.compile(r"\b(?:my|our|myself|ourselves|me|us)\b")


def _sure(claim: Claim, clause: Clause) -> Claim:
    """As sure as its clause, and told of a third person: "my own room" → "their own room"."""
    told = _OWNED.sub(lambda found: _OWN[found[0]], claim.object)
    certain = claim.certain and clause.certain
    if told == claim.object and certain == claim.certain:
        return claim
    return replace(claim, object=told, certain=certain)
