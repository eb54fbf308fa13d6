"""Of whom it is told, where it is not of the speaker: the subject of the clause that the marked words stand in."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import Clause, clauses
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.tagger.labels import NAMES, Span
from pllm_memory.remember.tagger.objects import object_of

_BEGAN = frozenset("move start begin join get become adopt marry buy land find take".split())
"""What somebody did that holds since; of any other verb in the past, nobody knows."""
_UNTOLD = NAMES | {"species", "plans", "birthday"}


def of_others(sentence: str, found: Sequence[Span], at: datetime, around: Around) -> Iterator[Claim]:
    """What a sentence claims of others than its speaker.

    Args:
        sentence: The sentence, with the names of people capitalised.
        found: What was marked in it, by the places of its words.
        at: When it was said.
        around: Who speaks, and whom they mentioned.
    """
    theirs = [one for one in found if one.sign == "other" and one.predicate not in _UNTOLD]
    if not theirs:
        return
    told = [one for one in clauses(sentence, at, around) if _holds(one, around)]
    for span in theirs:
        value = object_of(span.predicate, sentence[span.start : span.stop])
        clause = next((one for one in told if one.words[0].start <= span.start < one.words[-1].end), None)
        if clause is None or not value:
            continue
        for ref in clause.refs:
            if value not in (ref, ref.rpartition("/")[2]):
                yield Claim(ref, span.predicate, value, valid_at=_since(clause))


def _since(clause: Clause) -> datetime | None:
    when = clause.when
    return when.since or when.lasting or (when.at if clause.verb.tense != "present" else None)


def _holds(clause: Clause, around: Around) -> bool:
    """Whether a clause tells of others something that holds."""
    theirs = bool(clause.refs) and not clause.first and around.speaker not in clause.refs
    verb = clause.verb
    holding = verb.tense == "present" or (verb.tense in ("past", "perfect") and verb.lemma in _BEGAN)
    return theirs and holding and not verb.negative and clause.certain
