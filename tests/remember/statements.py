"""How the tests say what was said."""

from datetime import UTC, datetime, timedelta

from pllm_memory.facts import Statement
from pllm_memory.remember.resolve import resolve

START = datetime(2024, 1, 1, tzinfo=UTC)


def day(number):
    return START + timedelta(days=number)


def said(on, subject, predicate, object_="", **fields):
    """A statement of a message of its own, said on a day."""
    message_id = fields.pop("message_id", f"m{on}-{subject}-{predicate}-{object_}")
    given = {
        "subject": subject,
        "predicate": predicate,
        "object": object_,
        "said_at": day(on),
        "message_id": message_id,
    }
    return Statement(**given | fields)


def facts(*statements, user_id="ada", **fields):
    return resolve(statements, user_id=user_id, **fields).facts


def shown(found, moment=None):
    """What holds: predicate and object."""
    from pllm_memory.remember.reads import holds

    return {(fact.subject, fact.predicate, fact.object) for fact in found if holds(fact, moment or day(10_000))}


def times(fact):
    """Since and until when, in days."""
    return tuple(None if t is None else (t - START).days for t in (fact.valid_at, fact.invalid_at))
