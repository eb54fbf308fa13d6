"""What `pllm-memory init` does, as an administrator: roles, schema, migrations, policies. It can be repeated."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL as TEXT
from psycopg.sql import Literal

from pllm_memory import errors
from pllm_memory.stores.postgres.address import Address
from pllm_memory.stores.postgres.checks import encoded, refuse_old_vectors
from pllm_memory.stores.postgres.connection import Connection
from pllm_memory.stores.postgres.meanings import mapped
from pllm_memory.stores.statements import migrations

SETUP = encoded("setup")
APP_ROLE = "pllm_app"

_TABLE = re.compile(r"^CREATE TABLE (\w+) (\(.*?^\))( WITH \([^)]*\))?;", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Initialised:
    """What there is now.

    Attributes:
        database: Its name.
        version: The version of the schema.
        applied: How many migrations were applied this time.
        can_log_in: Whether the app's role has a password.
        partitions: How many each table is divided into; 0 where it is not.
    """

    database: str
    version: int
    applied: int
    can_log_in: bool
    partitions: int


async def init(
    url: str, *, password: str | None = None, partitions: int | None = None, dimensions: Iterable[int] = (384,)
) -> Initialised:
    """Makes or completes the schema. Two at once take turns; one that was killed half-way is gone on with.

    Args:
        url: The database, as a role that may create roles and schemas.
        password: What the app's role logs in with; without one it cannot log in, or keeps the one that it has.
        partitions: How many to divide each table into, by a hash of the user; 0: none. It is said once, when the
            schema is made; None: as it is, or none.

        dimensions: Of the vectors that there are to be indexes for, used for large users.

    Raises:
        ConfigError: If the URL cannot be read, or there are tables that are divided in another way.
        StoreTooNew: If a newer version of pllm-memory made the schema.
        StoreError: If the server refuses.
    """
    address = Address.parse(url)
    with mapped(address.name):
        async with await Connection.connect(address.conninfo, autocommit=True) as connection:
            connection.patience = None
            await _prepare(connection, address.name)
            applied, divided = await _migrate(connection, address.name, partitions)
            await _index(connection, dimensions)
            can_log_in = await _let_log_in(connection, password)
            return Initialised(connection.info.dbname, len(migrations("postgres")), applied, can_log_in, divided)


async def _prepare(connection: Connection, name: str) -> None:
    """What only an administrator can do: roles, the extension, an empty schema."""
    async with connection.transaction():
        await connection.execute(SETUP["lock"])
        await connection.execute(SETUP["roles"])
        await connection.execute(SETUP["schema"])
        cursor = await connection.execute(SETUP["has_vectors"])
        [[has_vectors]] = await cursor.fetchall()
        if not has_vectors:
            await _add_vectors(connection, name)
        cursor = await connection.execute(SETUP["version_of_vectors"])
        [[version]] = await cursor.fetchall()
        refuse_old_vectors(version, name)


async def _add_vectors(connection: Connection, name: str) -> None:
    try:
        await connection.execute(SETUP["add_vectors"])
    except InsufficientPrivilege as error:
        raise errors.StoreError(
            f"{name} has no extension 'vector', and this role may not add it; as a superuser: CREATE EXTENSION vector"
        ) from error


async def _migrate(connection: Connection, name: str, partitions: int | None) -> tuple[int, int]:
    """Runs what the database has not seen, each migration in a transaction of its own.

    Returns:
        How many that were, and how many partitions each table has.
    """
    scripts = migrations("postgres")
    applied = 0
    while True:
        async with connection.transaction():
            version = await _locked_version(connection)
            if version > len(scripts):
                raise errors.StoreTooNew(
                    f"{name} has schema version {version}; this pllm-memory knows up to {len(scripts)}. "
                    f"Upgrade it: pip install -U pllm-memory"
                )
            divided = await _partitions(connection, partitions, is_new=version == 0)
            if version < len(scripts):
                await connection.execute(partitioned(scripts[version], divided).encode())
                await connection.execute(SETUP["migrated"], {"version": version + 1})
                applied += 1
            await connection.execute(SETUP["seal"])  # with the tables that it seals: there is no moment in between
            await connection.execute(SETUP["grants"])
        if version >= len(scripts) - 1:
            return applied, divided


async def _index(connection: Connection, dimensions: Iterable[int]) -> None:
    """Makes the indexes that are missing; each is empty until a user has grown large."""
    for size in dimensions:
        async with connection.transaction():
            await _locked_version(connection)
            await connection.execute(SETUP["index_vectors"].replace(b"384", str(size).encode()))


async def _partitions(connection: Connection, wanted: int | None, *, is_new: bool) -> int:
    """How many partitions each table has, or is to have, as long as there is none."""
    cursor = await connection.execute(SETUP["partitions"])
    [[found]] = await cursor.fetchall()
    if is_new:
        found = wanted or 0
    if wanted not in (None, found):
        raise errors.ConfigError(
            f"the tables have {found or 'no'} partitions, which cannot be changed; copy the memory into a new database"
        )
    return found


def partitioned(script: str, number: int) -> str:
    """A migration whose new tables are divided by a hash of the user; how rows are stored is said of each part."""

    def divided(found: re.Match[str]) -> str:
        return _divided(found[1], found[2], found[3] or "", number)

    return _TABLE.sub(divided, script) if number else script


def _divided(name: str, columns: str, storage: str, number: int) -> str:
    parts = (
        f"CREATE TABLE {name}_{part} PARTITION OF {name} FOR VALUES WITH (MODULUS {number}, REMAINDER {part}){storage};"
        for part in range(number)
    )
    return "\n".join([f"CREATE TABLE {name} {columns} PARTITION BY HASH (user_id);", *parts])


async def _locked_version(connection: Connection) -> int:
    await connection.execute(SETUP["lock"])
    await connection.execute(SETUP["find_vectors"])
    await connection.execute(SETUP["become_owner"])
    await connection.execute(SETUP["version_table"])
    cursor = await connection.execute(SETUP["version"])
    [[version]] = await cursor.fetchall()
    return version


async def _let_log_in(connection: Connection, password: str | None) -> bool:
    """Sets the password, hashed here: neither the wire nor the server's log sees it."""
    async with connection.transaction():
        await connection.execute(SETUP["lock"])
        if password:
            hashed = connection.pgconn.encrypt_password(password.encode(), APP_ROLE.encode(), b"scram-sha-256")
            await connection.execute(TEXT("ALTER ROLE pllm_app LOGIN PASSWORD {}").format(Literal(hashed.decode())))
        cursor = await connection.execute(SETUP["can_log_in"])
        [[can_log_in]] = await cursor.fetchall()
    return can_log_in
