"""One user's memory in one file: what a transaction does to it, and what can be read from it."""

import json
import logging
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pllm_memory import errors
from pllm_memory.facts import Unread
from pllm_memory.items import ItemChanges, Items, Place
from pllm_memory.stores.base import Applied, Changes, Models, Recalls, Statements, of_main_model
from pllm_memory.stores.columns import Candidates, Growing
from pllm_memory.stores.rows import (
    Row,
    block_of,
    from_microseconds,
    message_of,
    term_numbers,
    terms_blob,
    to_microseconds,
    vectors_of,
)
from pllm_memory.stores.sqlite import file, items, readings, vectors, work
from pllm_memory.stores.sqlite.check import problems
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.sqlite.terms import TermNumbers
from pllm_memory.stores.sqlite.vectors import SQL
from pllm_memory.stores.statements import migrations, script
from pllm_memory.text import ANALYSIS_VERSION, Analysis, analyse
from pllm_memory.types import Message, Scope

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Erased(file.Gone):
    """This user was erased, perhaps by another process; the file is no longer anybody's memory."""


def create(path: Path, scope: Scope) -> None:
    """Makes an empty memory for a user, if there is none."""

    def fill(database: Database) -> None:
        database.script(script("sqlite", "schema.sql"))
        database.script(f"PRAGMA user_version = {len(migrations('sqlite'))}")
        first = {"user_id": scope.user_id, "generation": "0", "analysis": str(ANALYSIS_VERSION)}
        database.many(SQL["set_meta"], first.items())

    file.create(path, fill)


class UserFile:
    """An open file. Calls may come from any thread; they take turns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held_bytes = 0
        """Memory that the columns take."""
        self._lock = threading.RLock()
        self._growing: Growing | None = None
        self._read_at: tuple[str | None, int, str] = (None, 0, "")
        self._frozen: Candidates | None = None
        self._beside: str | None = None
        self._statements_are_new = False
        self._seen_at = -1
        self._statements: Statements | None = None
        self._database = Database(path)
        try:
            self._refuse_if_not_ours()
            self._database.migrate(migrations("sqlite"))
            self._analyse_again_if_rules_changed()
            if self._meta("unscrubbed"):
                self._scrub()
        except BaseException:  # whatever went wrong: no open file is left behind
            self._database.close()
            raise

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────

    def apply(self, changes: Changes) -> Applied:
        """Does all of it, or none of it."""
        with self._lock:
            self._changed()
            with self._writing():
                vectors.claim(self._database, changes.fingerprint)
                added, created_at = self._add_messages(changes)
                if changes.embedded:
                    vectors.put(self._database, changes.embedded, changes.fingerprint)
                self._read_again(changes)
                readings.add_recalls(self._database, changes.recalled)
                forgotten = self._forget(changes.forget) if changes.forget else ()
                work.note(self._database, changes, any_new=bool(added))
            if forgotten or changes.withdraw:
                self.release()  # what was read before has the words of what is gone
                self._scrub()
        return Applied(added, created_at, forgotten)

    def models(self) -> Models:
        """Which models the vectors are of."""
        return self.ask(vectors.models)

    def admit(self, fingerprint: str) -> Models:
        """Lets another model's vectors be kept beside; returns what it was before."""
        with self._changing():
            return vectors.admit(self._database, fingerprint)

    def settle(self, fingerprint: str) -> bool:
        """Makes one of the two models the only one."""
        with self._changing():
            return vectors.settle(self._database, fingerprint)

    @contextmanager
    def _changing(self) -> Generator[None]:
        """Inside: a transaction that writes."""
        with self._lock:
            self._changed()
            with self._writing():
                yield

    def items(self, places: Sequence[Place], changes: ItemChanges | None) -> Items:
        """What is at some places; then changes."""
        if changes is None:
            with self._within():
                models = vectors.models(self._database)
                return Items(items.read(self._database, places), models.main, models.beside)
        with self._lock:
            with self._changing():
                found = items.read(self._database, places)
                vectors.claim(self._database, changes.fingerprint)
                models = vectors.models(self._database)
                removed = items.write(self._database, of_main_model(changes, models))
                if removed:
                    self._all("set_meta", "unscrubbed", "1")
            if removed:
                self._scrub()
            return Items(found, models.main, models.beside)

    def mark_erased(self) -> int:
        """From here on nobody reads or writes this file. Returns how many messages it had."""
        with self._lock:
            with self._database.writing():
                self._refuse_if_erased()
                messages = self._value("count_messages")
                self._all("set_meta", "erased", "1")
            return messages

    def change(self, action: Callable[[Database], T]) -> T:
        """Does something that changes none of the columns."""
        with self._lock, self._writing():
            return action(self._database)

    def ask(self, action: Callable[[Database], T]) -> T:
        """Reads something, all of one moment."""
        with self._within():
            return action(self._database)

    @contextmanager
    def _writing(self) -> Generator[None]:
        """Inside: the one who writes, who may; a worker whose lease was taken over may not."""
        with self._database.writing():
            self._refuse_if_erased()
            work.refuse_if_lost(self._database)
            yield

    def _add_messages(self, changes: Changes) -> tuple[tuple[str, ...], dict[str, datetime]]:
        added: list[str] = []
        created_at: dict[str, datetime] = {}
        terms = TermNumbers(self._database)
        for message, analysis in changes.messages:
            known = self._known(message)
            if known is None:
                self._insert(message, analysis, terms, changes.created_at)
                added.append(message.id)
            created_at[message.id] = known or changes.created_at
        return tuple(added), created_at

    def _known(self, message: Message) -> datetime | None:
        """When this message was first stored, or None; its id with other content is a conflict."""
        row = self._database.one(SQL["get_message"], message.id)
        if row is None:
            return None
        *stored, created_at = row
        different = [what for (what, value), old in zip(message.said.items(), stored, strict=True) if value != old]
        if different:
            raise errors.Conflict(
                f"message id {message.id!r} is stored already, with another {' and '.join(different)}; "
                f"the stored message is unchanged. Give the new message an id of its own"
            )
        return from_microseconds(created_at)

    def _insert(self, message: Message, analysis: Analysis, terms: TermNumbers, created_at: datetime) -> None:
        self._all("add_session", message.session_id)
        seq = self._value(
            "add_message",
            message.id,
            self._value("get_session", message.session_id),
            message.role,
            message.name,
            message.content,
            message.caption,
            to_microseconds(message.at),
            to_microseconds(created_at),
        )
        self._insert_analysis(seq, analysis, terms)

    def _insert_analysis(self, seq: int, analysis: Analysis, terms: TermNumbers) -> None:
        row = (analysis.length, analysis.substance, analysis.flags, terms_blob(analysis, terms))
        self._all("add_analysis", seq, *row)

    def _read_again(self, changes: Changes) -> None:
        """Keeps what extractors found, and removes what a person took back."""
        changed = readings.put(self._database, changes.readings)
        if changes.withdraw:
            changed = bool(readings.withdraw(self._database, changes.withdraw)) or changed
            self._all("set_meta", "unscrubbed", "1")
        if changed:
            self._statements_changed()

    def _statements_changed(self) -> None:
        self._all("next_statements")
        self._all("clear_meta", "profile")

    def _forget(self, ids: Sequence[str]) -> tuple[str, ...]:
        gone = tuple(id_ for id_ in ids if self._all("forget_message", id_))
        if gone:
            self._forget_unused_terms()
            self._all("forget_empty_sessions")
            self._all("next_generation")
            self._statements_changed()
            self._all("set_meta", "unscrubbed", "1")
        return gone

    def _forget_unused_terms(self) -> None:
        """A word that only the forgotten message had must not stay in the vocabulary."""
        used = term_numbers(row[0] for row in self._all("all_analysed_terms"))
        known = (row[0] for row in self._all("terms_after", 0))
        self._database.many(SQL["forget_term"], [(term,) for term in known if term not in used])

    def scrub_if_due(self) -> None:
        """Removes traces of what was forgotten while somebody read on."""
        with self._lock:
            if self._meta("unscrubbed"):
                self._scrub()

    def _scrub(self) -> None:
        """Removes the last traces of what was forgotten. If that fails, the next one to open the file does it."""
        try:
            if self._database.scrub():
                self._all("clear_meta", "unscrubbed")
        except errors.StoreError as error:
            _log.warning("traces of what was forgotten remain until the file is opened again: %s", error)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────

    def columns(self, model: str | None) -> Candidates:
        """The columns as of now, with vectors of this model; only what is new since the last call is read."""
        with self._lock:
            self._see_changes()
            if self._frozen is None or not self._is_frozen_for(model):
                with self._database.reading():
                    self._refuse_if_erased()
                    self._beside = self._meta("beside")
                    self._frozen = self._refresh(vectors.place_of(self._database, model))
            return self._frozen

    def _is_frozen_for(self, model: str | None) -> bool:
        """Whether the columns that were read last have the vectors that are asked for."""
        place = "_beside" if model is not None and model == self._beside else ""
        return place == self._read_at[2]

    def statements(self) -> Statements:
        """Everything that was read, in the order it was said; read from the file only when it has changed."""
        with self._lock:
            self._see_changes()
            if not self._statements_are_new:
                with self._database.reading():
                    self._refuse_if_erased()
                    version = int(self._meta("statements") or 0)
                    if self._statements is None or self._statements.version != version:
                        self._statements = readings.all_of(self._database, self._statements or Statements())
                self._statements_are_new = True
            assert self._statements is not None
            return self._statements

    def _see_changes(self) -> None:
        """What was read before holds no more if another process has written since."""
        now = self._database.changed()
        if now != self._seen_at:
            self._changed()
            self._seen_at = now

    def _changed(self) -> None:
        self._frozen = None
        self._statements_are_new = False

    def unchanged(self, model: str | None = None) -> tuple[Candidates | None, Statements | None]:
        """What was read before, where nothing has changed since; never waits for another thread."""
        if not self._lock.acquire(blocking=False):
            return None, None
        try:
            if self._database.changed() != self._seen_at:
                return None, None
            frozen = self._frozen if self._frozen and self._is_frozen_for(model) else None
            return frozen, self._statements if self._statements_are_new else None
        finally:
            self._lock.release()

    def messages(self, ids: Sequence[str] | None) -> list[Message]:
        """The messages with these ids, in that order, or all by time."""
        if ids is None:
            return [message_of(row) for row in self._read("messages_by_time")]
        return [message_of(row) for row in self._read("messages_by_ids", json.dumps(list(ids)))]

    def rows(self, keys: Sequence[int]) -> dict[int, Message]:
        """The messages behind row numbers."""
        return {row[0]: message_of(row[1:]) for row in self._read("messages_by_keys", json.dumps(list(keys)))}

    def rows_at_once(self, keys: Sequence[int]) -> dict[int, Message] | None:
        """The same, or None where that would wait for another thread."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self.rows(keys)
        finally:
            self._lock.release()

    def pending(self, limit: int, model: str | None) -> list[Message]:
        """Messages without a vector of this model, oldest first."""
        with self._within():
            place = vectors.place_of(self._database, model)
            return [message_of(row) for row in self._all(f"messages_pending{place}", limit)]

    def around(self, session_id: str, first: datetime, last: datetime, margin: int) -> list[Message]:
        """The messages of a session between two times, and so many before and after, by time."""
        row = (session_id, to_microseconds(first), to_microseconds(last), margin)
        return [message_of(found) for found in self._read("around", *row)]

    def unread(self, extractor: str, now: datetime, limit: int) -> list[Unread]:
        """What an extractor has still to read."""
        with self._within():
            return readings.unread(self._database, extractor, now, limit)

    def recalls(self) -> dict[str, Recalls]:
        """How often messages were recalled."""
        with self._within():
            return readings.recalls(self._database)

    def profile(self) -> str | None:
        """The snapshot that was kept last, if no statement has changed since."""
        with self._within():
            return self._meta("profile")

    def keep_profile(self, snapshot: str, version: int) -> None:
        """Keeps a snapshot, unless statements have changed since."""
        with self._lock, self._writing():
            if int(self._meta("statements") or 0) == version:
                self._all("set_meta", "profile", snapshot)

    def _read(self, query: str, *bindings: Any) -> list[Row]:
        with self._within():
            return self._all(query, *bindings)

    @contextmanager
    def _within(self) -> Generator[None]:
        """Inside: one state of the file."""
        with self._lock, self._database.reading():
            self._refuse_if_erased()
            yield

    def user_id(self) -> str:
        """Whose memory this file says it is."""
        with self._lock:
            return self._meta("user_id") or ""

    def first_created(self) -> int:
        """When the first message was stored, in microseconds since 1970."""
        with self._lock:
            return self._value("first_created") or 0

    def erased(self) -> bool:
        """Whether the user was erased."""
        with self._lock:
            return self._meta("erased") is not None

    def release(self) -> None:
        """Lets the columns go; they are read again when they are needed."""
        with self._lock:
            self._growing = self._statements = None
            self._changed()
            self.held_bytes = 0

    def _refresh(self, place: str) -> Candidates:
        growing = self._current(place)
        growing.terms.update((row[1], row[0]) for row in self._all("terms_after", growing.newest_term))
        self._read_late_vectors(growing, place)
        self._read_rows(growing, place)
        self.held_bytes = growing.nbytes
        return growing.freeze(self._meta("beside" if place else "fingerprint"))

    def _current(self, place: str) -> Growing:
        """What was read before, or a fresh start where rows have gone or vectors are others since."""
        now = self._meta("generation"), vectors.dimensions(self._database, place), place
        if self._growing is None or now != self._read_at:
            self._growing = Growing(now[1])
            self._read_at = now
        return self._growing

    def _read_late_vectors(self, growing: Growing, place: str) -> None:
        if not growing.pending:
            return
        rows = self._all(f"vectors_by_keys{place}", json.dumps(sorted(growing.pending)))
        keys = np.array([row[0] for row in rows], np.int64)
        growing.set_vectors(keys, vectors_of([row[1] for row in rows], growing.dimensions))

    def _read_rows(self, growing: Growing, place: str) -> None:
        rows = self._all(f"columns_after{place}", growing.last_key)
        if rows:
            growing.pending.update(row[0] for row in rows if row[-1] is None)
            growing.extend(block_of(rows, growing))

    # ── care ─────────────────────────────────────────────────────────────────────────────────────────

    def check(self) -> list[str]:
        """What is wrong: empty where all is well."""
        with self._lock, self._database.reading():
            return problems(self._database)

    def close(self) -> None:
        """Closes the file; the log is merged into it if nobody else has it open."""
        with self._lock:
            self.release()
            self._database.close()

    def _analyse_again_if_rules_changed(self) -> None:
        if self._meta("analysis") == str(ANALYSIS_VERSION):
            return
        with self._database.writing():
            if self._meta("analysis") == str(ANALYSIS_VERSION):  # another process was faster
                return
            self._all("clear_analysis")
            self._all("clear_terms")
            terms = TermNumbers(self._database)
            for row in self._all("messages_by_time"):
                message = message_of(row)
                self._insert_analysis(self._value("get_seq", message.id), analyse(message), terms)
            self._all("set_meta", "analysis", str(ANALYSIS_VERSION))
            self._all("next_generation")

    def _refuse_if_not_ours(self) -> None:
        """A file without a schema was cut off, or is no memory: an empty one must not take its place unnoticed."""
        if not self._database.version:
            raise errors.StoreCorrupt(f"{self.path} is empty or is no memory; restore a backup")

    def _refuse_if_erased(self) -> None:
        if self._meta("erased") is not None:
            raise Erased

    def _meta(self, key: str) -> str | None:
        return self._value("get_meta", key)

    def _all(self, query: str, *bindings: Any) -> list[Row]:
        return self._database.all(SQL[query], *bindings)

    def _value(self, query: str, *bindings: Any) -> Any:
        return self._database.value(SQL[query], *bindings)
