"""One SQLite file: opened with the settings that make a promise keepable, its errors made ours."""

import errno
import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from pllm_memory import errors
from pllm_memory.stores.rows import Row

BUSY_SECONDS = 30.0
"""How long a writer waits for another process before it gives up."""

_PATIENCE_SECONDS = 1.0
"""How long the log waits for readers to let it go, where somebody waits for that."""

_PRAGMAS = """
PRAGMA foreign_keys = ON;
PRAGMA synchronous = FULL;      -- an acknowledged commit survives a power cut
PRAGMA secure_delete = ON;      -- what is forgotten is overwritten with zeros
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -2000;      -- 2 MB: many users may be open at once
"""


class Gone(Exception):
    """The file was deleted, perhaps by another process; there may be a new one in its place."""


class Database:
    """A connection to one existing file. Not to be used by two threads at once.

    Raises:
        Gone: If there is no file, or if it was deleted while it was being opened.
        StoreCorrupt: If the file is no database.
        StoreReadOnly: If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = _identity(path)
        if self._identity is None:
            raise Gone
        try:
            self._connection: Any = _connect(path)  # apsw types its rows loosely; everything above sees `Row`
        except errors.StoreError as error:
            if self.is_current():
                raise
            raise Gone from error
        if not self.is_current():  # SQLite opens the log by its name: it may be that of another file
            self.close()
            raise Gone

    def is_current(self) -> bool:
        """Whether the file is still the one at its path."""
        return _identity(self.path) == self._identity

    @property
    def is_writing(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._connection.in_transaction)

    def one(self, sql: str, *bindings: Any) -> Row | None:
        """The first row, or None."""
        with self._mapped():
            return self._connection.execute(sql, bindings).fetchone()

    def all(self, sql: str, *bindings: Any) -> list[Row]:
        """Every row."""
        with self._mapped():
            return self._connection.execute(sql, bindings).fetchall()

    def each(self, sql: str, *bindings: Any) -> Iterator[Row]:
        """Every row, read from the file when it is asked for."""
        with self._mapped():
            yield from self._connection.execute(sql, bindings)

    def value(self, sql: str, *bindings: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *bindings)
        return row[0] if row else None

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs one statement for each row of bindings."""
        with self._mapped():
            self._connection.executemany(sql, rows)

    def script(self, sql: str) -> None:
        """Runs statements one after the other."""
        with self._mapped():
            self._connection.execute(sql).fetchall()

    @contextmanager
    def writing(self) -> Generator[None]:
        """A write transaction: all or nothing. It takes the write lock first, so it cannot lack it half-way."""
        self.script("BEGIN IMMEDIATE")
        try:
            yield
            self.script("COMMIT")
        except BaseException:  # a cancelled write too is rolled back
            if self._connection.in_transaction:  # a full disk has rolled back by itself
                self.script("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Generator[None]:
        """A read transaction: everything read inside is of one moment."""
        self.script("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self.script("COMMIT")

    def changed(self) -> int:
        """A number that is another one after another connection has committed.

        It is the pragma that looks into the file; apsw's `data_version()` only says what was last seen there.
        """
        return int(self.value("PRAGMA data_version"))

    @property
    def version(self) -> int:
        """The schema version that the file says it has."""
        return int(self.value("PRAGMA user_version"))

    def migrate(self, scripts: Sequence[str]) -> None:
        """Runs the migrations that the file has not seen, each in a transaction of its own.

        Raises:
            StoreTooNew: If a newer version of pllm-memory wrote it.
        """
        for number in range(self.version, len(scripts)):
            with self.writing():
                if self.version == number:  # another process may have been faster
                    self.script(scripts[number])
                    self.script(f"PRAGMA user_version = {number + 1}")
        if self.version > len(scripts):
            raise errors.StoreTooNew(
                f"{self.path} has schema version {self.version}; this pllm-memory knows up to {len(scripts)}. "
                f"Upgrade it: pip install -U pllm-memory"
            )

    def drop_log(self) -> bool:
        """Moves the write-ahead log into the file and empties it; False if a reader elsewhere still needs it.

        Nobody waits long for such a reader: a backup may take minutes.
        """
        self._connection.set_busy_timeout(int(_PATIENCE_SECONDS * 1000))
        try:
            row = self.one("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
        return row is not None and not row[0]

    def scrub(self) -> bool:
        """Leaves no trace of what was deleted; False if a reader elsewhere still needs it.

        `secure_delete` overwrites what is deleted, but not the copies that stay behind in the unused part of a
        page when rows move to another one: so the file is written anew. Then the log is dropped, which has both.
        """
        self.script("VACUUM")
        return self.drop_log()

    @contextmanager
    def _mapped(self) -> Generator[None]:
        """As `mapped`; of a write that failed SQLite says only where the disk is full, and the system knows why."""
        try:
            with mapped(self.path):
                yield
        except errors.StoreError as error:
            if isinstance(error.__cause__, apsw.IOError) and self._connection.system_errno in _NO_ROOM:
                raise _full(self.path) from error.__cause__
            raise

    def close(self) -> None:
        """Lets go of the file; the log is merged into it if nobody else has it open."""
        with mapped(self.path):
            self._connection.close()


def exists(path: Path) -> bool:
    """Whether there is a file. One that must not be looked at is an error, not an absence.

    Raises:
        StoreReadOnly: If a folder on the way to it is closed to us.
    """
    return _identity(path) is not None


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from a later one of the same name; None where there is none."""
    with mapped(path):
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


def _connect(path: Path) -> Any:
    with mapped(path):
        connection: Any = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
            connection.execute(_PRAGMAS).fetchall()  # a script stops at each row until it is fetched
            if connection.execute("PRAGMA user_version").fetchone()[0]:  # what is no memory is left as it is
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:  # whatever went wrong: no open file is left behind
            connection.close()
            raise
        return connection


def create(path: Path, fill: Callable[[Database], None]) -> None:
    """Makes a database appear at `path` complete, or not at all; one that is there already stays.

    It is built under another name and linked into place, so that two processes that create the same file
    at once, or one that is killed half-way, never leave half a database behind.
    """
    with mapped(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_DRAFT, suffix=".db")
        os.close(handle)
        draft = Path(name)
        try:
            _build(draft, fill)
            with suppress(FileExistsError):
                _link(draft, path)
            sync_folder(path.parent)
            sync_folder(path.parent.parent)
        finally:
            draft.unlink(missing_ok=True)


_DRAFT = ".new-"


def _build(draft: Path, fill: Callable[[Database], None]) -> None:
    database = Database(draft)
    try:
        database.script("PRAGMA journal_mode = WAL")
        with database.writing():
            fill(database)
    finally:
        database.close()


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links; or the draft was swept away, as another one was faster
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def sync_folder(folder: Path) -> None:
    """Makes a change of names in a folder survive a power cut (where the system lets folders be synced)."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder above ours, that we may pass through but not read
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> int:
    """Deletes a database; returns how many files that were.

    The database goes first: from then on nobody can open it, so nobody can make a new log beside it.
    """
    with mapped(path):
        found = [one for one in (path, *_companions(path)) if one.exists()]
        for one in found:
            one.unlink(missing_ok=True)
        if found:
            sync_folder(path.parent)
    return len(found)


def sweep(path: Path) -> None:
    """Deletes what killed processes left in the place of a database that is not there: its log, and drafts.

    A log that outlived its file would be replayed into the next one of that name. To be called where no other
    process makes or deletes files.
    """
    with mapped(path):
        drafts = list(path.parent.glob(f"{_DRAFT}*")) if path.parent.exists() else []
        for one in (*_companions(path), *drafts):
            one.unlink(missing_ok=True)


def is_draft(path: Path) -> bool:
    """Whether a file is a database in the making."""
    return path.name.startswith(_DRAFT)


def _companions(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm"))


_MEANINGS: tuple[tuple[tuple[type[Exception], ...], type[errors.StoreError], str], ...] = (
    (
        (apsw.NotADBError, apsw.CorruptError, UnicodeDecodeError),
        errors.StoreCorrupt,
        "is damaged or is no database; restore a backup",
    ),
    ((apsw.FullError,), errors.StoreFull, "cannot grow: no space is left; free some, then repeat the call"),
    (
        (apsw.ReadOnlyError, apsw.PermissionsError),
        errors.StoreReadOnly,
        "cannot be written; check its permissions",
    ),
    ((apsw.BusyError, apsw.LockedError), errors.StoreBusy, f"was locked for over {BUSY_SECONDS:.0f} s"),
    ((apsw.CantOpenError,), errors.StoreReadOnly, "cannot be opened; check the folder and its permissions"),
    ((PermissionError,), errors.StoreReadOnly, "cannot be written; check its permissions"),
    ((NotADirectoryError,), errors.StoreError, "cannot be there: a part of that path is a file; give a folder"),
    ((apsw.Error, OSError), errors.StoreError, "failed"),
)


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk is full, the user's share of it is used up, or a file may not be so large."""


def _full(path: Path) -> errors.StoreFull:
    return errors.StoreFull(f"{path} cannot grow: no space is left or allowed; free some, then repeat the call")


@contextmanager
def mapped(path: Path) -> Generator[None]:
    """Turns what SQLite and the file system raise into our errors, the path named and the cause kept."""
    try:
        yield
    except (apsw.Error, OSError, UnicodeDecodeError) as error:  # a text that is damaged is found when it is read
        raise _meaning(error, path) from error


def _meaning(error: Exception, path: Path) -> errors.StoreError:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return _full(path)
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return errors.StoreReadOnly(f"{path} is on a read-only file system")
    kind, text = next((kind, text) for types, kind, text in _MEANINGS if isinstance(error, types))
    return kind(f"{path} {text} ({type(error).__name__}: {error})")
