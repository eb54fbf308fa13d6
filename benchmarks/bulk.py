"""Many users' memories at once, with the rows that the stores would have made themselves.

Into Postgres by COPY, as an administrator: it goes round the policies, which the app's role may not. Into files by
copying that of a user who said the same, and giving it another name and other vectors.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw
import numpy as np
import psycopg
from numpy.typing import NDArray

from pllm_memory.facts import Reading
from pllm_memory.remember.rules import EXTRACTOR
from pllm_memory.stores.base import Changes, Embedded
from pllm_memory.stores.postgres import halfvec, writing
from pllm_memory.stores.postgres.checks import DOOR
from pllm_memory.stores.postgres.halfvec import HalfVector
from pllm_memory.stores.rows import Row
from pllm_memory.stores.sqlite.catalog import path_of
from pllm_memory.text import ANALYSIS_VERSION, analyse
from pllm_memory.types import Message, Scope

AT = datetime(2026, 1, 1, tzinfo=UTC)
FINGERPRINT = "random/384"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a user has, ready to be stored under any id."""

    changes: Changes
    vectors: NDArray[np.float16]

    @staticmethod
    def of(messages: Iterable[Message], vectors: NDArray[np.float16]) -> "Memory":
        """Analysed, read (nothing was found), and with their vectors."""
        said = tuple((message, analyse(message)) for message in messages)
        ids = tuple(message.id for message, _ in said)
        changes = Changes(
            messages=said,
            embedded=Embedded(ids, vectors),
            readings=tuple(Reading(id_, EXTRACTOR) for id_ in ids),
            fingerprint=FINGERPRINT,
            created_at=AT,
        )
        return Memory(changes, vectors)


COLUMNS = {
    "memory": {"user_id": "text", "analysis": "int4", "fingerprint": "text", "last_seq": "int8",
               "last_session": "int4", "last_term": "int4"},
    "message": {"user_id": "text", "created_at": "int8", "seq": "int8", "message_id": "text", "session": "int4",
                "session_id": "text", "role": "text", "name": "text", "content": "text", "caption": "text",
                "at": "int8", "length": "int4", "substance": "int4", "flags": "int4", "terms": "bytea"},
    "term": {"user_id": "text", "term": "text", "term_id": "int4"},
    "vector": {"user_id": "text", "seq": "int8", "embedding": "halfvec"},
    "reading": {"user_id": "text", "seq": "int8", "extractor": "text", "attempts": "int4"},
    "work": {"user_id": "text", "attempts": "int4"},
}  # fmt: skip


def rows(changes: Changes) -> dict[str, list[Row]]:
    """What a new user's tables get, each row without the user."""
    nobody = writing.State(0, 0, 0, ANALYSIS_VERSION, changes.fingerprint, 0, 0, 0)
    nothing = writing.Found(nobody, {}, {}, {}, {}, {}, frozenset(), frozenset())
    planned = writing.plan(changes, nothing, nobody)
    terms, messages = (query.values for query in planned.inserts(changes.created_at))
    columns = [messages[name] for name in COLUMNS["message"] if name not in {"user_id", "created_at"}]
    seqs = list(planned.seqs.values())
    state = planned.state
    return {
        "memory": [(ANALYSIS_VERSION, changes.fingerprint, state.last_seq, state.last_session, state.last_term)],
        "message": [(messages["created_at"], *row) for row in zip(*columns, strict=True)],
        "term": list(zip(terms["terms"], terms["numbers"], strict=True)),
        "reading": [
            (seq, reading.extractor, reading.attempts) for seq, reading in zip(seqs, changes.readings, strict=True)
        ],
        "work": [(0,)],  # none is due: all was read and embedded
    }


def load(url: str, users: Iterable[tuple[str, int, NDArray[np.float16]]], templates: list[Memory]) -> None:
    """Copies users into an empty place.

    Args:
        url: The database, as a superuser: foreign keys are not looked at, the rows have been made to fit.
        users: For each, the id, which of the templates it has, and its vectors.
        templates: What users have.
    """
    made = [rows(template.changes) for template in templates]
    everybody = list(users)
    with psycopg.connect(url) as connection:
        [[oid, array_oid, *_]] = connection.execute(DOOR["vector_type"]).fetchall()
        halfvec.register(connection, oid, array_oid)
        connection.execute("SET session_replication_role = replica")
        for table, columns in COLUMNS.items():
            statement = f"COPY pllm.{table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
            with connection.cursor().copy(statement.encode()) as copy:
                copy.set_types([oid if kind == "halfvec" else kind for kind in columns.values()])
                for row in _rows(table, everybody, made):
                    copy.write_row(row)


def _rows(
    table: str, users: list[tuple[str, int, NDArray[np.float16]]], made: list[dict[str, list[Row]]]
) -> Iterator[Row]:
    for user_id, template, vectors in users:
        if table == "vector":
            yield from ((user_id, seq, HalfVector(vector)) for seq, vector in enumerate(vectors, start=1))
        else:
            yield from ((user_id, *row) for row in made[template][table])


def copy_file(folder: Path, stored: bytes, user_id: str, vectors: NDArray[np.float16]) -> None:
    """Makes the file of another user. The list of users knows nothing of it: delete that, and it is made again.

    Args:
        folder: Of the store; nobody has it open.
        stored: The file of a user of the same conversation.
        user_id: Whose file to make.
        vectors: Of the messages, in their order.
    """
    path = path_of(folder, Scope(user_id))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(stored)
    database = apsw.Connection(str(path))
    database.execute("PRAGMA synchronous = OFF")
    with database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'user_id'", (user_id,))
        given = ((vector.tobytes(), seq) for seq, vector in enumerate(vectors, start=1))
        database.executemany("UPDATE vector SET embedding = ? WHERE seq = ?", given)
    database.close()
