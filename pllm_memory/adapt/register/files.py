"""Files that are there as a whole or not at all, whatever happens to the process that writes them."""

import hashlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from pllm_memory.adapt import settled
from pllm_memory.errors import Conflict

_PRIVATE_FOLDER = 0o700
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
UNFINISHED = ".new-"
"""How the names of files and folders begin that a killed process may have left."""


def as_json(value: Any) -> bytes:
    """A value in the one form in which it is signed and kept."""
    return _JSON.encode(value).encode()


def private_folder(path: Path) -> Path:
    """A folder that nobody else may look into; made with those above it, if it is not there."""
    path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    return path


def unfinished(folder: Path) -> Path:
    """A name that nobody uses, beside what it will become."""
    return folder / f"{UNFINISHED}{secrets.token_hex(8)}"


def create(path: Path, content: bytes) -> bool:
    """Writes a new private file; of several processes that try at once, one does.

    Returns:
        Whether it was this one: False where there was a file.
    """
    draft = unfinished(path.parent)
    _write(draft, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Writes a private file anew."""
    draft = unfinished(path.parent)
    _write(draft, content)
    draft.replace(path)
    sync_folder(path.parent)


def publish(draft: Path, folder: Path) -> bool:
    """Gives a finished folder its name.

    Returns:
        Whether it did: False where there was one of that name; then the draft is gone.
    """
    for path in draft.iterdir():
        _sync(path)
    sync_folder(draft)
    try:
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(draft)
        return False
    sync_folder(folder.parent)
    return True


def remove_folder(folder: Path) -> int:
    """Removes a folder for good; after a crash in the midst of it, nobody finds it by its name any more.

    Returns:
        How many files that were.
    """
    gone = unfinished(folder.parent)
    try:
        folder.rename(gone)
    except FileNotFoundError:
        return 0
    sync_folder(folder.parent)
    files = sum(1 for path in gone.rglob("*") if path.is_file())
    shutil.rmtree(gone, ignore_errors=True)
    return files


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Holds a lock until the end, or until the process dies.

    Raises:
        Conflict: If another process, or another thread, holds it.
    """
    try:
        import fcntl  # noqa: PLC0415  there is none on Windows; there, nothing is held
    except ImportError:
        yield
        return
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("an adapter is being made for this user already") from error
        yield


def sync_folder(folder: Path) -> None:
    """Makes names in a folder survive a power cut, where the system can."""
    if sys.platform != "win32":
        _sync(folder)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, read again whenever it was touched (see `settled`)."""
    return settled.digest([path], partial(_sha256, path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
