"""Which users have a file, where it is, and the lock under which files come and go."""

import hashlib
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from pllm_memory.stores.sqlite.file import Database, create
from pllm_memory.stores.sqlite.statements import statements
from pllm_memory.types import Scope

SQL = statements("catalog")
_SCHEMA = (SQL["create"],)


def path_of(folder: Path, scope: Scope) -> Path:
    """Where a user's file is: a hash of the id, so that no id can name a path, and no two users share a file."""
    digest = hashlib.sha256(scope.user_id.encode()).hexdigest()
    return folder / digest[:2] / f"{digest[2:]}.db"


class Catalog:
    """The list of users in `catalog.db`. If it is lost, the store makes it again from the files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "catalog.db"
        self._lock = threading.RLock()
        self._database: Database | None = None

    def exists(self) -> bool:
        """Whether there is a list at all."""
        return self._path.exists()

    @contextmanager
    def changing(self) -> Generator[None]:
        """Files are made and deleted in here only: one thread of one process at a time."""
        with self._lock, self._open().writing():
            yield

    def add(self, scope: Scope) -> None:
        """Notes a user, if it is new."""
        with self._lock:
            self._open().all(SQL["add"], scope.user_id)

    def set_erasing(self, scope: Scope, *, to: bool) -> None:
        """Notes that a user is to be erased, or that it is not."""
        with self._lock:
            self._open().all(SQL["set_erasing"], int(to), scope.user_id)

    def erasing(self) -> list[Scope]:
        """The users whose erasure has begun and is not known to have ended."""
        with self._lock:
            return [Scope(row[0]) for row in self._open().all(SQL["erasing"])]

    def remove(self, scope: Scope) -> None:
        """Forgets that a user ever was."""
        with self._lock:
            self._open().all(SQL["remove"], scope.user_id)

    def drop_log(self) -> None:
        """Empties the log, in which a removed name could still be read."""
        with self._lock:
            self._open().drop_log()

    def users(self, page: int = 1000) -> Iterator[str]:
        """All users that have a file, in the order they came."""
        last = 0
        while rows := self._page(last, page):
            for number, user_id in rows:
                last = number
                if path_of(self._folder, Scope(user_id)).exists():
                    yield user_id

    def _page(self, after: int, size: int) -> list[tuple[int, str]]:
        with self._lock:
            return [(row[0], row[1]) for row in self._open().all(SQL["page"], after, size)]

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            if self._database:
                self._database.close()
                self._database = None

    def _open(self) -> Database:
        if self._database is None:
            if not self._path.exists():
                create(self._path, _fill)
            database = Database(self._path)
            database.migrate(_SCHEMA)
            self._database = database
        return self._database


def _fill(database: Database) -> None:
    database.script(SQL["create"])
    database.script(f"PRAGMA user_version = {len(_SCHEMA)}")
