"""Connections to the server: every transaction begins by saying for whom it is, and forgets that when it ends."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

from psycopg import AsyncCursor
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from pllm_memory import errors
from pllm_memory.stores.postgres import halfvec
from pllm_memory.stores.postgres.address import Address
from pllm_memory.stores.postgres.checks import (
    DOOR,
    encoded,
    refuse_another_schema,
    refuse_old_vectors,
    refuse_powerful_role,
)
from pllm_memory.stores.postgres.connection import TRY_AFTER, TRY_FOR, Connection
from pllm_memory.stores.postgres.meanings import Lost, Undone, mapped
from pllm_memory.stores.postgres.outcome import KEPT, Mark, was_committed
from pllm_memory.stores.rows import Row
from pllm_memory.stores.work import held, lost
from pllm_memory.types import Scope

T = TypeVar("T")


_OF_VECTORS = ("clear_vectors", "columns_after", "messages_pending", "one_vector", "vectors_by_keys",
               "wrong_vector_sizes")  # fmt: skip
SQL = encoded("user", *_OF_VECTORS) | encoded("parts", "dump_vector", "load_vector")
_UNHURRIED = ("take_time", "be_patient")
"""Statements after which those of the same transaction may take as long as they like."""
_PAUSES = (0.0, 0.1, 0.5)
"""Seconds to wait before another try, where a connection was lost."""
RECONNECT_SECONDS = 5
"""How long the pool tries to reach a server that is gone, ever more slowly; then the next call begins anew."""

SESSION = {"autocommit": True, "prepare_threshold": None}
"""Nothing is prepared: a pooler in between may give the next transaction to another session."""

_log = logging.getLogger(__name__)


class Query(NamedTuple):
    """A named statement, and what it is asked with beside the user."""

    name: str
    values: dict[str, Any] = {}  # noqa: RUF012  never changed
    sql: bytes | None = None  # instead of the one of that name


def query(name: str, /, **values: Any) -> Query:
    """A statement of user.sql or parts.sql."""
    return Query(name, values)


class Work:
    """A transaction for one user. What is sent is sent at once; nothing waits for an answer until one is asked for.

    Attributes:
        scope: Whose.
        writes: Whether anything was done.
        erases: Whether the user's own row was deleted.
    """

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self.scope = scope
        self.writes = False
        self.erases = False

    async def do(self, *queries: Query) -> None:
        """Sends statements that write. An error shows when the next answer is asked for, or at the end."""
        for one in queries:
            self.writes = True
            await self.send(one)

    async def ask(self, *queries: Query) -> list[list[Row]]:
        """The answers to some statements, for one trip to the server and back."""
        cursors = [await self.send(one) for one in queries]
        return [await cursor.fetchall() for cursor in cursors]

    async def send(self, one: Query) -> AsyncCursor[Row]:
        """Sends a statement; its answer is fetched later, from the cursor."""
        if one.name in _UNHURRIED:
            self._connection.patience = None
        values = {"user_id": self.scope.user_id, **one.values}
        return await self._connection.execute(one.sql or SQL[one.name], values, binary=True)


class Database:
    """A pool of connections, made when it is first used. It belongs to the event loop that it was made in.

    Args:
        address: Where.
        insecure: Whether a role that the policies do not hold for may be used.

    Attributes:
        vectors_in: The schema of the extension, once a connection was made.
        index_sizes: Of how many dimensions there are indexes.
    """

    def __init__(self, address: Address, *, insecure: bool) -> None:
        self._address = address
        self._insecure = insecure
        self._vector_type = (0, 0)
        self.vectors_in = ""
        self.index_sizes = frozenset[int]()
        self._is_checked = False
        self._checking = asyncio.Lock()
        self._pool = AsyncConnectionPool[Connection](
            address.conninfo,
            connection_class=Connection,
            min_size=1,
            max_size=address.pool_size,
            timeout=address.pool_timeout,
            reconnect_timeout=RECONNECT_SECONDS,
            kwargs=SESSION,
            configure=self._configure,
            open=False,
            name="pllm-memory",
        )

    async def read(self, scope: Scope, *queries: Query) -> list[list[Row]]:
        """The answers to some statements, all of one moment, for one trip to the server and back."""

        async def once() -> list[list[Row]]:
            async with self._connection() as connection:
                async with self._transaction(connection, scope, of_one_moment=len(queries) > 1) as work:
                    cursors = [await work.send(one) for one in queries]
                return [await cursor.fetchall() for cursor in cursors]

        return await self._again_if_lost(once)

    @asynccontextmanager
    async def moment(self, scope: Scope) -> AsyncGenerator[Work]:
        """Inside: whatever is asked is answered as of one moment, for as long as that takes.

        Where the connection is lost, there is no way back to that moment.
        """
        await self.read(scope, query("state"))  # whatever connection has been dead for long is replaced now
        with mapped(self._address.name):
            async with (
                self._connection() as connection,
                self._transaction(connection, scope, of_one_moment=True) as work,
            ):
                await work.send(query("be_patient"))
                yield work

    async def write(self, scope: Scope, action: Callable[[Work], Awaitable[T]]) -> T:
        """Does something to one user's rows in one transaction, as their only writer.

        Where the connection is lost, the server is asked whether the transaction was committed: it is done once, or
        not at all and then again (see `outcome`). Who has lost their lease writes nothing (see `stores.work`).

        Raises:
            LeaseLost: If it was.
        """
        lease = held()
        done: list[tuple[Mark, T]] = []

        async def once() -> T:
            if done and await self._was_committed(scope, done[0][0]):
                return done[0][1]
            done.clear()
            async with self._connection() as connection, self._transaction(connection, scope) as work:
                await work.send(query("become_writer"))
                fence = await work.send(query("fence", token=lease.token)) if lease else None
                signatures = await work.send(query("signatures"))
                result = await action(work)
                if fence and not await fence.fetchall():
                    raise lost()
                mark = Mark(uuid4(), _signatures(await signatures.fetchall()), work.erases)
                if work.writes:
                    await work.send(query("sign", signature=mark.signature, kept=KEPT))
                done.append((mark, result))
            return result

        return await self._again_if_lost(once)

    async def door(self, name: str, /, **values: Any) -> list[Row]:
        """The answer to a statement of door.sql, about no one user: it goes through one of the schema's functions."""

        async def once() -> list[Row]:
            async with self._connection() as connection, self._limited(connection):
                await connection.execute(DOOR["limits"], self._limits)
                cursor = await connection.execute(DOOR[name], values)
                return await cursor.fetchall()

        return await self._again_if_lost(once)

    async def close(self) -> None:
        """Lets go of all connections."""
        await self._pool.close()

    async def _again_if_lost(self, once: Callable[[], Awaitable[T]]) -> T:
        """A pooled connection may have been dead for long; nobody needs to know, if another one can be had.

        One that seems well may be about to die with the others, so there are several tries. There are as many where the
        server has undone a transaction that stood in another one's way.
        """
        for pause in _PAUSES:
            try:
                return await self._try(once)
            except (Lost, Undone) as error:
                if not self._is_checked:
                    raise
                _log.info("trying again: %s", error)
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  so that two do not meet again
                if isinstance(error, Lost):
                    with mapped(self._address.name):
                        await self._pool.check()
        return await self._try(once)

    async def _try(self, once: Callable[[], Awaitable[T]]) -> T:
        with mapped(self._address.name):
            try:
                return await once()
            except PoolTimeout:
                await (await self._connect()).close()  # says best why there is none, unless all are just in use
                raise

    async def _connect(self) -> Connection:
        """A connection outside of the pool."""
        connection = await Connection.connect(self._address.conninfo, autocommit=True)
        connection.patience = self._address.answer_timeout
        return connection

    async def _was_committed(self, scope: Scope, mark: Mark) -> bool:
        """What became of a transaction. Its lock is taken first: as long as it may go on, somebody holds that."""
        async with self._connection() as connection, self._transaction(connection, scope) as work:
            await work.send(query("become_writer"))
            [rows] = await work.ask(query("signatures"))
        return was_committed(mark, _signatures(rows))

    @asynccontextmanager
    async def _transaction(
        self, connection: Connection, scope: Scope, *, of_one_moment: bool = False
    ) -> AsyncGenerator[Work]:
        """Inside: the rows of one user and no others. The setting that says whose ends with the transaction."""
        async with self._limited(connection):
            work = Work(connection, scope)
            if of_one_moment:
                await work.send(query("one_moment"))
            await work.send(query("become", **self._limits))
            yield work

    @asynccontextmanager
    async def _limited(self, connection: Connection) -> AsyncGenerator[None]:
        """Inside: a transaction whose answers may take as long as the address says."""
        connection.patience = self._address.answer_timeout
        try:
            async with connection.pipeline(), connection.transaction():
                yield
        finally:
            connection.patience = TRY_FOR

    @property
    def _limits(self) -> dict[str, str]:
        names = ("statement_timeout", "lock_timeout", "idle_timeout")
        return {name: f"{getattr(self._address, name)}s" for name in names}

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[Connection]:
        if not self._is_checked:
            async with self._checking:
                await self._check()
        async with self._pool.connection() as connection:
            if monotonic() - connection.used_at > TRY_AFTER:
                await connection.execute("")
            yield connection
            connection.used_at = monotonic()

    async def _check(self) -> None:
        """Before the first call of all: a plain connection says best why it cannot be made, or must not be used."""
        if self._is_checked:  # somebody was faster
            return
        async with await self._connect() as connection:
            await refuse_another_schema(connection, self._address.name)
            if not self._insecure:
                await refuse_powerful_role(connection)
            cursor = await connection.execute(DOOR["vector_type"])
            found = await cursor.fetchone()
            sizes = await (await connection.execute(DOOR["index_sizes"])).fetchall()
        if found is None:
            raise errors.StoreError(f"{self._address.name} has no extension 'vector': CREATE EXTENSION vector")
        refuse_old_vectors(found[3], self._address.name)
        self._vector_type, self.vectors_in = (found[0], found[1]), found[2]
        self.index_sizes = frozenset(row[0] for row in sizes)
        await self._pool.open()
        self._is_checked = True

    async def _configure(self, connection: Connection) -> None:
        connection.used_at = monotonic()
        halfvec.register(connection, *self._vector_type)


def _signatures(rows: list[Row]) -> list[UUID] | None:
    return rows[0][0] if rows else None
