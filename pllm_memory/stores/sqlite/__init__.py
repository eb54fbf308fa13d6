"""The default store: a folder with one SQLite file for each user.

    memories/
      catalog.db             which users there are
      ab/cdef….db            one user's memory; its name is a hash of the user id

Isolation and erasure are the file system's; statistics of words are the user's own, so neither ranking nor
speed depends on other users; users write in parallel; a file is a backup, an export, a thing to encrypt.
"""

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import aclosing, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from pllm_memory import errors
from pllm_memory.facts import Unread
from pllm_memory.forked import Home
from pllm_memory.items import ItemChanges, Items, Place
from pllm_memory.stores.base import Applied, Changes, Models, Recalls, Statements
from pllm_memory.stores.columns import Candidates, Growing
from pllm_memory.stores.parts import Part, Parts, Sum, gathered
from pllm_memory.stores.sqlite import file, user
from pllm_memory.stores.sqlite.catalog import Catalog, path_of
from pllm_memory.stores.sqlite.file import Database, Gone
from pllm_memory.stores.sqlite.parts import Dumping, Loading
from pllm_memory.stores.sqlite.user import UserFile
from pllm_memory.stores.sqlite.work import SQLiteWork
from pllm_memory.types import Forgotten, Message, Scope

T = TypeVar("T")
_log = logging.getLogger(__name__)
_FEW = 64
"""Rows that are read where the event loop runs: a recall's, in 0.2 ms."""


class SQLiteStore:
    """A folder of files, one for each user; implements `stores.base.Store`.

    Args:
        folder: Where. It is made at the first write.
        open_files: How many users' files stay open at once.
        cache_bytes: How much memory their columns and vectors may take together.
    """

    def __init__(self, folder: Path, *, open_files: int = 128, cache_bytes: int = 512 * 2**20) -> None:
        self.folder = folder
        self._catalog = Catalog(folder, self._known)
        self._files = _OpenFiles(open_files, cache_bytes)
        self._is_ready = False
        self.work = SQLiteWork(self)

    async def apply(self, scope: Scope, changes: Changes) -> Applied:
        """See `Store.apply`."""
        if changes.messages:
            return await self._making(scope, lambda opened: opened.apply(changes))
        return await self._if_any(scope, lambda opened: opened.apply(changes), _nothing_applied)

    async def models(self, scope: Scope) -> Models:
        """See `Store.models`."""
        return await self._if_any(scope, UserFile.models, Models)

    async def admit(self, scope: Scope, fingerprint: str) -> Models:
        """See `Store.admit`."""
        return await self._if_any(scope, lambda opened: opened.admit(fingerprint), Models)

    async def settle(self, scope: Scope, fingerprint: str) -> bool:
        """See `Store.settle`."""
        return await self._if_any(scope, lambda opened: opened.settle(fingerprint), lambda: False)

    async def candidates(self, scope: Scope, *, model: str | None = None) -> Candidates:
        """See `Store.candidates`."""
        known, _ = self._unchanged(scope, model)
        if known is not None:
            return known
        return await self._if_any(scope, lambda opened: opened.columns(model), _no_columns)

    async def messages(self, scope: Scope, *, ids: Sequence[str] | None = None) -> list[Message]:
        """See `Store.messages`."""
        return await self._if_any(scope, lambda opened: opened.messages(ids), list[Message])

    async def rows(self, scope: Scope, keys: Sequence[int]) -> Mapping[int, Message]:
        """See `Store.rows`."""
        found = self._at_once(scope, keys) if len(keys) <= _FEW else None
        if found is not None:
            return found
        return await self._if_any(scope, lambda opened: opened.rows(keys), dict[int, Message])

    async def pending(self, scope: Scope, *, limit: int, model: str | None = None) -> list[Message]:
        """See `Store.pending`."""
        return await self._if_any(scope, lambda opened: opened.pending(limit, model), list[Message])

    async def statements(self, scope: Scope) -> Statements:
        """See `Store.statements`."""
        _, known = self._unchanged(scope)
        return await self._if_any(scope, UserFile.statements, Statements) if known is None else known

    async def unread(self, scope: Scope, extractor: str, *, now: datetime, limit: int) -> list[Unread]:
        """See `Store.unread`."""
        return await self._if_any(scope, lambda opened: opened.unread(extractor, now, limit), list[Unread])

    async def around(
        self, scope: Scope, session_id: str, *, first: datetime, last: datetime, margin: int
    ) -> list[Message]:
        """See `Store.around`."""
        return await self._if_any(scope, lambda opened: opened.around(session_id, first, last, margin), list[Message])

    async def recalls(self, scope: Scope) -> Mapping[str, Recalls]:
        """See `Store.recalls`."""
        return await self._if_any(scope, UserFile.recalls, dict[str, Recalls])

    async def profile(self, scope: Scope) -> str | None:
        """See `Store.profile`."""
        return await self._if_any(scope, UserFile.profile, _nothing)

    async def keep_profile(self, scope: Scope, snapshot: str, *, version: int) -> None:
        """See `Store.keep_profile`."""
        await self._if_any(scope, lambda opened: opened.keep_profile(snapshot, version), _nothing)

    async def items(self, scope: Scope, places: Sequence[Place], changes: ItemChanges | None = None) -> Items:
        """See `Store.items`."""
        if changes and changes.put:
            return await self._making(scope, lambda opened: opened.items(places, changes))
        nothing = Items(tuple(() for _ in places))
        return await self._if_any(scope, lambda opened: opened.items(places, changes), lambda: nothing)

    async def check(self, scope: Scope) -> Sequence[str]:
        """See `Store.check`."""
        return await self._if_any(scope, UserFile.check, list[str])

    async def dump(self, scope: Scope) -> AsyncGenerator[Part]:
        """See `Store.dump`."""
        dumping = await self._if_any(scope, lambda opened: Dumping(opened.path), _nothing)
        if dumping is None:
            return
        try:
            while some := await to_thread.run_sync(dumping.some):
                for part in some:
                    yield part
        finally:
            dumping.close()
        await self._if_any(scope, UserFile.scrub_if_due, _nothing)

    async def load(self, scope: Scope, parts: Parts, *, over: Sum) -> Sum:
        """See `Store.load`."""
        loading = await self._making(scope, lambda opened: Loading(opened.path, over))
        try:
            async with aclosing(gathered(parts())) as stream:
                async for some in stream:
                    await to_thread.run_sync(loading.add, some)
            return await to_thread.run_sync(loading.finish)
        finally:
            loading.close()

    async def erase(self, scope: Scope) -> Forgotten:
        """See `Store.erase`."""
        return await to_thread.run_sync(self._erase, scope)

    async def users(self) -> AsyncIterator[str]:
        """See `Store.users`."""
        for user_id in await to_thread.run_sync(self._users):
            yield user_id

    async def everybody(self) -> list[tuple[Scope, Path]]:
        """All users, and where their files are."""
        return [(Scope(name), path_of(self.folder, Scope(name))) async for name in self.users()]

    async def ask(self, scope: Scope, action: Callable[[Database], T], otherwise: T) -> T:
        """Reads a user's file, if there is one."""
        return await self._if_any(scope, lambda opened: opened.ask(action), lambda: otherwise)

    async def change(self, scope: Scope, action: Callable[[Database], T], otherwise: T) -> T:
        """Writes to a user's file, if there is one."""
        return await self._if_any(scope, lambda opened: opened.change(action), lambda: otherwise)

    async def close(self) -> None:
        """See `Store.close`."""
        await to_thread.run_sync(self._close)

    def _unchanged(self, scope: Scope, model: str | None = None) -> tuple[Candidates | None, Statements | None]:
        """What was read before, if it is still so: to look takes 0.03 ms, and to go to a thread and back 0.2."""
        path = path_of(self.folder, scope)
        with self._files.use_if_open(path) as opened:
            return opened.unchanged(model) if opened and file.exists(path) else (None, None)

    def _at_once(self, scope: Scope, keys: Sequence[int]) -> Mapping[int, Message] | None:
        """A few rows of a file that is open and that nobody writes: in less time than to a thread and back."""
        path = path_of(self.folder, scope)
        with self._files.use_if_open(path) as opened, suppress(Gone):
            return opened.rows_at_once(keys) if opened and file.exists(path) else None
        return None

    # ── in a worker thread ───────────────────────────────────────────────────────────────────────────

    async def _making(self, scope: Scope, action: Callable[[UserFile], T]) -> T:
        return await to_thread.run_sync(self._with_file, scope, action)

    async def _if_any(self, scope: Scope, action: Callable[[UserFile], T], otherwise: Callable[[], T]) -> T:
        return await to_thread.run_sync(self._with_file_if_any, scope, action, otherwise)

    def _with_file(self, scope: Scope, action: Callable[[UserFile], T]) -> T:
        path = path_of(self.folder, scope)
        self._ready()
        while True:
            if not file.exists(path):
                self._create(path, scope)
            try:
                with self._files.use(path, scope) as opened:
                    return action(opened)
            except Gone:
                self._delete_if_erased(path, scope)

    def _with_file_if_any(self, scope: Scope, action: Callable[[UserFile], T], otherwise: Callable[[], T]) -> T:
        path = path_of(self.folder, scope)
        self._ready()
        while file.exists(path):
            try:
                with self._files.use(path, scope) as opened:
                    return action(opened)
            except Gone:
                self._delete_if_erased(path, scope)
        self._files.drop(path)
        return otherwise()

    def _create(self, path: Path, scope: Scope) -> None:
        """First the list, then the file: a file that is on no list would never be found again."""
        self._catalog.add(scope)
        with self._catalog.changing():
            self._catalog.add(scope)  # it may have been erased meanwhile
            if not file.exists(path):
                file.sweep(path)
                user.create(path, scope)

    def _users(self) -> list[str]:
        self._files.refuse_if_closed()
        if not file.exists(self.folder):
            return []
        self._end_erasures()
        return list(self._catalog.users())

    def _known(self) -> list[Scope]:
        """The users that have a file, in the order they came, for a new list of them."""
        found: list[tuple[int, str]] = []
        for path in self.folder.glob("??/*.db"):
            if not file.is_draft(path):
                with _unless_unreadable(path), closing(UserFile(path)) as opened:
                    found.append((opened.first_created(), opened.user_id()))
        return [Scope(user_id) for _, user_id in sorted(found)]

    def _ready(self) -> None:
        """Before the first call of all: what a killed process left of an erasure goes, if it can be written."""
        self._files.refuse_if_closed()
        if not self._is_ready and self._catalog.exists():
            with suppress(errors.StoreReadOnly, errors.StoreFull):
                self._end_erasures()
        self._is_ready = True

    def _end_erasures(self) -> None:
        """Ends erasures that a killed process began."""
        for scope in self._catalog.erasing():
            self._delete_if_erased(path_of(self.folder, scope), scope)

    def _erase(self, scope: Scope) -> Forgotten:
        path = path_of(self.folder, scope)
        self._files.refuse_if_closed()
        if not file.exists(self.folder):
            return Forgotten(user_id=scope.user_id)
        self._catalog.set_erasing(scope)
        messages = 0
        with suppress(Gone):
            if file.exists(path):
                with self._files.use(path, scope) as opened:
                    messages = opened.mark_erased()  # from here on the user is gone, whatever happens next
        return Forgotten(user_id=scope.user_id, messages=messages, files=self._delete_if_erased(path, scope))

    def _delete_if_erased(self, path: Path, scope: Scope) -> int:
        """Deletes the file, unless it is a new one: the user may be back, through another process."""
        self._files.drop(path)
        with self._catalog.changing():
            files = file.remove(path) if _is_erased(path) else 0
            if file.exists(path):
                return 0
            file.sweep(path)
            self._catalog.remove(scope)
        self._catalog.scrub()
        return files

    def _close(self) -> None:
        self._files.close()
        self._catalog.close()


def _is_erased(path: Path) -> bool:
    try:
        with closing(UserFile(path)) as opened:
            return opened.erased()
    except Gone:
        return False


@contextmanager
def _unless_unreadable(path: Path) -> Generator[None]:
    """One damaged file must not keep all other users from theirs."""
    try:
        yield
    except (Gone, errors.StoreError) as error:
        _log.warning("left out of the list of users: %s (%s)", path, error)


def _opened(path: Path, scope: Scope) -> UserFile:
    opened = UserFile(path)
    if opened.user_id() != scope.user_id:
        opened.close()
        raise errors.StoreCorrupt(f"{path} holds the memory of another user; restore the right backup")
    return opened


def _nothing() -> None: ...


def _nothing_applied() -> Applied:
    return Applied((), {})


def _no_columns() -> Candidates:
    return Growing().freeze(None)


class _OpenFiles:
    """The files that are open, least recently used first; a file in use is never closed."""

    def __init__(self, limit: int, cache_bytes: int) -> None:
        self._limit = limit
        self._cache_bytes = cache_bytes
        self._lock = threading.Lock()
        self._open: OrderedDict[Path, UserFile] = OrderedDict()
        self._uses: Counter[UserFile] = Counter()
        self._held: dict[UserFile, int] = {}
        self._held_by_all = 0
        self._closed = False
        self._home = Home()

    @contextmanager
    def use(self, path: Path, scope: Scope) -> Generator[UserFile]:
        """The open file at `path`, safe from being closed until the block ends."""
        opened = self._take(path) or self._put(path, _opened(path, scope))
        try:
            yield opened
        finally:
            for unwanted in self._give_back(opened):
                unwanted.close()

    @contextmanager
    def use_if_open(self, path: Path) -> Generator[UserFile | None]:
        """The same where it is open already, else None."""
        opened = self._take(path)
        try:
            yield opened
        finally:
            for unwanted in self._give_back(opened) if opened else ():
                unwanted.close()

    def drop(self, path: Path) -> None:
        """Forgets a file that is gone; it is closed when nobody uses it any more."""
        with self._lock:
            opened = self._open.pop(path, None)
            if opened is None:
                return
            self._weigh(opened)
            if self._uses[opened]:
                return
        opened.close()

    def close(self) -> None:
        """Closes all; those in use as soon as they are not."""
        with self._lock:
            self._closed = True
            idle = [opened for opened in self._open.values() if not self._uses[opened]]
            self._open.clear()
        for opened in idle:
            opened.close()

    def refuse_if_closed(self) -> None:
        """Raises a `StoreError` after `close`, and in a process that was forked."""
        self._home.check()
        if self._closed:
            raise errors.StoreError("this memory is closed; open a new one")

    def _take(self, path: Path) -> UserFile | None:
        self.refuse_if_closed()  # before the lock: the one who has it may be a thread that a fork did not take along
        with self._lock:
            self.refuse_if_closed()
            opened = self._open.get(path)
            if opened:
                self._open.move_to_end(path)
                self._uses[opened] += 1
            return opened

    def _put(self, path: Path, opened: UserFile) -> UserFile:
        """Adds a file just opened, unless another thread was faster: then that one is used."""
        with self._lock:
            kept = opened if self._closed else self._open.setdefault(path, opened)
            self._uses[kept] += 1
        if kept is not opened:
            opened.close()
        return kept

    def _give_back(self, opened: UserFile) -> list[UserFile]:
        """Returns the files to close: dropped ones, and the oldest where too many are open."""
        with self._lock:
            self._uses[opened] -= 1
            dropped = not self._uses[opened] and self._open.get(opened.path) is not opened
            if not self._uses[opened]:
                del self._uses[opened]
            self._weigh(opened)
            surplus = self._make_room() if self._is_too_much() else []
            return [*surplus, opened] if dropped else surplus

    def _is_too_much(self) -> bool:
        return len(self._open) > self._limit or self._held_by_all > self._cache_bytes

    def _make_room(self) -> list[UserFile]:
        """Takes the oldest idle files out, to be closed, where too many are open; then lets their columns go."""
        idle = [other for other in self._open.values() if not self._uses[other]]
        surplus = idle[: max(0, len(self._open) - self._limit)]
        for other in surplus:
            del self._open[other.path]
            self._weigh(other)
        for other in idle[len(surplus) :]:
            if self._held_by_all <= self._cache_bytes:
                break
            other.release()
            self._weigh(other)
        return surplus

    def _weigh(self, opened: UserFile) -> None:
        """Keeps the sum of what open files hold, so that it need not be added up at each use."""
        held = opened.held_bytes if self._open.get(opened.path) is opened else 0
        self._held_by_all += held - self._held.pop(opened, 0)
        if held:
            self._held[opened] = held
