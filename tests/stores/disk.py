"""A disk of our own under SQLite: it counts what is done to it, fails on demand, and loses what was not synced."""

import os
import random
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import apsw

from pllm_memory.stores.sqlite import file

SECTOR = 512


class Disk(apsw.VFS):
    """Passes everything on to the real one, and tells `before` about every change just before it is made."""

    def __init__(self):
        self.before: Callable[[str, str], None] = lambda operation, path: None
        self.opened: Callable[[_File, str], None] = lambda opened, path: None
        self.real = apsw.vfs_names()[0]
        super().__init__("disk", self.real, makedefault=True)

    def xOpen(self, name, flags):
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        opened = _File(self, path, name, flags)
        self.opened(opened, path)
        return opened

    def xDelete(self, path, sync):
        self.before("delete", path)
        return super().xDelete(path, sync)


class _File(apsw.VFSFile):
    def __init__(self, disk, path, name, flags):
        self.disk = disk
        self.path = path or ""
        self.log: Callable[..., None] = lambda *operation: None
        super().__init__(disk.real, name, flags)

    def xWrite(self, data, offset):
        self.disk.before("write", self.path)
        super().xWrite(data, offset)
        self.log("write", offset, bytes(data))

    def xTruncate(self, size):
        self.disk.before("truncate", self.path)
        super().xTruncate(size)
        self.log("truncate", size)

    def xSync(self, flags):
        self.disk.before("sync", self.path)
        super().xSync(flags)
        self.log("sync")


@contextmanager
def own_disk():
    """SQLite uses a disk of our own inside the block, and so does what our code does to files itself."""
    previous = apsw.vfs_names()[0]
    disk = Disk()
    real = {name: getattr(os, name) for name in ("link", "unlink", "fsync")}

    def told(name):
        def call(*args, **kwargs):
            disk.before(name, str(args[0]))
            return real[name](*args, **kwargs)

        return call

    for name in real:
        setattr(os, name, told(name))
    hook = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: None  # errors that SQLite may swallow: of a checkpoint, of a close
    try:
        yield disk
    finally:
        sys.unraisablehook = hook
        for name, function in real.items():
            setattr(os, name, function)
        apsw.set_default_vfs(previous)
        disk.unregister()


class FailAt:
    """The n-th change fails, or from the n-th on all do."""

    def __init__(self, number, error, *, for_good=False):
        self.number, self.error, self.for_good = number, error, for_good
        self.count = 0

    def __call__(self, operation, path):
        self.count += 1
        if self.count == self.number or (self.for_good and self.count > self.number):
            raise self.error

    @property
    def has_failed(self):
        return self.count >= self.number


class Power:
    """What would be on the disk after a power cut: what was synced, and of the rest whatever chance lets through.

    Contents become durable when the file is synced, names when their folder is, or when SQLite syncs a log it
    has just made (it then syncs the folder too).
    """

    def __init__(self, disk, folder, chance: random.Random):
        self.folder, self.chance = folder, chance
        self.contents: dict[int, bytearray] = {}
        self.loose: dict[int, list[tuple]] = {}
        self.names: dict[Path, int] = {}
        disk.opened = self._opened

    def _opened(self, opened, path):
        if not path or path.endswith("-shm"):
            return
        inode = os.stat(path).st_ino
        if inode not in self.contents or not os.stat(path).st_size:
            self.contents[inode], self.loose[inode] = bytearray(), []

        def log(operation, *args):
            self.loose[inode].append((operation, *args))
            if operation == "sync":
                for one in self.loose[inode]:
                    _do(self.contents[inode], *one)
                self.loose[inode].clear()
                if path.endswith("-wal") and Path(path).exists():
                    self.names[Path(path)] = os.stat(path).st_ino

        opened.log = log

    def sync_folder(self, folder):
        """In the place of the real one: from here on the names in a folder are as they are now."""
        for path in [path for path in self.names if path.parent == folder]:
            if not path.exists():
                del self.names[path]
        for path in folder.iterdir() if folder.exists() else ():
            if path.is_file() and not path.name.endswith("-shm"):
                self.names[path] = path.stat().st_ino

    def cut(self, into, *, keep):
        """Writes what is left into another folder. `keep`: how likely a loose write is to have reached the disk."""
        names = self.names if self.chance.random() < 0.5 else self._current_names()
        for path, inode in names.items():
            content = bytearray(self.contents.get(inode, b""))
            for operation in self.loose.get(inode, ()):
                for part in _torn(*operation):
                    if self.chance.random() < keep:
                        _do(content, *part)
            target = into / path.relative_to(self.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def _current_names(self):
        found = (path for path in self.folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
        return {path: path.stat().st_ino for path in found}


def _torn(operation, *args):
    """A write reaches the disk sector by sector."""
    if operation != "write":
        return [(operation, *args)]
    offset, data = args
    return [("write", offset + at, data[at : at + SECTOR]) for at in range(0, len(data), SECTOR)]


def _do(content, operation, *args):
    if operation == "truncate":
        del content[args[0] :]
    elif operation == "write":
        offset, data = args
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data


@contextmanager
def power(folder, chance):
    """A disk that can lose power: yields it and its `Power`."""
    with own_disk() as disk:
        lost = Power(disk, folder, chance)
        real = file.sync_folder
        file.sync_folder = lost.sync_folder
        try:
            yield disk, lost
        finally:
            file.sync_folder = real
