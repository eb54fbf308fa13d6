"""A knowledge graph as the reference memory server has it, and what each of its operations does: pure functions.

Entities have a type and observations; relations go from one entity to another. Each of the three is a record of its
own, and an operation answers with what to add and what to remove.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pllm_memory.errors import NotFound
from pllm_memory.facts import digest

Kind = Literal["entity", "observation", "relation"]


@dataclass(frozen=True, slots=True)
class Record:
    """A part of the graph: an entity (name, type), an observation (entity, text), or a relation (from, type, to).

    Attributes:
        kind: Which of the three.
        parts: As above.
        copy: The how-manieth of equal observations, from 0.
    """

    kind: Kind
    parts: tuple[str, ...]
    copy: int = 0

    @property
    def id(self) -> str:
        """The same for the same record: what is made twice is kept once. An entity is told by its name alone."""
        told = self.parts[:1] if self.kind == "entity" else self.parts
        return f"{self.kind}:{digest(*told, *([str(self.copy)] if self.copy else []), length=32)}"


@dataclass(frozen=True, slots=True)
class Change:
    """What an operation does, and what it answers."""

    answer: Any
    add: tuple[Record, ...] = ()
    remove: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """All records, in the order in which they were made.

    An observation or relation of an entity that is not there is no part of what is shown.
    """

    records: Sequence[Record] = ()
    _by_kind: Mapping[str, list[Record]] = field(init=False, repr=False, compare=False)
    _names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Record]] = {"entity": [], "observation": [], "relation": []}
        for record in self.records:
            found[record.kind].append(record)
        object.__setattr__(self, "_by_kind", found)
        object.__setattr__(self, "_names", frozenset(record.parts[0] for record in found["entity"]))

    @property
    def entities(self) -> list[dict[str, Any]]:
        """As the reference server writes them."""
        found: dict[str, dict[str, Any]] = {
            name: {"name": name, "entityType": kind, "observations": []}
            for name, kind in (record.parts for record in self._by_kind["entity"])
        }
        for record in self._by_kind["observation"]:
            if record.parts[0] in found:
                found[record.parts[0]]["observations"].append(record.parts[1])
        return list(found.values())

    @property
    def relations(self) -> list[dict[str, str]]:
        """As the reference server writes them."""
        return [
            {"from": source, "to": target, "relationType": kind}
            for source, kind, target in (record.parts for record in self._by_kind["relation"])
            if source in self._names and target in self._names
        ]

    def to_dict(self) -> dict[str, Any]:
        """The whole of it."""
        return {"entities": self.entities, "relations": self.relations}

    def around(self, entities: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """Some entities, and the relations that begin or end at one of them."""
        chosen = list(entities)
        names = {entity["name"] for entity in chosen}
        return {
            "entities": chosen,
            "relations": [found for found in self.relations if found["from"] in names or found["to"] in names],
        }

    # ── the operations ───────────────────────────────────────────────────────────────────────────────

    def create_entities(self, entities: Sequence[Mapping[str, Any]]) -> Change:
        """Adds entities with their observations; a name that is there already is left as it is."""
        names = set(self._names)
        new: list[Mapping[str, Any]] = []
        for entity in entities:
            if entity["name"] not in names:
                names.add(entity["name"])
                new.append(entity)
        # What an entity that is gone left behind goes, so that a new one of its name does not begin with it.
        fresh = {entity["name"] for entity in new}
        left = tuple(record for record in self._by_kind["observation"] if record.parts[0] in fresh)
        left += tuple(
            record for record in self._by_kind["relation"] if fresh.intersection((record.parts[0], record.parts[2]))
        )
        return Change(new, add=tuple(record for entity in new for record in entity_records(entity)), remove=left)

    def create_relations(self, relations: Sequence[Mapping[str, str]]) -> Change:
        """Adds relations; one that is there already is left as it is.

        Raises:
            NotFound: If one of their ends is no entity; then nothing is added.
        """
        for relation in relations:
            self._find(relation["from"])
            self._find(relation["to"])
        there = set(self._by_kind["relation"])
        new: dict[Record, Mapping[str, str]] = {}
        for relation in relations:
            record = relation_record(relation)
            if record not in there:
                new.setdefault(record, relation)
        return Change(list(new.values()), add=tuple(new))

    def add_observations(self, observations: Sequence[Mapping[str, Any]]) -> Change:
        """Adds observations to entities; one that an entity has already is left out.

        Raises:
            NotFound: If there is no such entity; then nothing is added.
        """
        had = {entity["name"]: list(entity["observations"]) for entity in self.entities}
        answer: list[dict[str, Any]] = []
        new: list[Record] = []
        for given in observations:
            name = given["entityName"]
            self._find(name)
            added = [text for text in given["contents"] if text not in had[name]]
            new += _observation_records(name, added)  # none of them is there already
            had[name] += added
            answer.append({"entityName": name, "addedObservations": added})
        return Change(answer, add=tuple(new))

    def delete_entities(self, names: Sequence[str]) -> Change:
        """Removes entities, what was observed of them, and their relations."""
        gone = set(names)
        remove = [
            record
            for record in self.records
            if gone.intersection(record.parts[::2] if record.kind == "relation" else record.parts[:1])
        ]
        missing = [name for name in names if name not in self._names]
        told = f"Deleted {len(names) - len(missing)} of {len(names)} entities. Not found: {', '.join(missing)}"
        return Change(told if missing else "Entities deleted successfully", remove=tuple(remove))

    def delete_observations(self, deletions: Sequence[Mapping[str, Any]]) -> Change:
        """Removes observations of entities."""
        unwanted = {(each["entityName"], text) for each in deletions for text in each["observations"]}
        remove = [record for record in self._by_kind["observation"] if record.parts in unwanted]
        deleted = sum(1 for record in remove if record.parts[0] in self._names)
        asked = sum(len(each["observations"]) for each in deletions)
        missing = [each["entityName"] for each in deletions if each["entityName"] not in self._names]
        told = f"Deleted {deleted} of {asked} observations."
        told += f" Entities not found: {', '.join(missing)}" if missing else ""
        return Change("Observations deleted successfully" if deleted == asked else told, remove=tuple(remove))

    def delete_relations(self, relations: Sequence[Mapping[str, str]]) -> Change:
        """Removes relations."""
        unwanted = {relation_record(relation) for relation in relations}
        remove = tuple(record for record in self._by_kind["relation"] if record in unwanted)
        told = f"Deleted {len(remove)} of {len(relations)} relations. The rest matched nothing."
        return Change("Relations deleted successfully" if len(remove) == len(relations) else told, remove=remove)

    def search_nodes(self, query: str) -> Change:
        """The entities that have a text in their name, type or observations, and the relations at them."""
        wanted = query.lower()
        return Change(
            self.around(
                entity
                for entity in self.entities
                if any(
                    wanted in text.lower() for text in (entity["name"], entity["entityType"], *entity["observations"])
                )
            )
        )

    def open_nodes(self, names: Sequence[str]) -> Change:
        """The entities of some names, and the relations at them."""
        return Change(self.around(entity for entity in self.entities if entity["name"] in names))

    def _find(self, name: str) -> None:
        if name not in self._names:
            raise NotFound(f"Entity with name {name} not found")


def entity_records(entity: Mapping[str, Any]) -> list[Record]:
    """An entity and its observations."""
    name = entity["name"]
    return [
        Record("entity", (name, entity["entityType"])),
        *_observation_records(name, entity["observations"]),
    ]


def relation_record(relation: Mapping[str, str]) -> Record:
    """A relation."""
    return Record("relation", (relation["from"], relation["relationType"], relation["to"]))


def _observation_records(name: str, texts: Iterable[str]) -> list[Record]:
    return numbered(Record("observation", (name, text)) for text in texts)


def numbered(records: Iterable[Record]) -> list[Record]:
    """Records, with equal ones told apart by their number."""
    seen: Counter[Record] = Counter()
    found: list[Record] = []
    for record in records:
        found.append(replace(record, copy=seen[record]))
        seen[record] += 1
    return found
