"""One user's whole memory out of a file, and into one: see `stores.parts`.

It has a connection of its own, so that neither a long reading nor a long writing holds up the other calls of this
process; what those have read before they see to be old by the file itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from pllm_memory import errors
from pllm_memory.stores.parts import KINDS, NOTHING, Part, Sum, Summing, at_once, refuse_other, refuse_unequal
from pllm_memory.stores.rows import Row, message_of, terms_blob
from pllm_memory.stores.sqlite.file import Database, Gone
from pllm_memory.stores.sqlite.terms import TermNumbers
from pllm_memory.stores.sqlite.user import SQL as USER
from pllm_memory.stores.statements import beside, statements
from pllm_memory.text import analyse
from pllm_memory.types import Message

_NAMED = statements("sqlite", "parts")
SQL = _NAMED | beside(_NAMED, "dump_vector", "load_vector")


class Dumping:
    """A file that is read from one end to the other, as it was at one moment. Calls may come from any thread.

    Raises:
        Gone: If there is no such file, or its user was erased.
    """

    def __init__(self, path: Path) -> None:
        self._database = _opened(path)
        self._database.script("BEGIN")
        self._parts = _parts(self._database)

    def some(self) -> list[Part]:
        """The next parts, together about as many rows as one may have; none after the last one."""
        found: list[Part] = []
        for part in self._parts:
            found.append(part)
            if sum(len(one.rows) for one in found) >= at_once("message"):
                break
        return found

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()


class Loading:
    """A file that is filled in one transaction, which others see when it has ended, or never.

    Args:
        path: The file; its schema is that of today.
        over: What may be replaced.

    Raises:
        Gone: If there is no such file, or its user was erased.
        Conflict: If something else is there.
    """

    def __init__(self, path: Path, over: Sum) -> None:
        self._database = _opened(path)
        self._given = Summing()
        self._replaces = over != NOTHING
        try:
            self._database.script("BEGIN IMMEDIATE")
            refuse_other(self._stored(), over)
            if self._replaces:
                self._clear()
            self._terms = TermNumbers(self._database)
        except BaseException:  # whatever went wrong: no open file is left behind
            self._database.close()
            raise

    def add(self, parts: Iterable[Part]) -> None:
        """Writes parts."""
        for part in parts:
            self._given.add(part)
            if part.kind == "message":
                for row in part.rows:
                    self._add_message(row)
            else:
                self._database.many(SQL[f"load_{part.kind}"], part.rows)

    def finish(self) -> Sum:
        """Makes it what everybody sees; returns what is stored."""
        refuse_unequal(self._given.sum, self._stored())
        self._database.all(USER["next_generation"])
        self._database.all(USER["next_statements"])
        self._database.all(USER["queue_work"], 0)  # nobody knows what was left over where it comes from
        self._database.script("COMMIT")
        if self._replaces:
            self._scrub()
        return self._given.sum

    def close(self) -> None:
        """Lets go of the file; what is not finished was never there."""
        self._database.close()

    def _stored(self) -> Sum:
        stored = Summing()
        for part in _parts(self._database):
            stored.add(part)
        return stored.sum

    def _clear(self) -> None:
        for name in ("clear_messages", "clear_sessions", "clear_vocabulary", "clear_items", "clear_about"):
            self._database.all(SQL[name])
        self._database.all(USER["set_meta"], "unscrubbed", "1")

    def _scrub(self) -> None:
        """Removes the last traces of what was replaced; if that fails, the next one to open the file does it."""
        with suppress(errors.StoreError):
            if self._database.scrub():
                self._database.all(USER["clear_meta"], "unscrubbed")

    def _add_message(self, row: Row) -> None:
        message = message_of(row[:7], Message)
        analysis = analyse(message)
        _, session_id, *said = row
        self._database.all(USER["add_session"], session_id)
        session = self._database.value(USER["get_session"], session_id)
        seq = self._database.value(USER["add_message"], message.id, session, *said)
        indexed = (analysis.length, analysis.substance, analysis.flags, terms_blob(analysis, self._terms))
        self._database.all(USER["add_analysis"], seq, *indexed)


def _opened(path: Path) -> Database:
    database = Database(path)
    if database.value(USER["get_meta"], "erased") is not None:
        database.close()
        raise Gone
    return database


def _parts(database: Database) -> Iterator[Part]:
    for kind in KINDS:
        rows = database.each(SQL[f"dump_{kind}"])
        while some := tuple(islice(rows, at_once(kind))):
            yield Part(kind, some)
