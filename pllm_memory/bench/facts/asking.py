"""What is asked of a life: right after something changed, and at its end about earlier times."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from pllm_memory.bench.facts.gold import Question
from pllm_memory.bench.facts.telling import Draft, Telling, Told
from pllm_memory.facts import USER
from pllm_memory.predicates import describe

_DAY = timedelta(1)
_NEVER = (
    "partner", "allergic_to", "pet", "birthday", "studies_at", "has_condition", "volunteers_at", "follows_diet",
    "therapist", "religion",
)  # fmt: skip
_FLEETING = frozenset({"age", "plans", "studies"})
"""Not asked at the end of years: nobody says when they end, and they do."""


class Asking:
    """Collects questions while a life is told."""

    def __init__(self, rng: Random, telling: Telling) -> None:
        self._rng, self._telling = rng, telling
        self.questions: list[Question] = []
        self._changes: Counter[tuple[str, str]] = Counter()

    def after(self, told: Told) -> None:
        """What to ask once something was told that ended or shook something else."""
        for draft in told.ended:
            self._ended(draft, told)
        for draft in told.doubted:
            self._ask(
                Question(
                    id="", kind="cascade", about=USER, predicate=draft.predicate, stale=(draft.object,),
                    after=told.after, before=told.before,
                )
            )  # fmt: skip

    def moved(self, draft: Draft, told: Told, on: datetime, stale_on: datetime) -> None:
        """What to ask once the day of an event was corrected."""
        self._ask(
            Question(
                id="", kind="current", about=USER, predicate=draft.predicate, expected=(draft.object,), changes=1,
                after=told.after, on=on, stale_on=stale_on,
            )
        )  # fmt: skip

    def at_the_end(self) -> None:
        """What held, what was believed, what still holds, and what nobody ever said."""
        drafts = sorted(self._telling.drafts, key=lambda draft: (draft.subject, draft.predicate))
        for (_, predicate), group in groupby(drafts, key=lambda draft: (draft.subject, draft.predicate)):
            chain = sorted(group, key=lambda draft: draft.told_at)
            if describe(predicate).cardinality == "one" and len(chain) > 1:
                for draft in chain:
                    self._as_of(draft)
                    self._valid_at(draft)
        for draft in self._telling.drafts:
            if draft.holds and not draft.unsure and draft.predicate not in _FLEETING:
                self._ask(self._at_end(draft, kind="kept"))
        told = {draft.predicate for draft in self._telling.drafts if draft.subject == USER}
        for predicate in self._rng.sample([name for name in _NEVER if name not in told], 1):
            last = self._telling.messages[-1].id
            self._ask(Question(id="", kind="never", about=USER, predicate=predicate, after=last))

    def _ended(self, draft: Draft, told: Told) -> None:
        about = self._about(draft.subject)
        key = (draft.subject, draft.predicate)
        successors = [new for new in told.begun if (new.subject, new.predicate) == key]
        successors = successors or self._telling.active(*key) if describe(draft.predicate).cardinality == "one" else []
        if successors or draft.retracted:
            self._changes[key] += 1
            stale = tuple(
                dict.fromkeys(
                    other.object
                    for other in self._telling.drafts
                    if (other.subject, other.predicate) == key and other.object not in {s.object for s in successors}
                )
            )
            self._ask(
                Question(
                    id="", kind="current", about=about, predicate=draft.predicate, stale=stale, after=told.after,
                    expected=tuple(new.object for new in successors), changes=self._changes[key],
                )
            )  # fmt: skip
        else:
            self._ask(
                Question(
                    id="", kind="absence", about=about, predicate=draft.predicate, stale=(draft.object,),
                    after=told.after, before=told.before,
                )
            )  # fmt: skip

    def _as_of(self, draft: Draft) -> None:
        """A time between when it was said and when something else was; nothing for what holds to the end."""
        ends = [moment for moment in (draft.ended_told, draft.doubted_at) if moment]
        if not ends or min(ends) - draft.told_at < 4 * _DAY or draft.unsure or draft.told_at != draft.confirmed_at:
            return
        moment = draft.told_at + (min(ends) - draft.told_at) * self._rng.uniform(0.2, 0.8)
        self._ask(self._at_end(draft, kind="as_of", as_of=moment))

    def _valid_at(self, draft: Draft) -> None:
        """A time at which it surely held: from when it is said to begin, or was said, until it is said to end."""
        if draft.retracted or draft.doubted_at or draft.unsure:
            return
        low = draft.valid_at + draft.tolerance + _DAY if draft.valid_at else draft.told_at + _DAY
        high = draft.told_at + (self._telling.at - draft.told_at) * 0.3
        if draft.ended_told:
            high = draft.confirmed_at + (draft.ended_told - draft.confirmed_at) * 0.3
        if high - low > 5 * _DAY:
            moment = low + (high - low) * self._rng.uniform(0.1, 0.9)
            self._ask(self._at_end(draft, kind="valid_at", valid_at=moment))

    def _at_end(self, draft: Draft, **fields: object) -> Question:
        asked = Question(
            id="", kind="kept", about=self._about(draft.subject), predicate=draft.predicate,
            expected=(draft.object,), after=self._telling.messages[-1].id,
        )  # fmt: skip
        return replace(asked, **fields)  # pyright: ignore[reportArgumentType]  the fields of a question

    def _about(self, subject: str) -> str:
        """Whom to ask about: now and then by role."""
        if subject == USER or self._rng.random() < 0.5:
            return subject
        kin = [draft for draft in self._telling.drafts if draft.object == subject and draft.slot == "kin"]
        return f"my {kin[0].predicate}" if kin else subject

    def _ask(self, question: Question) -> None:
        self.questions.append(replace(question, id=f"q{len(self.questions) + 1}"))
