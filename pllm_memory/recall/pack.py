"""Pack: as many hits as fit a token budget, in time order, dated, each with its id, fenced as data."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from itertools import groupby, pairwise
from math import ceil

import numpy as np

from pllm_memory.facts import Fact
from pllm_memory.recall.confidence import UNSURE
from pllm_memory.stores.columns import Candidates
from pllm_memory.text import WEEKDAYS, Flag, fenced, spoken, terms
from pllm_memory.types import Context, Hit, Message, Role
from pllm_memory.when import annotated

TokenCounter = Callable[[str], int]
"""How many tokens a text takes in the model that will read it."""

_PLAIN = string.ascii_letters.encode() + b" \n" + bytes(range(128, 256))


UNSURE_NOTE = "(This may never have been said: what follows is the nearest there is.)"


def estimate_tokens(text: str) -> int:
    """Tokens without a tokenizer, rather a few too many: one for four bytes, and half a one for each digit or mark.

    To use a budget to the last token, give `Memory(count_tokens=…)` the counter of your model.
    """
    data = text.encode(errors="replace")
    return ceil(len(data) / 4 + len(data.translate(None, _PLAIN)) / 2)


def pack(
    question: str,
    hits: Sequence[Hit],
    *,
    budget: int,
    before: Mapping[str, Message] | None = None,
    facts: Sequence[Fact] = (),
    count_tokens: TokenCounter = estimate_tokens,
    confidence: float | None = None,
) -> Context:
    """Packs the best hits that fit.

    Args:
        question: What was asked.
        hits: The best first.
        budget: The most tokens that the text may take.
        before: By the id of a hit's message, the question right before it in its session. It is shown too where
            the hit would not be understood alone, and there is room.
        facts: What is known that bears on the question, the best first; they stand above the hits.
        count_tokens: How tokens are counted.
        confidence: How sure it is that the hits answer the question; where it is not, the text says so.

    Returns:
        A context with all `hits`, and a text with those that fit: one that is too long leaves its place to shorter
        ones after it, but of one that takes more than half of the budget the sentences are shown that fit best.
    """
    unsure = UNSURE_NOTE if confidence is not None and confidence < UNSURE else ""
    known = _known(facts, round(budget * _SHARE_OF_FACTS), count_tokens)
    entries = _merged(_entry(hit) for hit in hits)
    by_id = {id_: entry for entry in entries for id_ in entry.ids}
    asked = {id_: by_id.get(message.id) or _question(message) for id_, message in (before or {}).items()}
    count_tokens = cache(count_tokens)  # a line is weighed several times
    page = _Page(budget, unsure, known, count_tokens)
    for _ in range(2):  # what is written takes less than its parts did, so a few more may fit
        page.weigh()
        for entry in entries:
            needed = next((asked[id_] for id_ in entry.ids if id_ in asked), None)
            if not page.take(entry, needed) and count_tokens(entry.line) > budget / 2:
                page.take_part(entry, question, budget // 2)
    text, tokens, packed = page.written()
    return Context(
        question=question,
        hits=tuple(hits),
        text=text,
        tokens=tokens,
        budget=budget,
        packed=packed,
        confidence=confidence,
        facts=tuple(facts),
    )


def answers(candidates: Candidates, rows: Sequence[int]) -> dict[int, int]:
    """Which of these rows are short answers: the key of each, and that of its question.

    An answer is short if its statements have hardly a word that means something ("Yes, in June!"), and the message
    right before it in its session ends in a question mark.
    """
    chosen = np.array(rows, np.int64)
    places = candidates.place[chosen]
    earlier = candidates.order[np.maximum(places - 1, 0)]
    same = (places > 0) & (candidates.session[earlier] == candidates.session[chosen])
    asks = (candidates.flags[earlier] & Flag.ASKS) != 0
    short = (candidates.substance[chosen] < _SHORT) & same & asks
    return dict(zip(candidates.keys[chosen[short]].tolist(), candidates.keys[earlier[short]].tolist(), strict=True))


_SHORT = 5
"""Meaning words of a message that is not understood without its question."""

_SHARE_OF_FACTS = 0.1
"""What facts may take of the budget: the messages are the evidence, and say more."""


def _known(facts: Sequence[Fact], budget: int, count: TokenCounter) -> str:
    """As many facts as fit, each with its time and its evidence."""
    lines: list[str] = []
    for fact in facts:
        longer = "\n".join(["known", *lines, known_line(fact)])
        if count(longer + "\n") <= budget:
            lines.append(known_line(fact))
    return "\n".join(["known", *lines]) if lines else ""


def known_line(fact: Fact) -> str:
    """A fact as a line: what holds, or held, since and until when, and the newest messages that say so."""
    since = f"since {fact.valid_at:%Y-%m-%d}" if fact.valid_at else ""
    until = f"until {fact.invalid_at:%Y-%m-%d}" if fact.invalid_at else ""
    doubt = "may have changed" if fact.doubted_at else "" if fact.certain else "not sure"
    times = ", ".join(filter(None, [since, until, doubt]))
    ids = ",".join(fact.message_ids[-3:])
    return f"- {fenced(' '.join(fact.text.split()))}{f' ({times})' if times else ''} [{fenced(ids)}]"


def let_go() -> None:
    """Keeps no text any more: somebody was forgotten."""
    _known_shown.cache_clear()


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────

_LIVE: frozenset[Role] = frozenset(("user", "assistant"))
"""Who means the moment of the message by "today". A document means its own."""
_AT_ONCE, _NEAR = timedelta(0), timedelta(hours=1)
"""Lines that are no further apart share the time of the first: a conversation needs no stamp on each."""


@dataclass(frozen=True)
class _Entry:
    """One entry of the text: what was said, once or several times in the same words.

    Attributes:
        ids: The messages that say it.
        at: When it was said last.
        day: The heading it belongs under.
        speaker: Who said it.
        role: In which role.
        text: What was said.
        shown: How it is written: dated, fenced, its lines indented, so that none can pass for an entry of its own.
        time: Of the day.
    """

    ids: tuple[str, ...]
    at: datetime
    day: str
    speaker: str
    role: Role
    text: str
    shown: str
    time: str

    @cached_property
    def line(self) -> str:
        """The entry as it is written: several times, until it is known what fits."""
        return self._written(self.time)

    @cached_property
    def untimed(self) -> str:
        """The same, below a line of nearly the same time."""
        return self._written("")

    def _written(self, time: str) -> str:
        return f"- [{fenced(','.join(self.ids))}] {time}{fenced(self.speaker)}: {self.shown}"


def _entry(hit: Hit) -> _Entry:
    return _entry_of(hit.message_ids, hit.at, hit.speaker, hit.role, hit.text)


def _question(message: Message) -> _Entry:
    """A message that is no hit."""
    return _entry_of((message.id,), message.at, message.speaker, message.role, spoken(message))


def _entry_of(ids: tuple[str, ...], at: datetime, speaker: str, role: Role, text: str) -> _Entry:
    time = f"{at.hour:02}:{at.minute:02} "
    return _Entry(ids, at, _day(at), speaker, role, text, _shown(text, at, role), time)


def _shown(text: str, at: datetime, role: Role) -> str:
    """The text as it is written; what is recalled often is not made each time."""
    return _known_shown(text, at, role) if len(text) <= _SHORT_TEXT else _made(text, at, role)


_SHORT_TEXT = 400
"""Characters of a text that is kept as it is written: thousands of them take a few megabytes."""


@lru_cache(maxsize=8192)
def _known_shown(text: str, at: datetime, role: Role) -> str:
    return _made(text, at, role)


def _made(text: str, at: datetime, role: Role) -> str:
    dated = annotated(text, at) if role in _LIVE else text
    return "\n  ".join(fenced(dated).strip().splitlines())


def _day(at: datetime) -> str:
    return _written_day(at.date())


@lru_cache(maxsize=4096)
def _written_day(day: date) -> str:
    return f"{day.isoformat()} {WEEKDAYS[day.weekday()].capitalize()}"


def _merged(entries: Iterable[_Entry]) -> list[_Entry]:
    """Entries that say the same as one, at the place of the best, with all their ids and the newest time.

    The newest, because what is said last holds: told A, then B, then A again, A is true. The dates that are shown
    belong to what is said: "I ran yesterday", on two days, is two runs.
    """
    found = list(entries)
    rough = [_rough(entry.shown) for entry in found]
    often = Counter(rough)
    merged: dict[tuple[str, str, bytes | str], _Entry] = {}
    for entry, text in zip(found, rough, strict=True):
        said = _said(entry.shown) if often[text] > 1 else text  # most are like no other, and that is seen at once
        key = (entry.speaker, entry.role, said)
        merged[key] = _both(merged[key], entry) if key in merged else entry
    return list(merged.values())


def _said(text: str) -> str:
    """What two texts that say the same have in common: no case, spaces, quotes, or marks after a word but "?"."""
    found = (word.rstrip(_MARKS).lstrip(_QUOTES) for word in text.casefold().split())
    return " ".join(filter(None, found)) or text


def _rough(text: str) -> bytes:
    """What is the same, at least, for texts of which `_said` is: in a tenth of the time."""
    return text.casefold().encode(errors="replace").translate(None, _DROPPED)


_QUOTES = "\"“”'‘’*_~"
_MARKS = _QUOTES + ".,;:!…"
_DROPPED = bytes(range(33)) + "".join(filter(str.isascii, _MARKS)).encode() + bytes(range(128, 256))
"""Spaces, marks and, since some of them are spaces or marks too, all that is not ASCII."""


def _both(one: _Entry, other: _Entry) -> _Entry:
    earlier, later = _by_time((one, other))
    return replace(later, ids=tuple(dict.fromkeys(earlier.ids + later.ids)))


# ── what fits ────────────────────────────────────────────────────────────────────────────────────────


class _Page:
    """The entries that have been taken, and what is left of the budget."""

    def __init__(self, budget: int, unsure: str, known: str, count_tokens: TokenCounter) -> None:
        self._entries: list[_Entry] = []
        self._times: dict[str, list[datetime]] = {}  # of the entries, by day
        self._budget = budget
        self._note = "\n".join(filter(None, [unsure, known]))
        self._known = known
        self._count = count_tokens
        self._left = 0
        self._ids: set[str] = set()
        self._text: str | None = None

    def weigh(self) -> None:
        """Counts what is left, exactly."""
        self._left = self._budget - self._count(self._write())

    def written(self) -> tuple[str, int, tuple[str, ...]]:
        """The text, its tokens, and the ids of what is in it."""
        while self._entries:
            text = self._write()
            if (tokens := self._count(text)) <= self._budget:
                return text, tokens, tuple(id_ for entry in _by_time(self._entries) for id_ in entry.ids)
            self._entries.pop()  # a counter whose parts are less than the whole
            self._text = None
        alone = _write((), self._known) if self._known else ""
        text = alone if self._count(alone) <= self._budget else ""
        return text, self._count(text), ()

    def _write(self) -> str:
        """The text, made once for what it is made of."""
        if self._text is None:
            self._text = _write(self._entries, self._note)
        return self._text

    def take(self, entry: _Entry, question: _Entry | None) -> bool:
        """Takes an entry, with the question that it answers, or without, if it fits."""
        if not self._ids.isdisjoint(entry.ids):  # it was taken as the question of another
            return True
        if question and self._ids.isdisjoint(question.ids) and self._add(question, entry):
            return True
        return self._add(entry)

    def take_part(self, entry: _Entry, question: str, most: int) -> None:
        """Takes the sentences of an entry that share words with the question, as many as fit."""
        room = min(self._left, most) - self._count(entry.day + "\n")
        best = None
        for part in _parts(entry, question):
            if self._count(part.line + "\n") <= room:
                best = part
        if best:
            self._add(best)

    def _add(self, *entries: _Entry) -> bool:
        cost = sum(self._cost(entry) for entry in entries)
        if cost > self._left:
            return False
        self._left -= cost
        self._text = None
        for entry in entries:
            self._entries.append(entry)
            self._times.setdefault(entry.day, []).append(entry.at)
            self._ids.update(entry.ids)
        return True

    def _cost(self, entry: _Entry) -> int:
        """At the most: entries that are taken later may save its time."""
        today = self._times.get(entry.day)
        if not today:
            return self._count(f"{entry.day}\n{entry.line}\n")
        near = any(_AT_ONCE <= entry.at - at <= _NEAR for at in today)
        return self._count((entry.untimed if near else entry.line) + "\n")


_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_LONGEST_CUT = 20_000
"""Characters of a message that are looked through for sentences to show."""
_MOST_PARTS = 20


def _parts(entry: _Entry, question: str) -> Iterator[_Entry]:
    """An entry cut to the sentence that shares most words with the question; to the best two, and so on."""
    asked = set(terms(question))
    text = entry.text[:_LONGEST_CUT]
    spans = list(pairwise([0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]))
    shared = [len(asked.intersection(terms(text[start:end]))) for start, end in spans]
    best = sorted((number for number in range(len(spans)) if shared[number]), key=lambda number: -shared[number])
    for most in range(1, min(len(best), _MOST_PARTS) + 1):
        yield _cut(entry, [spans[number] for number in sorted(best[:most])])


def _cut(entry: _Entry, spans: Sequence[tuple[int, int]]) -> _Entry:
    """Pieces of an entry, each as it was said, with "…" for what is left out."""
    starts = [spans[0][0], *(after[0] for before, after in pairwise(spans) if before[1] != after[0])]
    ends = [*(before[1] for before, after in pairwise(spans) if before[1] != after[0]), spans[-1][1]]
    pieces = [entry.text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    around = ["…"] if starts[0] else [], ["…"] if ends[-1] < len(entry.text) else []
    text = " … ".join(pieces)
    return replace(entry, text=text, shown=_shown(" ".join([*around[0], text, *around[1]]), entry.at, entry.role))


# ── the text ─────────────────────────────────────────────────────────────────────────────────────────


def _write(entries: Iterable[_Entry], note: str) -> str:
    days = groupby(_by_time(entries), key=lambda entry: entry.day)
    sections = ("\n".join([day, *_lines(list(group))]) for day, group in days)
    return "\n".join(filter(None, ["<memory>", note, *sections, "</memory>"]))


def _lines(entries: Sequence[_Entry]) -> Iterator[str]:
    """The lines of a day; one has a time where it is not near to the one before."""
    yield entries[0].line
    for before, entry in pairwise(entries):
        yield entry.line if entry.at - before.at > _NEAR else entry.untimed


def _by_time(entries: Iterable[_Entry]) -> list[_Entry]:
    return sorted(entries, key=lambda entry: (entry.at, entry.ids))
