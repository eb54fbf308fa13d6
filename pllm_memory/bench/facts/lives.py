"""Lives that never were: the same seed makes the same ones, in as many as are wanted.

A life is some threads (home, work, love, pets, tastes, …), each a list of beats in their order: "lives in Oslo", "has
a landlord", "moves to Lyon". The beats of all threads are dealt to the sessions of several years, and told in the
words of one half of `phrases`. What is asked follows from what was told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from pllm_memory.bench.facts.asking import Asking
from pllm_memory.bench.facts.gold import Story, check
from pllm_memory.bench.facts.language import Manner, Phrases, Split, load, weekday
from pllm_memory.bench.facts.telling import Telling, Told
from pllm_memory.facts import USER

TRAPS = ("hypothetical", "joke", "fiction", "question", "assistant", "negative")


def made(count: int, *, seed: int = 0, split: Split = "test") -> Iterator[Story]:
    """So many lives, each by its own number: more of them begin with the same ones.

    Args:
        count: How many.
        seed: Another seed, other lives.
        split: Whose words: "dev" to tune rules on, "test" to measure them, "other" to measure them by another author's.
    """
    return (live(number, seed=seed, split=split) for number in range(count))


def live(number: int, *, seed: int = 0, split: Split = "test") -> Story:
    """One life."""
    drawn = Random(f"{seed}/{split}/{number}")  # noqa: S311  lives are drawn, not keys
    return _Life(load(split), drawn).story(f"{split}-{seed}-{number}", split)


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing to tell.

    Attributes:
        topic: As in the phrases.
        act: Likewise.
        values: For the slots.
        subject: Whom it is about.
        needs: A slot that the phrase must have.
        tight: Whether it follows the beat before in the same session.
        if_holds: A predicate of the user that must hold for it to make sense.
    """

    topic: str
    act: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    subject: str = USER
    needs: str = ""
    tight: bool = False
    if_holds: str = ""


class _Life:
    """One life in the making: every name is drawn once, so no two things share it."""

    def __init__(self, phrases: Phrases, rng: Random) -> None:
        self._phrases, self._rng = phrases, rng
        self._names = {kind: rng.sample(names, len(names)) for kind, names in phrases.values.items()}
        self._people: dict[str, tuple[str, ...]] = {}
        start = datetime(
            rng.randint(2013, 2019), rng.randint(1, 12), rng.randint(1, 28), rng.randint(7, 20), tzinfo=UTC
        )
        manner: Manner = rng.choice(("proper", "proper", "casual", "casual", "lazy"))
        self._telling = Telling(phrases, rng, manner, start)
        self._asking = Asking(rng, self._telling)

    def story(self, name: str, split: Split) -> Story:
        """Tells it."""
        owner = self._draw("first")
        threads = self._threads(owner)
        sessions = self._dealt(threads)
        days = 365.0 * self._rng.uniform(3, 8) / len(sessions)
        for number, beats in enumerate(sessions, start=1):
            self._telling.session = number
            self._telling.at = self._telling.at.replace(hour=self._rng.randint(7, 22))
            self._session(beats)
            self._telling.at += timedelta(self._rng.uniform(0.6, 1.4) * days)
        self._asking.at_the_end()
        return check(
            Story(
                name=name,
                split=split,
                messages=tuple(self._telling.messages),
                people=self._people,
                owner=self._called(),
                facts=(*(draft.frozen() for draft in self._telling.drafts), *self._telling.read_too),
                questions=tuple(self._asking.questions),
                traps=self._telling.traps,
            )
        )

    def _called(self) -> tuple[str, ...]:
        """What the person is called, by what was said."""
        names = ("name", "wants_to_be_called")
        return tuple(d.object for d in self._telling.drafts if d.subject == USER and d.predicate in names)

    # ── telling ──────────────────────────────────────────────────────────────────────────────────────

    def _dealt(self, threads: list[list[Beat]]) -> list[list[Beat]]:
        """The beats by session: a thread keeps its order, and no two of its beats meet, but for tight ones."""
        groups = [_grouped(thread) for thread in threads]
        sessions: list[list[Beat]] = [[] for _ in range(max(12, *(len(thread) + 2 for thread in groups)))]
        for thread in groups:
            for place, beats in zip(sorted(self._rng.sample(range(len(sessions)), len(thread))), thread, strict=True):
                sessions[place] += beats
        return sessions

    def _session(self, beats: list[Beat]) -> None:
        telling = self._telling
        if self._rng.random() < 0.4:
            telling.say("user", self._rng.choice(self._phrases.style["openers"]))
            telling.say("assistant", self._rng.choice(self._phrases.style["greetings"]))
        for beat in beats:
            if not beat.tight and self._rng.random() < 0.2:
                self._distract(self._rng.choice(TRAPS))
            if not beat.tight and self._rng.random() < 0.2:
                telling.chat()
            self._beat(beat)

    def _beat(self, beat: Beat) -> None:
        telling = self._telling
        if beat.if_holds and not telling.active(USER, beat.if_holds):
            return
        if beat.topic == "plan":
            self._plan(beat)
            return
        told = telling.tell(beat.topic, beat.act, beat.values, beat.subject, beat.needs)
        self._asking.after(told)

    def _plan(self, beat: Beat) -> None:
        """A plan for a day of this week, which may turn out to be another day."""
        telling, (first, second) = self._telling, self._rng.sample(range(2, 7), 2)
        wrong, wrong_day = weekday(telling.at, first)
        right, right_day = weekday(telling.at, second)
        told = telling.tell("plan", "state", {**beat.values, "day": wrong})
        (draft,) = told.begun
        draft.valid_at, draft.tolerance = wrong_day, timedelta(1)
        if beat.act == "correct":
            after: Told = telling.tell("plan", "correct", {**beat.values, "day": right, "old_day": wrong})
            draft.valid_at = right_day
            if after.after not in draft.ids:
                draft.ids.append(after.after)
            self._asking.moved(draft, after, right_day, wrong_day)

    def _distract(self, kind: str) -> None:
        """Something that is no fact: the assistant's mistakes may be about what was true once."""
        values = self._strange()
        if kind == "assistant":
            over = {
                draft.slot: draft.object for draft in self._telling.drafts if draft.ended_told and not draft.retracted
            }
            values |= {f"x_{slot}": over[slot] for slot in ("city", "org", "job") if slot in over}
        self._telling.distract(kind, values)

    def _strange(self) -> dict[str, str]:
        """Values that nobody has."""
        taken = {draft.object for draft in self._telling.drafts}
        kinds = ("city", "org", "job", "species")
        return {f"x_{kind}": next(name for name in self._names[kind] if name not in taken) for kind in kinds}

    # ── threads ──────────────────────────────────────────────────────────────────────────────────────

    def _draw(self, kind: str) -> str:
        """A name that was not used yet."""
        if kind == "people":
            kind = max(("women", "men"), key=lambda each: (len(self._names[each]), each))
        return self._names[kind].pop()

    def _somebody(self, topic: str) -> Beat:
        """A person, and the words for such a one."""
        kind = max(("women", "men"), key=lambda each: (len(self._names[each]), each))
        return Beat(topic, "state", {**_words(kind), topic: self._draw("surname" if topic == "doctor" else kind)})

    def _threads(self, owner: str) -> list[list[Beat]]:
        always = [self._home(), self._work(), self._tastes(), self._kin(), [Beat("name", "state", {"name": owner})]]
        sometimes = (
            self._love, self._pets, self._eating, self._hobbies, self._things, self._study, self._who, self._friend,
            self._clubs, self._color, self._health, self._plans, self._body, self._hobbies, self._kin,
        )  # fmt: skip
        return always + [thread() for thread in self._rng.sample(sometimes, self._rng.randint(8, 12))]

    def _maybe(self, *beats: Beat, p: float = 0.5) -> list[Beat]:
        return list(beats) if self._rng.random() < p else []

    def _home(self) -> list[Beat]:
        city, rng = self._draw("city"), self._rng
        beats = [Beat("home", "state", {"city": city})]
        if rng.random() < 0.25:
            wrong = self._draw("city")
            slip = Beat("home", "correct", {"city": city, "old_city": wrong}, tight=rng.random() < 0.6)
            beats = [Beat("home", "state", {"city": wrong}), slip]
        local = ("gym", "landlord", "neighbour", "roommate", "doctor")
        for _ in range(rng.choice((1, 2, 2, 3))):
            for topic in rng.sample(local, rng.randint(1, 2)):
                beats.append(
                    self._somebody(topic) if topic != "gym" else Beat("gym", "state", {"gym": self._draw("gym")})
                )
            beats += self._maybe(Beat("home", "confirm", {"city": city}), p=0.3)
            new = self._draw("city")
            beats.append(Beat("home", "change", {"city": new, "old_city": city}))
            city = new
        gym = self._draw("gym")
        beats += [Beat("gym", "state", {"gym": gym})]
        return (
            beats
            + self._maybe(Beat("gym", "end", {"old_gym": gym}))
            + self._maybe(Beat("home", "confirm", {"city": city}))
        )

    def _work(self) -> list[Beat]:
        rng, org, job = self._rng, self._draw("org"), self._draw("job")
        beats = [Beat("job", "state", {"org": org, "job": job}, needs="org")]
        if rng.random() < 0.2:
            wrong = self._draw("org")
            slip = Beat("job", "correct", {"org": org, "old_org": wrong}, tight=True)
            beats = [Beat("job", "state", {"org": wrong, "job": job}, needs="org"), slip]
        for _ in range(rng.choice((1, 1, 2))):
            told = [self._somebody("boss")]
            told += [Beat("office", "state", {"office": self._draw("office")})]
            told += [Beat("commute", "state", {"commute": self._draw("commute")}, if_holds="works_at")]
            beats += rng.sample(told, rng.randint(1, 2))
            beats += self._maybe(Beat("job", "promoted", {"job": self._draw("job")}), p=0.25)
            new = self._draw("org")
            beats.append(Beat("job", "change", {"org": new, "old_org": org, "job": self._draw("job")}, needs="org"))
            org = new
        beats += self._maybe(Beat("job", "confirm", {"org": org}), p=0.3)
        beats += self._maybe(self._somebody("boss"))
        return beats + self._maybe(Beat("job", "quit", {"old_org": org}), p=0.4)

    def _love(self) -> list[Beat]:
        kind = self._rng.choice(("women", "men"))
        first, second = self._draw(kind), self._draw(kind)
        called = {**_words(kind), **_LOVES[kind]}
        self._telling.spouse = called["spouse"]
        for name in (first, second):
            self._people[name] = ("my partner", *(f"my {word}" for word in _LOVES[kind].values()))
        beats = [Beat("partner", "state", {**called, "partner": first})]
        ending = Beat("partner", "end", {"old_partner": first})
        change = Beat("partner", "change", {**called, "partner": second})
        return beats + self._maybe(ending, *self._maybe(change), p=0.6)

    def _pets(self) -> list[Beat]:
        first, second = self._draw("pet"), self._draw("pet")
        beats = [Beat("pet", "state", {"pet": first, "species": self._draw("species")})]
        beats += self._maybe(Beat("pet", "state", {"pet": second, "species": self._draw("species")}))
        return beats + self._maybe(Beat("pet", "end", {"old_pet": first}), p=0.6)

    def _tastes(self) -> list[Beat]:
        liked = [self._draw("like") for _ in range(3)]
        beats = [Beat("taste", "like", {"like": like}) for like in liked]
        beats += [Beat("taste", "dislike", {"dislike": self._draw("dislike")}) for _ in range(2)]
        self._rng.shuffle(beats)
        return beats + self._maybe(Beat("taste", "turned", {"turned": liked[0]}))

    def _kin(self) -> list[Beat]:
        taken = {name for names in self._people.values() for name in names}
        role, city = self._rng.choice([role for role in _ROLES if f"my {role}" not in taken]), self._draw("city")
        who = self._draw(_ROLES[role])
        informal = _INFORMAL.get(role, (role,))
        self._people[who] = tuple(dict.fromkeys((f"my {role}", *(f"my {word}" for word in informal))))
        kind = "women" if who in self._phrases.values["women"] else "men"
        known = {**_words(kind), "who": who, "role": role, "mum": informal[0]}
        more = [
            Beat("their", "job", {**known, "their_job": self._draw("job"), "their_org": self._draw("org")}, who),
            Beat("their", "like", {**known, "their_like": self._draw("like")}, who),
            Beat("their", "allergy", {**known, "their_allergen": self._draw("allergen")}, who),
        ]
        new = {**known, "their_city": self._draw("city"), "old_their_city": city}
        moved = self._maybe(Beat("their", "city_change", new, who))
        first = [
            Beat("kin", "state", {**known, "kin": who}),
            Beat("their", "city", {**known, "their_city": city}, who),
        ]
        return [*first, *self._rng.sample(more, 1), *moved]

    def _eating(self) -> list[Beat]:
        first, second = self._draw("diet"), self._draw("diet")
        change = [Beat("diet", "change", {"diet": second, "old_diet": first})]
        last = self._rng.choice(([], change, [*change, Beat("diet", "end", {"old_diet": second})]))
        return [Beat("diet", "state", {"diet": first}), *last]

    def _hobbies(self) -> list[Beat]:
        topic = self._rng.choice(("hobby", "plays"))
        value = self._draw(topic)
        return [Beat(topic, "state", {topic: value}), *self._maybe(Beat(topic, "end", {f"old_{topic}": value}))]

    def _things(self) -> list[Beat]:
        thing = self._draw("thing")
        beats = [
            Beat("owns", "state", {"thing": thing}),
            *self._maybe(Beat("owns", "end", {"old_thing": thing}), p=0.6),
        ]
        return beats + self._maybe(Beat("owns", "state", {"thing": self._draw("thing")}))

    def _study(self) -> list[Beat]:
        school = self._draw("school")
        begun = Beat("study", "state", {"school": school, "major": self._draw("major")}, needs="school")
        ways: tuple[list[Beat], ...] = (
            [],
            [Beat("study", "graduated", {"grad": school})],
            [Beat("study", "dropped", {"old_school": school})],
        )
        return [begun, *self._rng.choice(ways)]

    def _who(self) -> list[Beat]:
        right, wrong = self._draw("birthday"), self._draw("birthday")
        slip = [
            Beat("birthday", "state", {"birthday": wrong}),
            Beat("birthday", "correct", {"birthday": right, "old_birthday": wrong}),
        ]
        born = slip if self._rng.random() < 0.5 else [Beat("birthday", "state", {"birthday": right})]
        others = [
            Beat("speaks", "state", {"language": self._draw("language")}),
            Beat("origin", "state", {"origin": self._draw("origin")}),
            Beat("age", "state", {"age": str(self._rng.randint(19, 71))}),
            Beat("nick", "state", {"nick": self._draw("nick")}),
        ]
        return born + self._rng.sample(others, 2)

    def _friend(self) -> list[Beat]:
        return [self._somebody("friend")]

    def _clubs(self) -> list[Beat]:
        topic, kind = self._rng.choice((("volunteer", "club"), ("member", "member")))
        name = self._draw(kind)
        return [Beat(topic, "state", {kind: name}), *self._maybe(Beat(topic, "end", {f"old_{kind}": name}))]

    def _color(self) -> list[Beat]:
        first, second = self._draw("color"), self._draw("color")
        change = Beat("color", "change", {"color": second, "old_color": first})
        return [Beat("color", "state", {"color": first}), *self._maybe(change, p=0.6)]

    def _health(self) -> list[Beat]:
        return [Beat("condition", "state", {"condition": self._draw("condition")})]

    def _body(self) -> list[Beat]:
        return [Beat("allergy", "state", {"allergen": self._draw("allergen")})]

    def _plans(self) -> list[Beat]:
        acts = self._rng.choice((("state",), ("correct",), ("correct", "state")))
        return [Beat("plan", act, {"plan": self._draw("plan")}) for act in acts]


_ROLES = {
    "sister": "women", "brother": "men", "mother": "women", "father": "men", "daughter": "women", "son": "men",
    "cousin": "people",
}  # fmt: skip


_INFORMAL = {"mother": ("mum", "mom"), "father": ("dad",)}
_LOVES = {
    "women": {"spouse": "wife", "date": "girlfriend"},
    "men": {"spouse": "husband", "date": "boyfriend"},
}


def _words(kind: str) -> dict[str, str]:
    """What stands for a name: phrases have them as slots."""
    if kind == "women":
        return {"he": "she", "him": "her", "his": "her", "woman": "woman"}
    return {"he": "he", "him": "him", "his": "his", "woman": "man"}


def _grouped(thread: list[Beat]) -> list[list[Beat]]:
    """Tight beats with the one before them."""
    groups: list[list[Beat]] = []
    for beat in thread:
        if beat.tight:
            groups[-1].append(beat)
        else:
            groups.append([beat])
    return groups
