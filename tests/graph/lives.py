"""Made-up facts, as many as one likes, the same for the same seed."""

import random
from datetime import UTC, datetime, timedelta

from pllm_memory.facts import Entity, Fact, digest
from pllm_memory.predicates import REGISTRY

TOLD = datetime(2025, 1, 1, tzinfo=UTC)
_NAMES = {
    "person": ["Ada", *(a + b for a in ("Al", "Bea", "Cor", "Dan", "El", "Fri") for b in ("na", "rik", "sie", "do"))],
    "place": [a + b for a in ("Nor", "Sund", "Kal", "Brem") for b in ("ville", "burg", "stad", "hem")],
    "organisation": [f"{a} {b}" for a in ("North", "Blue", "Old") for b in ("Works", "Bank", "School")],
}
_WORDS = "quiet red slow long bitter blue warm open early small".split()
_THINGS = "tea maps trains bread rivers chess songs lamps boats stones glass wool".split()


def fact(subject, predicate, value, **more):
    known = {
        "id": digest(subject, predicate, value),
        "text": f"{subject} {predicate} {value}",
        "valid_at": None,
        "created_at": TOLD,
        "message_ids": ("m1",),
    }
    return Fact(subject=subject, predicate=predicate, object=value, **known | more)


def entity(name, kind="person", **more):
    return Entity(id=digest(name), name=name, kind=kind, **more)


def life(count, seed=1):
    """So many facts of Ada and those around her, and the entities in them."""
    chance, facts = random.Random(seed), []
    for number in range(count):
        predicate = chance.choice(list(REGISTRY.values()))
        subject = "Ada" if chance.random() < 0.6 else chance.choice(_NAMES["person"])
        names = [name for name in _NAMES.get(predicate.object, ()) if name != subject]
        value = chance.choice(names) if names else f"{chance.choice(_WORDS)} {chance.choice(_THINGS)}"
        start = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(chance.randrange(5000)) if chance.random() < 0.7 else None
        end = start + timedelta(chance.randrange(100, 1500)) if start and chance.random() < 0.25 else None
        more = {"valid_at": start, "invalid_at": end, "message_ids": (f"m{number}",), "strength": chance.random()}
        facts.append(fact(subject, predicate.name, value, created_at=TOLD + timedelta(number), **more))
    return facts, [entity(name, kind) for kind, names in _NAMES.items() for name in names]
