"""Tell a life: each thing that happens becomes messages, and what is true after them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from pllm_memory.bench.facts.gold import GoldFact
from pllm_memory.bench.facts.language import Manner, Phrase, Phrases, Time, past, since, styled
from pllm_memory.facts import USER
from pllm_memory.predicates import describe
from pllm_memory.types import Message

SLOTS: Mapping[str, str] = {
    "name": "name", "nick": "wants_to_be_called", "city": "lives_in", "org": "works_at", "job": "works_as",
    "boss": "boss", "office": "office_in", "commute": "commutes_by", "gym": "gym", "landlord": "landlord",
    "neighbour": "neighbour", "roommate": "roommate", "doctor": "doctor", "partner": "partner", "friend": "friend",
    "pet": "pet", "like": "likes", "dislike": "dislikes", "turned": "dislikes", "hobby": "hobby", "plays": "plays",
    "diet": "follows_diet", "allergen": "allergic_to", "thing": "owns", "school": "studies_at", "major": "studies",
    "grad": "graduated_from", "language": "speaks", "origin": "from", "birthday": "birthday", "age": "age",
    "club": "volunteers_at", "member": "member_of", "color": "favorite_color", "condition": "has_condition",
    "plan": "plans", "their_city": "lives_in", "their_job": "works_as", "their_org": "works_at",
    "their_like": "likes", "their_allergen": "allergic_to",
}  # fmt: skip
"""What a slot tells. `{kin}` tells the relation that `{role}` names."""

_ALSO: Mapping[str, str] = {"age": "{} years old", "doctor": "Dr. {}"}
"""Another way to put the value of a slot that is as good, and too unlike it to be seen as such."""

_READ_TOO: Mapping[str, tuple[tuple[str, str], ...]] = {
    "name": (("wants_to_be_called", "{}"),),
    "origin": (("born_in", "{}"),),
    "gym": (("member_of", "{}"),),
    "dislike": (("avoids", "{}"),),
    "turned": (("avoids", "{}"),),
    "allergen": (("avoids", "{}"),),
    "their_allergen": (("avoids", "{}"),),
    "species": (("pet", "{}"), ("owns", "{}")),
    "language": (("speaks", "English"),),
    "school": (("works_as", "student"),),
    "major": (("works_as", "student"),),
}
"""What may be read out of a phrase with a slot, besides what it tells, and need not be: predicate and object."""


@dataclass(slots=True)
class Draft:
    """A fact in the making."""

    subject: str
    predicate: str
    object: str
    ids: list[str]
    told_at: datetime
    confirmed_at: datetime
    valid_at: datetime | None
    tolerance: timedelta
    invalid_at: datetime | None = None
    ended_told: datetime | None = None
    ended_by: str | None = None
    doubted_by: str | None = None
    retracted: bool = False
    doubted_at: datetime | None = None
    unsure: bool = False
    slot: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is served as current."""
        return self.ended_told is None and not self.retracted and self.doubted_at is None

    def frozen(self) -> GoldFact:
        """The fact."""
        return GoldFact(
            subject=self.subject,
            predicate=self.predicate,
            object=self.object,
            also=(_ALSO[self.slot].format(self.object),) if self.slot in _ALSO else (),
            message_ids=tuple(self.ids),
            valid_at=self.valid_at,
            tolerance=self.tolerance,
            invalid_at=self.invalid_at,
            ended_by=self.ended_by,
            doubted_by=self.doubted_by,
            retracted=self.retracted,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What one telling did: the messages before and after it, and which facts it began, ended, made doubtful."""

    before: str | None
    after: str
    begun: tuple[Draft, ...]
    ended: tuple[Draft, ...]
    doubted: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """One telling in the words that were chosen: which messages say it, and of which time."""

    phrase: Phrase
    act: str
    values: Mapping[str, str]
    subject: str
    time: Time | None
    ids: tuple[str, ...]


@dataclass(slots=True)
class Telling:
    """A conversation over years, as it goes on: `at` is the clock, `drafts` what was said so far.

    `spouse` is what the user calls a partner ("wife"), who is in "my wife and I" for as long as there is one;
    `read_too` what may be read out of the messages, and need not be.
    """

    phrases: Phrases
    rng: Random
    manner: Manner
    at: datetime
    session: int = 0
    messages: list[Message] = field(default_factory=list[Message])
    drafts: list[Draft] = field(default_factory=list[Draft])
    traps: dict[str, str] = field(default_factory=dict[str, str])
    spouse: str = ""
    read_too: list[GoldFact] = field(default_factory=list[GoldFact])
    _used: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])

    # ── what is said ─────────────────────────────────────────────────────────────────────────────────

    def say(self, role: str, content: str) -> str:
        """One message; its id."""
        self.at += timedelta(seconds=self.rng.randint(10, 90))
        id_ = f"m{len(self.messages) + 1}"
        session_id = f"s{self.session}"
        speaker = "user" if role == "user" else "assistant"
        self.messages.append(Message(id=id_, session_id=session_id, role=speaker, content=content, at=self.at))
        return id_

    def tell(self, topic: str, act: str, values: Mapping[str, str], subject: str = USER, needs: str = "") -> Told:
        """Says one thing, and takes note of what is true from then on."""
        before = self.messages[-1].id if self.messages else None
        replaced = self._replaced(values, subject)
        if subject == USER and topic != "partner" and self.active(USER, "partner"):
            values = {**values, "spouse": self.spouse}
        phrase = self._phrase(topic, act, values, needs, ever=not replaced)
        when = self._when(replaced)
        how_long = since(self.rng, self.at)
        filled = {**values, "when": when.words, "since": how_long.words}
        ids = self._utter(phrase, filled)
        time = when if "when" in phrase.slots else how_long if "since" in phrase.slots else None
        said = _Said(phrase, act, values, subject, time, tuple(ids))
        self._may_read(said, topic)
        begun, ended = self._take_note(said)
        doubted = self._doubt({(draft.subject, draft.predicate) for draft in ended}, begun)
        after = self.messages[-1].id
        if self.rng.random() < 0.5:
            self.say("assistant", self.rng.choice(self.phrases.style["replies"]))
        return Told(before, after, tuple(begun), tuple(ended), tuple(doubted))

    def distract(self, kind: str, values: Mapping[str, str]) -> None:
        """Something that sounds like a fact and is none."""
        phrase = self._phrase("traps", kind, values)
        for id_ in self._utter(phrase, values, every=True):
            self.traps[id_] = kind

    def chat(self) -> None:
        """Something that says nothing."""
        (line,) = self.rng.choice(self.phrases.topics["smalltalk"]["lines"]).turns
        self.say("user", styled(line, self.manner, self.phrases.style, self.rng))
        self.say("assistant", self.rng.choice(self.phrases.style["replies"]))

    def _phrase(self, topic: str, act: str, values: Mapping[str, str], needs: str = "", *, ever: bool = True) -> Phrase:
        """One that has all it needs, and was not used yet, if there is one.

        What takes another's place is said with its own time, not with "for years" (`ever`).
        """
        times = {"when", "since"} if ever else {"when"}
        fits = [
            phrase
            for phrase in self.phrases.topics[topic][act]
            if phrase.slots <= {*values, *times} and (not needs or needs in phrase.slots)
        ]
        fresh = [phrase for phrase in fits if phrase.turns not in self._used] or fits
        chosen = self.rng.choice(fresh)
        self._used.add(chosen.turns)
        return chosen

    def _utter(self, phrase: Phrase, values: Mapping[str, str], *, every: bool = False) -> list[str]:
        """Says the turns; the ids of the user's, or of every one."""
        turns = phrase.said(values)
        ids: list[str] = []
        for index, turn in enumerate(turns):
            asked = (len(turns) - index) % 2 == 0
            if asked:
                id_ = self.say("assistant", turn[0].upper() + turn[1:])
            else:
                id_ = self.say("user", self._padded(styled(turn, self.manner, self.phrases.style, self.rng), turns))
            if every or not asked:
                ids.append(id_)
        return ids

    def _padded(self, text: str, turns: list[str]) -> str:
        """Now and then with small talk in the same message."""
        if len(turns) > 1 or self.rng.random() > 0.15:
            return text
        (line,) = self.rng.choice(self.phrases.topics["smalltalk"]["lines"]).turns
        end = "" if text[-1] in ".!?…" or not text[-1].isalnum() else "."
        stop = "" if line[-1] == "?" else "."
        return self.rng.choice((f"{line}{stop} {text}", f"{text}{end} {line}"))

    def _when(self, replaced: Sequence[Draft]) -> Time:
        """A time after all that was said of what changes now."""
        last = max((draft.confirmed_at for draft in replaced), default=None)
        longest = (self.at - last) * 0.7 if last else timedelta(200)
        return past(self.rng, self.at, longest, self.phrases.values["month_way"])

    def _replaced(self, values: Mapping[str, str], subject: str) -> list[Draft]:
        """What the values may take the place of, or end."""
        predicates = {SLOTS[slot] for slot in values if slot in SLOTS}
        single = {name for name in predicates if describe(name).cardinality == "one"}
        old = {value for name, value in values.items() if name.startswith("old_")}
        old |= {values[slot] for slot in ("turned", "grad") if slot in values}
        return [
            draft
            for draft in self.drafts
            if draft.subject == subject and (draft.predicate in single or draft.object in old)
        ]

    @property
    def _last(self) -> str:
        return self.messages[-1].id

    # ── what is true ─────────────────────────────────────────────────────────────────────────────────

    def _may_read(self, said: _Said, topic: str) -> None:
        """Takes note of what may be read out of it too: of "my wife and I live in Oslo", that she does."""
        for slot in sorted(said.phrase.slots & _READ_TOO.keys()):
            for predicate, form in _READ_TOO[slot]:
                self._read(said, said.subject, predicate, form.format(said.values[slot]))
        if topic != "partner" and "spouse" in said.phrase.slots:
            for partner in self.active(USER, "partner"):
                for slot, predicate in _told(said):
                    self._read(said, partner.object, predicate, said.values[slot])

    def _read(self, said: _Said, subject: str, predicate: str, value: str) -> None:
        known = any((one.subject, one.predicate, one.object) == (subject, predicate, value) for one in self.read_too)
        if not known and any(value.lower() in turn.lower() for turn in said.phrase.said({**said.values, **_TIMES})):
            self.read_too.append(
                GoldFact(subject=subject, predicate=predicate, object=value, message_ids=said.ids, optional=True)
            )

    def active(self, subject: str, predicate: str) -> list[Draft]:
        """What holds now."""
        return [
            draft for draft in self.drafts if draft.holds and (draft.subject, draft.predicate) == (subject, predicate)
        ]

    def _open(self, subject: str, predicate: str) -> list[Draft]:
        """What nothing ended yet, doubtful or not."""
        return [
            draft
            for draft in self.drafts
            if (draft.subject, draft.predicate) == (subject, predicate)
            and draft.ended_told is None
            and not draft.retracted
        ]

    def _take_note(self, said: _Said) -> tuple[list[Draft], list[Draft]]:
        """What begins by what was said, and what ends."""
        begun: list[Draft] = []
        ended: list[Draft] = []
        for slot, predicate in _told(said):
            ended += self._ended(said, slot, predicate)
            begun += self._begun(said, slot, predicate)
        for slot in _closed(said.act, said.values):
            found = [d for d in self.active(said.subject, SLOTS[slot]) if d.object == said.values[f"old_{slot}"]]
            ended += [self._end(draft, said.time) for draft in found if draft not in ended]
        if said.act != "correct" and any(draft.predicate == "works_at" for draft in ended):
            for draft in self.active(said.subject, "works_as"):
                draft.unsure = draft.unsure or draft not in begun  # who left for elsewhere may do other work there
        return begun, ended

    def _begun(self, said: _Said, slot: str, predicate: str) -> list[Draft]:
        """A new value; none where it is an old one again, which that confirms."""
        value = said.values[slot]
        for draft in self._open(said.subject, predicate):
            if draft.object == value:
                draft.ids += said.ids
                draft.confirmed_at, draft.doubted_at, draft.doubted_by = self.at, None, None
                return []
        dated = said.time if slot in _DATED else None
        draft = Draft(
            subject=said.subject,
            predicate=predicate,
            object=value,
            ids=list(said.ids),
            told_at=self.at,
            confirmed_at=self.at,
            valid_at=dated.at if dated else None,
            tolerance=dated.tolerance if dated else timedelta(2),
            slot=slot,
        )
        self.drafts.append(draft)
        return [draft]

    def _ended(self, said: _Said, slot: str, predicate: str) -> list[Draft]:
        """What a new value ends, or takes back."""
        value, gone = said.values[slot], list[Draft]()
        if slot == "turned":
            gone = [draft for draft in self.active(said.subject, "likes") if draft.object == value]
        elif slot == "grad":
            gone = [draft for draft in self.active(said.subject, "studies_at") if draft.object == value]
        elif describe(predicate).cardinality == "one":
            gone = [draft for draft in self._open(said.subject, predicate) if draft.object != value]
        if said.act != "correct":
            return [self._end(draft, said.time) for draft in gone]
        for draft in gone:
            draft.retracted = True
            draft.ended_told, draft.ended_by = self.at, self._last
        for draft in self._dependents({(draft.subject, draft.predicate) for draft in gone}):
            draft.unsure = True
        return gone

    def _end(self, draft: Draft, time: Time | None) -> Draft:
        draft.ended_told, draft.ended_by = self.at, self._last
        draft.invalid_at = time.at if time else self.at
        return draft

    def _doubt(self, changed: set[tuple[str, str]], begun: list[Draft]) -> list[Draft]:
        """What hung on what changed, as the registry has it; what was said along with the change does not."""
        doubted = [draft for draft in self._dependents(changed) if draft not in begun and not draft.unsure]
        for draft in doubted:
            draft.doubted_at, draft.doubted_by = self.at, self._last
        return doubted

    def _dependents(self, changed: set[tuple[str, str]]) -> list[Draft]:
        return [
            draft
            for draft in self.drafts
            if draft.holds and any((draft.subject, above) in changed for above in describe(draft.predicate).depends_on)
        ]


def _told(said: _Said) -> Iterator[tuple[str, str]]:
    """The slots of a phrase that tell something, with their predicates."""
    for slot in sorted(said.phrase.slots):
        if slot == "kin":
            yield slot, said.values["role"]
        elif slot in SLOTS:
            yield slot, SLOTS[slot]


_TIMES = {"when": "", "since": ""}

_DATED = frozenset(
    "city org partner gym pet hobby plays diet thing school club member color their_city roommate doctor".split()
)
"""What a time in the same phrase is the beginning of; "got promoted last month" dates the job, not the employer."""


def _closed(act: str, values: Mapping[str, str]) -> list[str]:
    """The slots that an ending ends."""
    if act not in ("end", "quit", "dropped"):
        return []
    return [name.removeprefix("old_") for name in values if name.startswith("old_") and name[4:] in SLOTS]
