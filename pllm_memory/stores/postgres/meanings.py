"""What the server and the driver raise, as our errors: what happened, and what to do next."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from pllm_memory import errors


class Lost(errors.StoreError):
    """The connection is gone, and what was under way with it."""


class Undone(errors.StoreBusy):
    """The server has undone the transaction, to let another one pass; it can be done again."""


_INIT = "run as an administrator: pllm-memory init postgresql://ADMIN@HOST/DATABASE"

_REFUSED = (
    "refuses this role or its password; give the right ones in the URL, or set the password of pllm_app anew: "
    "PLLM_APP_PASSWORD=… pllm-memory init postgresql://ADMIN@HOST/DATABASE"
)
_REFUSALS = ("authentication failed", "no password supplied", "is not permitted to log in", "no pg_hba.conf entry",
             'role "')  # fmt: skip
_MEANINGS: tuple[tuple[tuple[str, ...], type[errors.StoreError], str], ...] = (
    # by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), or by its class
    (
        ("53100",),
        errors.StoreFull,
        "has no space left; free some on the server, then repeat the call: nothing of it was written",
    ),
    (("53300", "53400"), errors.StoreBusy, "has no connection to spare; lower pool_size, or repeat the call later"),
    (("25006",), errors.StoreReadOnly, "takes no writes now: a standby, or default_transaction_read_only is set"),
    (("40P01", "40001"), Undone, "had others in the way, again and again; repeat the call"),
    (("55P03",), errors.StoreBusy, "had another writer for longer than lock_timeout allows; repeat the call"),
    (("57014",), errors.StoreBusy, "took longer than statement_timeout allows; repeat the call"),
    (("42P01", "3F000", "42704", "42883"), errors.StoreError, f"has no memory schema, or not all of it; {_INIT}"),
    (("42501",), errors.StoreError, f"does not let this role do that; log in as pllm_app, or {_INIT}"),
    (("28",), errors.StoreError, _REFUSED),
    (("3D000",), errors.StoreError, "does not exist; make it with createdb, then " + _INIT),
    (("XX001", "XX002"), errors.StoreCorrupt, "is damaged; restore a backup"),
    (("57P", "08"), Lost, "went away; check that the server runs, then repeat the call"),
)


@contextmanager
def mapped(name: str) -> Generator[None]:
    """Turns what psycopg raises into our errors, the database named and the cause kept."""
    try:
        yield
    except (psycopg.Error, PoolTimeout, PoolClosed) as error:
        raise meaning(error, name) from error


def meaning(error: psycopg.Error, name: str) -> errors.StoreError:
    """What an error says to whoever called."""
    if isinstance(error, PoolClosed):
        return errors.StoreError("this memory is closed; open a new one")
    if isinstance(error, PoolTimeout):
        return errors.StoreBusy(
            f"{name} gave no connection within pool_timeout, as all are in use; repeat the call, or raise pool_size"
        )
    state = error.sqlstate or ""
    for states, kind, text in _MEANINGS:
        if state.startswith(states):
            return kind(f"{name} {text} ({_first_line(error)})")
    if not state and isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return _unconnected(error, name)
    return errors.StoreError(f"{name} failed ({type(error).__name__}: {_first_line(error)})")


def _unconnected(error: psycopg.Error, name: str) -> errors.StoreError:
    """What cannot connect gets no SQLSTATE from libpq, only words."""
    reason = _first_line(error)
    if any(words in reason for words in ("too many clients", "too many connections", "connection slots")):
        return errors.StoreBusy(f"{name} has no connection to spare; lower pool_size, or repeat the call ({reason})")
    if any(words in reason for words in _REFUSALS):
        return errors.StoreError(f"{name} {_REFUSED} ({reason})")
    if "does not exist" in reason:
        return errors.StoreError(f"{name} does not exist; make it with createdb, then {_INIT} ({reason})")
    return Lost(f"{name} cannot be reached, or refuses us; check its URL, and that the server runs ({reason})")


def _first_line(error: Exception) -> str:
    """The server's own words. What follows them (DETAIL, CONTEXT) may quote what somebody said."""
    return str(error).partition("\n")[0]
