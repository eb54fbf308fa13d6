"""Who is who: which references mean the same entity. Pure.

A reference is a name ("Ana"), the user, or a role of somebody ("user/sister"). Two names are one entity where a
statement says so ("call me Al", "Anna – sorry, Ana"), or where one is the first name of just one full name. A role
is whoever was last said to have it: "my boss" of May is not the boss of June.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar

from pllm_memory.facts import USER, Entity, Statement, digest
from pllm_memory.predicates import Predicate, describe
from pllm_memory.remember.sorts import sorts as sorts_of
from pllm_memory.text import folded

_NAMING = frozenset(("name", "nickname", "wants_to_be_called"))
_KINDS = frozenset(("person", "pet", "place", "organisation", "work", "thing"))
_ARTICLE = re.compile(r"^(?:the|a|an|my|our|his|her|their) ")
_ALWAYS = datetime.max.replace(tzinfo=UTC)
_SPACE = re.compile(r"[\s_]+")


C = TypeVar("C", Counter[str], dict[str, None])


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """What two ways to write a name have in common."""
    plain = _SPACE.sub(" ", folded(name)).strip(" .,;:!?\"'’")
    return _ARTICLE.sub("", plain) or plain


class Names:
    """Resolves references, by all that was said.

    Args:
        statements: In the order they were said.
        user_id: Whose memory it is: a speaker of this name is the user.
        known: The registry of predicates.
    """

    def __init__(self, statements: Sequence[Statement], user_id: str, known: Mapping[str, Predicate]) -> None:
        self._known = known
        self._same: dict[str, str] = {}
        self._written: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._mentions: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._roles: dict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
        self._called: str | None = None
        self._shown: dict[str, str] = {}
        self._speakers = {(s.speaker and key(s.speaker), s.role): s.speaker for s in statements}
        self._objects = frozenset(key(s.object) for s in statements)
        self._persons: set[str] = set()
        self._join_user(statements, user_id)
        self._join_names(statements)
        self._join_first_names(statements)
        self._read_roles(statements)
        for statement in statements:
            self._mention(statement)

    def add(self, statements: Sequence[Statement]) -> bool:
        """Takes what was said after all else, unless that may tell anything else of what was said before.

        It tells nothing else where no name, role or speaker is new, whoever it is about was spoken of before, nothing
        that was a mere word becomes an entity, and everybody is called as before. That is nearly always so, and then
        what was made of all that was said before holds.

        Args:
            statements: In the order they were said.

        Returns:
            Whether they were taken. If not, these names are of no use any more. A copy made before is not touched.
        """
        if not all(map(self._is_plain, statements)):
            return False
        touched = {entity for s in statements for entity in self._touched(s)}
        called = {entity: self.shown(entity) for entity in touched if entity in self._mentions}
        self._objects = self._objects.union(key(s.object) for s in statements)
        before = self._mentions
        self._shown = {one: name for one, name in self._shown.items() if one in before and one not in touched}
        self._written = _apart(self._written, touched)
        self._kinds = _apart(self._kinds, touched)
        self._mentions = _apart(self._mentions, touched)
        for statement in statements:
            self._mention(statement)
        new = touched & (self._mentions.keys() - before.keys())
        owned = new and any(entity.rpartition("/")[0] in new for entity in before)  # "Ana's husband" is called by her
        return not owned and all(self.shown(entity) == name for entity, name in called.items())

    def _is_plain(self, statement: Statement) -> bool:
        """Whether a statement that is said later leaves what all before it mean."""
        if statement.predicate == "is_a" or self._names(statement.predicate):
            return False
        speaker = (statement.speaker and key(statement.speaker), statement.role)
        if self._speakers.get(speaker, "") != statement.speaker:
            return False
        about = statement.subject
        if ("/" not in about and key(about) not in self._persons) or not self._is_known(about, statement.said_at):
            return False
        kind = describe(statement.predicate, self._known).object
        becomes = kind in _KINDS and bool(statement.object) and statement.mode != "ends"
        thing = self._root(key(statement.object))
        return not becomes or thing in self._mentions or thing not in self._objects

    def _is_known(self, reference: str, at: datetime) -> bool:
        return self.resolve(reference, at) in self._mentions

    def _touched(self, statement: Statement) -> tuple[str, str]:
        return self.resolve(statement.subject, statement.said_at), self._root(key(statement.object))

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, reference: str, at: datetime) -> str:
        """The key of the entity that a reference means, when it was said."""
        owner, slash, role = reference.rpartition("/")
        if not slash or not owner or not role:
            return self._root(key(reference))
        holder = self.resolve(owner, at)
        return self._holder(holder, key(role), at) or f"{holder}/{key(role)}"

    def meant(self, statement: Statement) -> str | None:
        """The key of the entity that a statement's object means, or None if it is none."""
        if "/" in statement.object:
            return self.resolve(statement.object, statement.said_at)
        if not statement.object or statement.predicate in _NAMING:  # a name is a word, and not who has it
            return None
        if statement.predicate == "pet":  # "a dog" is the dog whose name was said before or is said later
            owner = self.resolve(statement.subject, statement.said_at)
            named = self._holder(owner, key(statement.object), statement.said_at)
            if named:
                return named
        return self.known(statement.object)

    def find(self, reference: str) -> str:
        """The key of what a person means now: a name, "user", "my sister", "Ana/husband"."""
        mine = re.match(r"(?i)(?:my|user'?s|user’s) (.+)", reference)
        return self.resolve(f"{USER}/{mine[1]}" if mine else reference, _ALWAYS)

    def shown(self, entity: str) -> str:
        """How an entity is called."""
        if entity not in self._shown:
            self._shown[entity] = self._usual(entity)
        return self._shown[entity]

    def _usual(self, entity: str) -> str:
        if entity == USER:
            return self._called or USER
        holder, slash, role = entity.rpartition("/")
        if slash:
            return f"{self.shown(holder)}'s {role}"
        written = self._written.get(entity)
        return min(written, key=lambda name: (-written[name], name)) if written else entity

    def known(self, name: str) -> str | None:
        """The key of the entity of this name, or None if it is none."""
        root = self._root(key(name))
        return root if root in self._mentions or root == USER else None

    def entities(self) -> list[Entity]:
        """Every entity, in the order they were first mentioned."""
        aliases = self._aliases()
        return [
            Entity(
                id="e_" + digest(entity),
                name=self.shown(entity),
                kind=self.kind(entity),
                aliases=tuple(alias for alias in aliases.get(entity, ()) if alias != self.shown(entity)),
                message_ids=tuple(mentions),
            )
            for entity, mentions in self._mentions.items()
        ]

    def kind(self, entity: str) -> str:
        """Its kind, by what is said of it."""
        if entity == USER:
            return "person"
        votes = self._kinds.get(entity)
        if votes:
            return min(votes, key=lambda kind: (-votes[kind], kind))
        role = entity.rpartition("/")[2]
        return describe(role, self._known).object if role in self._known else "thing"

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────

    def _root(self, name: str) -> str:
        while (parent := self._same.get(name, name)) != name:
            name = parent
        return name

    def _join(self, name: str, other: str) -> None:
        """The second is the first."""
        first, second = self._root(name), self._root(other)
        if second == USER:
            first, second = second, first
        if first != second and second:
            self._same[second] = first

    def _join_user(self, statements: Sequence[Statement], user_id: str) -> None:
        """A speaker in the user's role is the user: if nobody else speaks in it, or if the name is the user's id."""
        speakers = {key(s.speaker): s.speaker for s in statements if s.speaker and s.role == "user"}
        unnamed = any(s.speaker is None and s.role == "user" for s in statements)
        mine = speakers.get(key(user_id)) or (next(iter(speakers.values())) if len(speakers) == 1 else None)
        if mine and (not unnamed or len(speakers) == 1 or key(mine) == key(user_id)):
            self._join(USER, key(mine))
            self._called = mine

    def _join_names(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            renames = statement.mode == "corrects" and statement.replaces and self._names(statement.predicate)
            if renames and statement.replaces and statement.object:
                self._join(key(statement.object), key(statement.replaces))
            if statement.predicate in _NAMING and statement.mode != "ends" and "/" not in statement.subject:
                self._join(key(statement.subject), key(statement.object))
                if self._root(key(statement.subject)) == USER and statement.predicate != "nickname":
                    self._called = statement.object

    def _names(self, predicate: str) -> bool:
        """Whether an object of this predicate is somebody's name."""
        return predicate in _NAMING or describe(predicate, self._known).personal

    def _join_first_names(self, statements: Iterable[Statement]) -> None:
        """A first name is whoever is known by a full name that begins with it, if that is one."""
        persons = self._persons
        persons |= {key(s.object) for s in statements if s.object and self._names(s.predicate)}
        persons |= {key(s.subject) for s in statements if "/" not in s.subject}
        full: dict[str, set[str]] = defaultdict(set)
        for name in persons:
            first, space, _ = name.partition(" ")
            if space:
                full[first].add(name)
        for first, names in sorted(full.items()):
            if first in persons and len(names) == 1:
                self._join(next(iter(names)), first)

    def _read_roles(self, statements: Iterable[Statement]) -> None:
        """Who had which role, since when. "my dog" is the pet that is a dog."""
        sorts: dict[str, list[str]] = defaultdict(list)
        pets: list[tuple[Statement, str]] = []
        for s in statements:
            if s.mode == "ends" or not s.object:
                continue
            if s.predicate == "is_a":
                sorts[self._root(key(s.subject))].append(key(s.object))
            elif self._names(s.predicate) and s.predicate not in _NAMING:
                holder, named = self.resolve(s.subject, s.said_at), self._root(key(s.object))
                self._roles[holder, s.predicate].append((s.said_at, named))
                if s.predicate == "pet":
                    pets.append((s, named))
        for s, named in pets:
            holder = self.resolve(s.subject, s.said_at)
            told = sorts.get(named, ())
            for sort in {*told, *sorts_of(word for one in told for word in one.split())}:  # a labrador is a dog
                self._roles[holder, sort].append((s.said_at, named))

    def _holder(self, owner: str, role: str, at: datetime) -> str | None:
        """Who has a role at a time: of one that many may have, only if there was but one ever."""
        held = self._roles.get((owner, role.replace(" ", "_")), ())
        if not held:
            return None
        names = {name for _, name in held}
        if len(names) == 1:
            return held[0][1]
        if describe(role, self._known).cardinality == "many" or role not in self._known:
            return None
        return held[max(bisect_right([when for when, _ in held], at) - 1, 0)][1]

    def _mention(self, statement: Statement) -> None:
        subject = self.resolve(statement.subject, statement.said_at)
        self._note(subject, statement.subject, "person" if subject == USER else None, statement)
        kind = describe(statement.predicate, self._known).object
        if kind in _KINDS and statement.object and statement.mode != "ends":
            self._note(self._root(key(statement.object)), statement.object, kind, statement)
        elif self.known(statement.object) and statement.object:
            self._note(self._root(key(statement.object)), statement.object, None, statement)
        if statement.predicate == "lives_in" or statement.predicate in _OF_PERSONS:
            self._kinds[subject]["person"] += 1

    def _note(self, entity: str, written: str, kind: str | None, statement: Statement) -> None:
        self._mentions[entity][statement.message_id] = None
        if "/" not in written and written != USER:
            self._written[entity][written] += 1
        if kind:
            self._kinds[entity][kind] += 1

    def _aliases(self) -> dict[str, list[str]]:
        """What an entity is called besides: other names, and the roles it has ("Ada's sister")."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for entity, written in self._written.items():
            found[self._root(entity)].update(dict.fromkeys(sorted(written)))
        for (owner, role), held in self._roles.items():
            for _, name in held:
                found[name][f"{self.shown(owner)}'s {role.replace('_', ' ')}"] = None
        return {entity: list(names) for entity, names in found.items()}


_OF_PERSONS = frozenset(
    ("works_at", "works_as", "studies", "age", "birthday", "likes", "dislikes", "speaks", "partner")
)


def _apart(kept: defaultdict[str, C], touched: Iterable[str]) -> defaultdict[str, C]:
    """A copy of what is kept of entities, of which those that are touched have parts of their own."""
    found = kept.copy()
    found.update({entity: copy(kept[entity]) for entity in touched if entity in kept})
    return found
