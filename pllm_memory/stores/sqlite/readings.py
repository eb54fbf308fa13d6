"""What extractors read in one user's messages: the part of a user's file that facts follow from.

Every function here runs inside a transaction of the caller.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pllm_memory.facts import Reading, Statement, Unread
from pllm_memory.stores.base import Recalls, Statements
from pllm_memory.stores.rows import (
    family_of,
    from_microseconds,
    message_of,
    optional_microseconds,
    row_of,
    to_microseconds,
)
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import statements

SQL = statements("sqlite", "user")


def put(database: Database, readings: Iterable[Reading]) -> bool:
    """Keeps readings in the place of earlier ones; returns whether any statement came or went."""
    changed = False
    for reading in readings:
        row = (
            reading.message_id,
            reading.extractor,
            reading.attempts,
            reading.problem,
            optional_microseconds(reading.again_at),
        )
        seq = database.value(SQL["put_reading"], *row)
        if seq is None or reading.problem is not None:  # forgotten meanwhile; or: what was read before stays
            continue
        family = family_of(reading.extractor)  # what an earlier version of the rules found goes too
        gone = database.all(SQL["clear_reading"], seq, family)
        database.all(SQL["clear_earlier"], seq, family, reading.extractor)
        taken_back = {found[0] for found in database.all(SQL["withdrawn_of"], seq)}
        kept = [statement for statement in reading.statements if statement.id not in taken_back]
        rows = ((seq, reading.extractor, place, *row_of(statement)) for place, statement in enumerate(kept))
        database.many(SQL["add_statement"], rows)
        changed = changed or bool(gone or kept)
    return changed


def withdraw(database: Database, unwanted: Sequence[Statement]) -> int:
    """Removes statements, and leaves a digest of each, so that they do not come back. Returns how many there were."""
    ids = {statement.id for statement in unwanted}
    of = json.dumps(sorted({statement.message_id for statement in unwanted}))
    removed = 0
    for seq, extractor, place, *said in database.all(SQL["statements_of"], of):
        id_ = Statement.name(*said)
        if id_ in ids:
            database.all(SQL["withdraw"], id_, seq)
            database.all(SQL["remove_statement"], seq, extractor, place)
            removed += 1
    return removed


def all_of(database: Database, before: Statements) -> Statements:
    """Every statement, in the order they were said; those of before are the same objects where they are there still."""
    version = int(database.value(SQL["get_meta"], "statements") or 0)
    rows, withdrawn = database.all(SQL["all_statements"]), database.all(SQL["all_withdrawn"])
    return before.again(version, rows, withdrawn)


def unread(database: Database, extractor: str, now: datetime, limit: int) -> list[Unread]:
    """What an extractor has still to read."""
    rows = database.all(SQL["unread"], extractor, to_microseconds(now), limit)
    return [Unread(message_of(tuple(row)), attempts) for *row, attempts in rows]


def add_recalls(database: Database, recalled: Mapping[str, Recalls]) -> None:
    """Counts recalls."""
    rows = ((id_, found.times, to_microseconds(found.at)) for id_, found in recalled.items())
    database.many(SQL["count_recall"], rows)


def recalls(database: Database) -> dict[str, Recalls]:
    """How often messages were recalled."""
    return {id_: Recalls(times, from_microseconds(at)) for id_, times, at in database.all(SQL["recalls"])}
