"""What extractors read in one user's messages: the part of a user's rows that facts follow from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pllm_memory.facts import Reading, Statement
from pllm_memory.stores.base import Recalls
from pllm_memory.stores.postgres.database import Query, Work, query
from pllm_memory.stores.rows import Row, family_of, optional_microseconds, row_of, to_microseconds

_STATEMENT = (
    "seq", "extractor", "place", "subject", "predicate", "object", "mode", "replaces", "valid_at", "invalid_at",
    "certain", "strength", "text", "source",
)  # fmt: skip
_READING = ("seq", "extractor", "attempts", "problem", "again_at")


@dataclass(frozen=True, slots=True)
class Read:
    """What some readings change.

    Attributes:
        families: The message and the extractor, without its version, of all that is taken the place of.
        readings: What was read, by message and extractor.
        statements: What was found there.
        changes_statements: Whether any statement comes or goes.
    """

    families: tuple[tuple[int, str], ...]
    readings: tuple[Row, ...]
    statements: tuple[Row, ...]
    changes_statements: bool

    def queries(self) -> list[Query]:
        """The statements that change it."""
        cleared = _columns(("seq", "family"), self.families)
        wanted = [
            query("clear_statements", **cleared) if self.families else None,
            query("clear_readings", **cleared) if self.families else None,
            query("put_readings", **_columns(_READING, self.readings)) if self.readings else None,
            query("add_statements", **_columns(_STATEMENT, self.statements)) if self.statements else None,
        ]
        return [one for one in wanted if one]


def plan(
    readings: Iterable[Reading],
    seqs: Mapping[str, int],
    *,
    said_before: Iterable[tuple[str, str]],
    withdrawn: frozenset[tuple[str, str]],
) -> Read:
    """What is to be written for some readings, one after the other; of a message that is gone, nothing.

    Args:
        readings: In the order in which they take each other's place.
        seqs: The row numbers of their messages.
        said_before: Messages, and the extractors that have found statements in them.
        withdrawn: Messages, and the statements in them that were taken back.
    """
    read: dict[int, dict[str, Row]] = {}
    said: dict[tuple[int, str], list[Row]] = {}
    for reading in readings:
        seq = seqs.get(reading.message_id)
        if seq is None:
            continue
        of_message = read.setdefault(seq, {})
        if reading.problem is None:  # otherwise what was read before stays
            family = family_of(reading.extractor)  # what another version of the rules found goes too
            for other in [other for other in of_message if other.startswith(f"{family}/")]:
                del of_message[other]
            kept = [one for one in reading.statements if (reading.message_id, one.id) not in withdrawn]
            said[seq, family] = [(seq, reading.extractor, n, *row_of(one)) for n, one in enumerate(kept)]
        again_at = optional_microseconds(reading.again_at)
        of_message[reading.extractor] = (seq, reading.extractor, reading.attempts, reading.problem, again_at)
    gone = {(seqs[id_], family_of(extractor)) for id_, extractor in said_before}
    return Read(
        families=tuple(said),
        readings=tuple(row for of_message in read.values() for row in of_message.values()),
        statements=tuple(row for rows in said.values() for row in rows),
        changes_statements=any(said.values()) or not gone.isdisjoint(said),
    )


async def withdraw(work: Work, unwanted: Sequence[Statement]) -> int:
    """Removes statements, and leaves a digest of each, so that they do not come back. Returns how many there were."""
    if not unwanted:
        return 0
    ids = {statement.id for statement in unwanted}
    [rows] = await work.ask(query("statements_of", ids=sorted({statement.message_id for statement in unwanted})))
    found = [(Statement.name(*said), seq, extractor, place) for seq, extractor, place, *said in rows]
    found = [row for row in found if row[0] in ids]
    if found:
        names, seqs, extractors, places = map(list, zip(*found, strict=True))
        await work.do(
            query("withdraw", ids=names, seq=seqs),
            query("remove_statements", seq=seqs, extractor=extractors, place=places),
        )
    return len(found)


def recalls(recalled: Mapping[str, Recalls]) -> list[Query]:
    """The statement that counts recalls."""
    if not recalled:
        return []
    times = [found.times for found in recalled.values()]
    at = [to_microseconds(found.at) for found in recalled.values()]
    return [query("count_recalls", ids=list(recalled), times=times, at=at)]


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows as named columns."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
