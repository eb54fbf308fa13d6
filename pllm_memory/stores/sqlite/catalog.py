"""Which users have a file, where it is, and the lock under which files come and go."""

import hashlib
import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from pllm_memory.errors import StoreBusy, StoreCorrupt, StoreFull, StoreReadOnly
from pllm_memory.stores.sqlite.file import Database, Gone, create, exists, remove
from pllm_memory.stores.statements import statements
from pllm_memory.types import Scope

SQL = statements("sqlite", "catalog")
_log = logging.getLogger(__name__)
_SCHEMA = (SQL["create"],)


@lru_cache(maxsize=4096)  # a recall asks three times
def path_of(folder: Path, scope: Scope) -> Path:
    """Where a user's file is: a hash of the id, so that no id can name a path, and no two users share a file."""
    digest = hashlib.sha256(scope.user_id.encode()).hexdigest()
    return folder / digest[:2] / f"{digest[2:]}.db"


class Catalog:
    """The list of users in `catalog.db`. If it is lost or damaged, it is made again from the files.

    Args:
        folder: Where.
        known: The users that have a file, for a new list.
    """

    def __init__(self, folder: Path, known: Callable[[], Iterable[Scope]]) -> None:
        self._folder = folder
        self._path = folder / "catalog.db"
        self._known = known
        self._lock = threading.RLock()
        self._database: Database | None = None

    def exists(self) -> bool:
        """Whether there is a list at all."""
        return exists(self._path)

    @contextmanager
    def changing(self) -> Generator[None]:
        """Files are made and deleted in here only: one thread of one process at a time."""
        with self._lock, self._open().writing():
            yield

    def add(self, scope: Scope) -> None:
        """Notes a user, if it is new."""
        with self._lock:
            self._open().all(SQL["add"], scope.user_id)

    def set_erasing(self, scope: Scope) -> None:
        """Notes that a user is to be erased, so that its file is found again whatever happens next."""
        with self._lock:
            self._open().all(SQL["set_erasing"], scope.user_id)

    def erasing(self) -> list[Scope]:
        """The users that there was ever a wish to erase, and that are still here."""
        with self._lock:
            return [Scope(row[0]) for row in self._open().all(SQL["erasing"])]

    def remove(self, scope: Scope) -> None:
        """Forgets that a user ever was."""
        with self._lock:
            self._open().all(SQL["remove"], scope.user_id)

    def scrub(self) -> None:
        """Removes the last traces of names that were removed."""
        with self._lock, suppress(StoreBusy, StoreFull):  # the next erasure does it
            self._open().scrub()

    def users(self, page: int = 1000) -> Iterator[str]:
        """All users that have a file, in the order they came."""
        last = 0
        while rows := self._page(last, page):
            for number, user_id in rows:
                last = number
                if exists(path_of(self._folder, Scope(user_id))):
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
        """The open list. One that was deleted meanwhile is no longer the list that others look at."""
        if self._database and not self._database.is_writing and not self._database.is_current():
            self.close()
        while self._database is None:
            if not exists(self._path):
                create(self._path, self._fill)
            with suppress(Gone):
                self._database = self._opened()
        return self._database

    def _opened(self) -> Database:
        try:
            return _checked(Database(self._path))
        except StoreCorrupt as error:
            _log.warning("the list of users is made again from their files: %s", error)
            remove(self._path)
            raise Gone from error

    def _fill(self, database: Database) -> None:
        database.script(SQL["create"])
        database.script(f"PRAGMA user_version = {len(_SCHEMA)}")
        database.many(SQL["add"], ((scope.user_id,) for scope in self._known()))


def _checked(database: Database) -> Database:
    try:
        _refuse_damaged(database)
        database.migrate(_SCHEMA)
        with suppress(StoreFull, StoreReadOnly):
            database.drop_log()  # a killed process may have left it, with names in it that were removed
    except BaseException:  # whatever went wrong: no open file is left behind
        database.close()
        raise
    return database


def _refuse_damaged(database: Database) -> None:
    if not database.version:
        raise StoreCorrupt(f"{database.path} is empty or is no list of users")
