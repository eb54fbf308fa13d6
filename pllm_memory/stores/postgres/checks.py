"""What must be so before a database is used: asked once, at the first call, and each refusal says what to do."""

import re

from pllm_memory import errors
from pllm_memory.stores.postgres.connection import Connection
from pllm_memory.stores.statements import beside, migrations, statements

OLDEST_VECTORS = (0, 8)


def encoded(file: str, *of_vectors: str) -> dict[str, bytes]:
    """The statements of a file. As text, psycopg's types take only what is written out in the code.

    Args:
        file: Its name.
        of_vectors: Those that there are for the vectors of a second model too.
    """
    named = statements("postgres", file)
    return {name: sql.encode() for name, sql in (named | beside(named, *of_vectors)).items()}


DOOR = encoded("door")


async def refuse_another_schema(connection: Connection, name: str) -> None:
    """The schema must be the one that this version knows.

    Raises:
        StoreTooNew: If a newer version made it.
        StoreError: If it was not brought up to date.
    """
    known = len(migrations("postgres"))
    cursor = await connection.execute(DOOR["version"])
    [[found]] = await cursor.fetchall()
    if found > known:
        raise errors.StoreTooNew(
            f"{name} has schema version {found}; this pllm-memory knows up to {known}. "
            f"Upgrade it: pip install -U pllm-memory"
        )
    if found < known:
        raise errors.StoreError(
            f"{name} has schema version {found}, this pllm-memory needs {known}; "
            f"run as an administrator: pllm-memory init postgresql://ADMIN@HOST/DATABASE"
        )


def refuse_old_vectors(version: str, name: str) -> None:
    """Without iterative scans, other users' vectors in the index would hide those of the one who asks.

    Raises:
        StoreError: If the extension is older than 0.8.
    """
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST_VECTORS:
        oldest = ".".join(map(str, OLDEST_VECTORS))
        raise errors.StoreError(
            f"{name} has pgvector {version}, and {oldest} or newer is needed, whose index looks on until it has found "
            f"enough; install it on the server, then as a superuser: ALTER EXTENSION vector UPDATE"
        )


async def refuse_powerful_role(connection: Connection) -> None:
    """A role that the policies do not hold for could show one user's memory to another through a mistake of ours.

    Raises:
        StoreError: If it is one, or if the policies are switched off.
    """
    cursor = await connection.execute(DOOR["whoami"])
    [[role, is_superuser, bypasses, owns, unprotected]] = await cursor.fetchall()
    problems = {
        "is a superuser": is_superuser,
        "has BYPASSRLS": bypasses,
        "owns the tables, or may become their owner": owns,
    }
    found = [problem for problem, holds in problems.items() if holds]
    if found:
        raise errors.StoreError(
            f"role {role!r} {' and '.join(found)}, so row-level security would not hold for it; "
            f"log in as pllm_app (see pllm-memory init), or say that you mean it: PLLM_INSECURE=1"
        )
    if unprotected:
        raise errors.StoreError(
            f"row-level security is off for {', '.join(unprotected)}; "
            f"run as an administrator: pllm-memory init postgresql://ADMIN@HOST/DATABASE"
        )
