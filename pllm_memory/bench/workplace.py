"""A folder for what a benchmark writes on its way, which does not outlive its process.

Whoever ends in order removes it. Whoever is killed cannot, so a later run does: beside each folder lies a file that
its process keeps locked, and the operating system ends a lock with its process. A process id would not do: it is given
again, and in a container it means another process.
"""

import os
import shutil
import tempfile
from pathlib import Path

import apsw

_PREFIX = "pllm-bench-"
_LOCK = ".lock"


class Workplace:
    """A new folder among the temporary files; what dead processes left there is removed first.

    Attributes:
        folder: The folder.
    """

    def __init__(self) -> None:
        root = Path(tempfile.gettempdir())
        sweep(root)
        # Locked before there is a folder: so a folder without a locked file is nobody's.
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_LOCK, dir=root)
        os.close(handle)
        self._file = Path(name)
        self._lock = _locked(self._file)
        self.folder = self._file.with_suffix("")
        self.folder.mkdir(mode=0o700)

    def size(self) -> int:
        """How many bytes are in it."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())

    def close(self) -> None:
        """Removes the folder; a second time, nothing."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            self._file.unlink(missing_ok=True)


def sweep(root: Path) -> None:
    """Removes the folders of processes that are no more."""
    for file in root.glob(f"{_PREFIX}*{_LOCK}"):
        lock = _locked(file)
        if lock is not None:
            shutil.rmtree(file.with_suffix(""), ignore_errors=True)
            lock.close()
            file.unlink(missing_ok=True)


def _locked(file: Path) -> apsw.Connection | None:
    """The file, locked by this process until it is closed; None if somebody else has it, or it is not ours to open."""
    try:
        lock = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)  # never makes it
        # One by one: apsw stops at the first row, and the pragma gives one.
        for statement in ("PRAGMA journal_mode=OFF", "BEGIN EXCLUSIVE"):
            lock.execute(statement).fetchall()  # pyright: ignore[reportUnknownMemberType]
    except apsw.Error:
        return None
    return lock
