"""Digests of files, read again only when a file may be another than it was.

A file is taken for the one that was read if it is the same inode of the same size, changed last at the same time, and
that was a while before it was read. It is the inode's own time (ctime), which every write moves, and which no program
can set back as it can the time of modification: to fool it, the clock of the machine or its disk must be changed. A
file that was changed a moment ago is read each time, since a second change might be too close to show. Where there is
no such time (Windows), every file is read each time. What loads weights does not ask here: it reads them.
"""

import os
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

Stamp = tuple[tuple[int, ...], ...]

SETTLED = 2.0
"""Seconds without a change: more than any file system's times are coarse."""
_MOST = 100_000
"""Digests that are remembered."""
_known: OrderedDict[tuple[str, ...], tuple[Stamp, str]] = OrderedDict()


def digest(paths: Sequence[Path], read: Callable[[], str]) -> str:
    """What `read` made of some files when they were last read, or makes of them now.

    Args:
        paths: The files that it reads.
        read: Reads them; for the same files always in the same way.

    Raises:
        OSError: If one of them is not there.
    """
    if sys.platform == "win32":
        return read()
    key, before = tuple(map(os.fspath, paths)), _stamp(paths)
    stamp, known = _known.get(key, ((), ""))
    if known and stamp == before:
        return known
    asked = time.time()
    found = read()
    if _stamp(paths) == before and all(asked - one[-1] / 1e9 > SETTLED for one in before):
        _known[key] = before, found
        if len(_known) > _MOST:
            _known.popitem(last=False)
    return found


def _stamp(paths: Sequence[Path]) -> Stamp:
    found = [path.stat() for path in paths]
    return tuple((one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for one in found)
