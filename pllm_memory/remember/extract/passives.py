"""What was done to somebody: "was born in Porto", "got diagnosed with asthma", "was fired", "is called Bruno"."""

from collections.abc import Callable, Iterator

from pllm_memory.remember.extract.attributes import birthday
from pllm_memory.remember.extract.claims import Claim, holding, listed, organisation, phrase, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.people import related
from pllm_memory.remember.extract.words import CONDITIONS, PETS, RELATIONS, THINGS


def suffered(clause: Clause) -> Iterator[Claim]:
    """What a passive clause says."""
    words, owner = clause.who.noun.split(), clause.who.owner
    if clause.verb.word in ("stolen", "totaled") and owner and words[-1] in THINGS:
        yield Claim(owner, "owns", clause.who.noun, "ends", invalid_at=clause.when.at)
    read = _READERS.get(clause.verb.word)
    if read and (clause.refs or read is _called):
        yield from (claim for claim in read(clause, (*clause.refs, owner)[0]) if claim.object or claim.mode == "ends")


def _born(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.low[:1] == ("in",) and clause.rest[1:] and clause.rest[1].text[0].isupper():
        yield Claim(ref, "born_in", place(clause.rest[1:], clause))
    yield Claim(ref, "birthday", birthday(clause.text))


def _called(clause: Clause, _ref: str) -> Iterator[Claim]:
    """Of "my dog is called Rex", "my daughters are called Ida and Ella"."""
    owner, noun = clause.who.owner, clause.who.noun
    noun = noun if noun in RELATIONS or noun in PETS else noun.removesuffix("s")
    for name in listed(clause.rest, clause) if owner and (noun in RELATIONS or noun in PETS) else ():
        if name[:1].isupper():
            yield from (Claim(one.subject, one.predicate, one.object) for one in related(owner, noun, name))


def _diagnosed(clause: Clause, ref: str) -> Iterator[Claim]:
    for one in listed(clause.rest[1:], clause) if clause.low[:1] == ("with",) else ():
        yield Claim(ref, "has_condition", CONDITIONS.get(one.lower(), one), valid_at=clause.when.at)


def _dismissed(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "was fired from X", "was laid off", "was let go"."""
    low = clause.low
    if clause.verb.word == "let" and low[:1] != ("go",):
        return
    where = organisation(clause.rest[low.index("from") + 1 :], clause) if "from" in low[:2] else ""
    yield Claim(ref, "works_at", where, "ends", invalid_at=clause.when.at)


def _promoted(clause: Clause, ref: str) -> Iterator[Claim]:
    title = phrase(clause.rest[1:], clause, longest=5) if clause.low[:1] == ("to",) else ""
    yield Claim(ref, "works_as", title, valid_at=clause.when.at)


def _raised(clause: Clause, ref: str) -> Iterator[Claim]:
    yield Claim(ref, "from", place(clause.rest[1:], clause) if clause.low[:1] == ("in",) else "")


def _based(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.low[:1] == ("in",):
        yield holding(clause, ref, "lives_in", place(clause.rest[1:], clause))


_READERS: dict[str, Callable[[Clause, str], Iterator[Claim]]] = {
    "born": _born, "called": _called, "named": _called, "diagnosed": _diagnosed, "fired": _dismissed,
    "laid": _dismissed, "let": _dismissed, "promoted": _promoted, "raised": _raised, "based": _based,
}  # fmt: skip
