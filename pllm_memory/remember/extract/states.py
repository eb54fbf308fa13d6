"""Where somebody lives, works and studies, what they speak and play: verbs that tell a state, its beginning or end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from pllm_memory.remember.extract.changes import CHANGES
from pllm_memory.remember.extract.claims import Claim, begun, ended, holding, organisation, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.values import READERS, Words, job

Effect = Literal["state", "now", "begin", "end"]
"""A state; a state only where it is going on now ("am learning"); what begins one; what ends one."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What a verb says with what follows it."""

    after: tuple[str, ...]
    predicate: str
    effect: Effect
    kind: str


def _table(text: str) -> dict[str, list[_Row]]:
    """Lines of "verbs | words that follow, or - | predicate | effect | what the object is"; the longest first."""
    rows: dict[str, list[_Row]] = {}
    for line in text.strip().splitlines():
        verbs, afters, predicate, effect, kind = (part.strip() for part in line.split("|"))
        for verb in verbs.split(", "):
            for after in afters.split(", "):
                words = () if after == "-" else tuple(after.split())
                rows.setdefault(verb, []).append(_Row(words, predicate, cast("Effect", effect), kind))
    return {verb: sorted(found, key=lambda row: -len(row.after)) for verb, found in rows.items()}


_ROWS = _table("""
live, reside        | in, at, near, over in, here in, out in, back in, up in, down in | lives_in | state | place
move, relocate | to, back to, over to, out to, up to, down to, here to, into, in to | lives_in | begin | place
settle              | in, down in, into    | lives_in       | begin | place
move                | out of, away from, from | lives_in    | end   | place
work                | at, for, over at     | works_at       | state | organisation
work                | as                   | works_as       | state | job
work                | on                   | works_on       | now   | work
drive, teach, freelance, consult | for, at | works_at  | state | organisation
intern              | at, with             | works_at       | state | organisation
start, begin | a job at, a new job at, a new job with, a new job for, working at | works_at | begin | organisation
start, begin | working for, work at, my new job at, my job at, a new role at | works_at | begin | organisation
start, begin | a new position at, at, as a job at | works_at | begin | organisation
get, land, take, accept, find | a job at, a new job at, a job with, a new job with | works_at | begin | organisation
get, land, take, accept, find | the job at, hired by, hired at, a position at | works_at | begin | organisation
get, land, take, accept, find | a role at | works_at | begin | organisation
get, land, take, accept, start | a job as, a new job as, promoted to, work as, working as | works_as | begin | job
become              | a, an                | works_as       | begin | profession
retire              | from                 | works_at       | end   | organisation
quit, leave, resign | my job at, my job with, my position at, from my job at, from | works_at | end | organisation
quit, leave, resign | my work at, their job at, his job at, her job at, the job at | works_at | end | organisation
stop, finish        | working at, working for | works_at    | end   | organisation
study               | at                   | studies_at     | state | organisation
attend              | university at, college at | studies_at | state | organisation
study               | -                    | studies        | state | subject
major               | in                   | studies        | state | subject
do, pursue, finish | a phd in, my phd in, a master 's in, my master 's in, a degree in | studies | now | subject
do, pursue, finish | a bachelor 's in, my degree in, a master in, an mba in | studies | now | subject
learn               | -                    | studies        | now | subject
start, begin        | as, out as           | works_as       | begin | job
start, begin        | studying, learning, to learn | studies | begin | subject
stop                | studying, learning   | studies        | end   | subject
graduate            | from, at             | graduated_from | begin | organisation
drop                | out of               | studies_at     | end   | organisation
volunteer           | at, for, with        | volunteers_at  | state | organisation
start, begin | volunteering at, volunteering for, volunteering with | volunteers_at | begin | organisation
stop                | volunteering at, volunteering for, volunteering with | volunteers_at | end | organisation
speak               | -                    | speaks         | state | languages
play                | -                    | plays          | state | game
start, begin        | playing, to play     | plays          | begin | game
stop, quit          | playing              | plays          | end   | game
follow              | a, the               | follows_diet   | state | diet
suffer              | from                 | has_condition  | state | condition
avoid               | -                    | avoids         | state | things
commute             | by                   | commutes_by    | state | text
marry               | -                    | partner        | begin | person
date                | -                    | partner        | state | person
""")
_MAKERS: dict[Effect, Callable[[Clause, str, str, str], Claim | None]] = {
    "state": holding, "now": holding, "begin": begun, "end": ended,
}  # fmt: skip


def states(clause: Clause) -> Iterator[Claim]:
    """What a clause says of a state."""
    if clause.verb.tense in ("present", "past", "perfect", "used"):
        for ref in clause.refs:
            yield from _of(clause, ref)


def _of(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma, low = clause.verb.lemma, clause.low
    if lemma in ("move", "relocate") and low[:1] == ("from",) and "to" in low[:-1]:
        yield from _from_to(clause, ref)
        return
    row = next((row for row in _ROWS.get(lemma, ()) if low[: len(row.after)] == row.after), None)
    if row:
        yield from _row(clause, ref, row)
    elif (
        lemma == "live"
        and low[:1] == ("with",)
        and "in" in low[:-1]
        and clause.rest[low.index("in") + 1].text[0].isupper()
    ):
        yield holding(clause, ref, "lives_in", place(clause.rest[low.index("in") + 1 :], clause))
    elif lemma in CHANGES:
        yield from CHANGES[lemma](clause, ref)


def _from_to(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "moved from Oslo to Bergen"."""
    to = clause.low.index("to")
    old, new = place(clause.rest[1:to], clause), place(clause.rest[to + 1 :], clause)
    left = ended(clause, ref, "lives_in", old) if old else None
    arrived = begun(clause, ref, "lives_in", new) if new else None
    yield from (claim for claim in (left, arrived) if claim)


def _row(clause: Clause, ref: str, row: _Row) -> Iterator[Claim]:
    words, verb = clause.rest[len(row.after) :], clause.verb
    planned = row.effect == "begin" and (verb.progressive or verb.tense == "present")  # "I'm moving to Lyon"
    if not words or planned or (row.effect == "now" and not verb.progressive):
        return
    make = _MAKERS[row.effect]
    claims = [make(clause, ref, row.predicate, value) for value in READERS[row.kind](clause, words)]
    yield from (claim for claim in claims if claim)
    claim = _other_half(clause, ref, words, row)
    if claim and claim.object:
        yield claim


def _other_half(clause: Clause, ref: str, words: Words, row: _Row) -> Claim | None:
    """Of "works as a nurse at X", "works at X as a nurse", "studies law at X"."""
    make, low = _MAKERS[row.effect], tuple(token.low for token in words)
    if row.predicate == "works_as":
        at = next((i for i, word in enumerate(low) if word in ("at", "for") and i), len(low))
        return make(clause, ref, "works_at", organisation(words[at + 1 :], clause)) if words[at + 1 :] else None
    if row.predicate == "works_at" and "as" in low and row.effect != "end":
        return make(clause, ref, "works_as", job(clause, words[low.index("as") + 1 :]))
    if (
        row.predicate == "studies"
        and "at" in low[:-1]
        and any(token.text[0].isupper() for token in words[low.index("at") + 1 :][:2])
    ):
        return make(clause, ref, "studies_at", organisation(words[low.index("at") + 1 :], clause))
    return None
