"""Where the server is, and how patient we are with it: read from one URL."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pllm_memory.errors import ConfigError

_OURS = {"pool_size": 10, "pool_timeout": 10, "statement_timeout": 30, "idle_timeout": 60, "index_from": 75_000}
_FOLLOW = ("lock_timeout", "answer_timeout")
"""What follows from statement_timeout, where it is not given."""
_GRACE = 5
"""Seconds that an answer may be on its way, when its statement has run out of time."""
_LIBPQ = {
    "application_name": "pllm-memory",
    "connect_timeout": 5,
    "keepalives_idle": 10,  # a peer that is gone is noticed in 10 + 3 · 5 seconds,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # and in 10, where something was sent
}
"""What libpq is told where the URL says nothing of it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A database, as its URL names it.

    Attributes:
        conninfo: What libpq connects with; it may hold a password.
        name: The same for people: no password.
        pool_size: How many connections there are at the most.
        pool_timeout: How many seconds a call waits for one of them.
        statement_timeout: How many seconds one statement may take.
        lock_timeout: How many of them it may wait for a lock.
        idle_timeout: How many seconds a transaction may be left open by a client that hangs, before the server ends it.
        answer_timeout: After how many seconds without an answer a connection is taken for dead.
        index_from: With how many messages a user's vectors stay in the database, and join the index.
    """

    conninfo: str
    name: str
    pool_size: int
    pool_timeout: int
    statement_timeout: int
    lock_timeout: int
    idle_timeout: int
    answer_timeout: int
    index_from: int

    @staticmethod
    def parse(url: str) -> "Address":
        """Reads a URL as libpq does, and a few words of our own in its query (see the attributes).

        Raises:
            ConfigError: If it cannot be read.
        """
        rest, _, query = url.partition("?")
        words = parse_qsl(query, keep_blank_values=True)
        ours = {*_OURS, *_FOLLOW}
        numbers = _OURS | {word: _number(word, value) for word, value in words if word in ours}
        longest = numbers["statement_timeout"]
        numbers = {"lock_timeout": longest, "answer_timeout": longest + _GRACE} | numbers
        theirs = urlencode([(word, value) for word, value in words if word not in ours], quote_via=quote)
        try:
            given = conninfo_to_dict(f"{rest}?{theirs}" if theirs else rest)
            conninfo = make_conninfo("", **_LIBPQ | given)
        except psycopg.ProgrammingError as error:
            raise ConfigError(f"this is no URL of a Postgres database: {_bare(error)}") from None  # it has the password
        if "@" in str(given.get("dbname")):
            raise ConfigError("this is no URL of a Postgres database: write / : @ ? in its password as %2F %3A %40 %3F")
        where = given.get("host") or given.get("hostaddr") or "the local socket"
        name = f"database {given.get('dbname') or given.get('user') or 'by default'} at {where}"
        return Address(conninfo, name, **numbers)


def _number(word: str, value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ConfigError(f"{word} must be a whole number above 0, not {value!r}")
    return int(value)


def _bare(error: Exception) -> str:
    """The reason, without the part of the URL that libpq may quote behind it; the name of a parameter is no secret."""
    reason = str(error).strip()
    return reason if reason.startswith("invalid URI query parameter") else re.split('[:"]', reason)[0].strip()
