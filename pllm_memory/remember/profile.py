"""The profile: the short picture of a person that a model should always see. Pure.

What holds now about the person, by section, each line dated and with its evidence; the best remembered first. Under
a token budget the lines that are remembered worst are left out, so a budget twice as large shows the same lines and
more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from pllm_memory.facts import SECTIONS, USER, Fact, Profile, ProfileLine
from pllm_memory.predicates import REGISTRY, Predicate, describe
from pllm_memory.remember import reads, retention
from pllm_memory.remember.resolve import Beliefs
from pllm_memory.remember.timeline import value_of
from pllm_memory.stores.base import Recalls
from pllm_memory.text import fenced

TokenCounter = Callable[[str], int]

_WEIGHTS = {"style": 4.0, "constraints": 3.0, "who": 2.0, "relationships": 1.5, "work": 1.5, "preferences": 1.0,
            "plans": 1.0}  # fmt: skip
"""How much a section matters when not all fits: how the person wants to be answered, and what may harm them, first."""
_NAMING = ("name",)
_SHOWN_IDS = 3


@dataclass(frozen=True, slots=True)
class _Seen:
    """From where the facts are looked at."""

    moment: datetime
    recalled: Mapping[str, Recalls]
    known: Mapping[str, Predicate]


@dataclass(frozen=True, slots=True)
class _Line:
    section: str
    weight: float
    line: ProfileLine

    @property
    def written(self) -> str:
        since = f" (since {self.line.since:%Y-%m-%d})" if self.line.since else ""
        ids = ",".join(self.line.message_ids[-_SHOWN_IDS:])
        return f"- {fenced(' '.join(self.line.text.split()))}{since} [{fenced(ids)}]"


def profile(
    beliefs: Beliefs,
    *,
    about: str | None = None,
    moment: datetime,
    budget: int,
    count_tokens: TokenCounter,
    recalled: Mapping[str, Recalls] | None = None,
    known: Mapping[str, Predicate] = REGISTRY,
) -> Profile:
    """The profile of a person at a moment.

    Args:
        beliefs: What follows from what was said.
        about: Whose; the person whose memory it is by default.
        moment: When.
        budget: The most tokens that the text may take.
        count_tokens: How tokens are counted.
        recalled: How often messages were recalled: what is used fades more slowly.
        known: The registry of predicates.
    """
    who = beliefs.names.shown(beliefs.names.find(about or USER))
    current = reads.select(beliefs, moment=moment)
    seen = _Seen(moment, recalled or {}, known)
    lines = [*_own(current, who, seen), *_of_relations(current, who, seen)]
    lines.sort(key=lambda one: -one.weight)
    taken, text = _fit(who, lines, budget, count_tokens)
    sections = {name: tuple(one.line for one in group) for name, group in groupby(taken, key=lambda one: one.section)}
    return Profile(name=who, sections=sections, text=text, tokens=count_tokens(text), budget=budget)


def _own(facts: Sequence[Fact], who: str, seen: _Seen) -> list[_Line]:
    """What is said of the person. Of two objects, one of which says all that the other says, only the longer one."""
    own = [
        f
        for f in facts
        if f.subject == who and describe(f.predicate, seen.known).section and f.predicate not in _NAMING
    ]
    values = [(fact.predicate, set(value_of(fact.object).split())) for fact in own]
    kept = [
        fact
        for fact, (predicate, words) in zip(own, values, strict=True)
        if not any(predicate == other and words < others for other, others in values)
    ]
    return list(_lines(kept, seen))


def _of_relations(facts: Sequence[Fact], who: str, seen: _Seen) -> list[_Line]:
    """What is said of the people and animals of the person, at half the weight."""
    theirs = {
        f.object for f in facts if f.subject == who and describe(f.predicate, seen.known).section == "relationships"
    }
    about = [f for f in facts if f.subject in theirs or f.subject.startswith(f"{who}'s ")]
    about = [
        f for f in about if describe(f.predicate, seen.known).section not in (None, "plans") or f.predicate == "is_a"
    ]
    found = _lines([f for f in about if f.predicate not in _NAMING], seen)
    return [_Line("relationships", one.weight / 2, one.line) for one in found]


def _lines(facts: Iterable[Fact], seen: _Seen) -> Iterable[_Line]:
    for fact in facts:
        section = describe(fact.predicate, seen.known).section or "relationships"
        kept = retention.of_fact(fact, moment=seen.moment, recalled=seen.recalled, known=seen.known)
        if kept >= retention.FADED:
            weight = _WEIGHTS[section] * kept * (0.5 + fact.strength) * (1.0 if fact.certain else 0.5)
            text = fact.text if fact.certain else f"{fact.text} (not sure)"
            yield _Line(section, weight, ProfileLine(text, fact.id, fact.valid_at, fact.message_ids))


def _fit(who: str, lines: Sequence[_Line], budget: int, count: TokenCounter) -> tuple[list[_Line], str]:
    """As many lines as fit, the weightiest first, in the order of the sections."""
    left = budget - count(_write(who, []))
    taken: list[_Line] = []
    seen: set[str] = set()
    for one in lines:
        new = one.section not in seen
        cost = count(one.written + "\n") + (count(one.section + "\n") if new else 0)
        if cost <= left:
            left -= cost
            taken.append(one)
            seen.add(one.section)
    while True:
        ordered = sorted(taken, key=lambda one: SECTIONS.index(one.section))
        text = _write(who, ordered) if ordered else ""
        if not taken or count(text) <= budget:
            return ordered, text
        taken.pop()  # a counter whose parts are less than the whole


def _write(who: str, lines: Iterable[_Line]) -> str:
    sections = groupby(lines, key=lambda one: one.section)
    written = ("\n".join([section, *(one.written for one in group)]) for section, group in sections)
    return "\n".join(["<memory>", f"profile of {fenced(' '.join(who.split()))}", *written, "</memory>"])
