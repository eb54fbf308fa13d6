"""Databases on a real Postgres server: PLLM_TEST_POSTGRES, or one that is started for the tests."""

import asyncio
import os
from itertools import count
from urllib.parse import quote

import pytest

GIVEN = os.environ.get("PLLM_TEST_POSTGRES")
PASSWORD = "of the app"
_numbers = count()


@pytest.fixture(scope="session")
def server():
    """The URL of an administrator."""
    if GIVEN:
        yield GIVEN
        return
    from tests.stores.server import running

    with running() as started:
        yield started.url


def named(url, database, *, user=None):
    """The same server, another database, and perhaps another role."""
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url)
    given |= {"dbname": database} | ({"user": user, "password": PASSWORD} if user else {})
    who = quote(given.pop("user"), safe="") + (
        f":{quote(given.pop('password'), safe='')}" if "password" in given else ""
    )
    query = "&".join(f"{key}={quote(str(value), safe='/')}" for key, value in given.items() if key != "dbname")
    return f"postgresql://{who}@/{given['dbname']}?{query}"


@pytest.fixture(scope="session")
def make_database(server):
    """Makes an empty database; gives its administrator's URL. They go with the server, or at the end."""
    import psycopg

    made = []

    def make():
        name = f"pllm_test_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return named(server, name)

    yield make
    if GIVEN:
        with psycopg.connect(server, autocommit=True) as connection:
            for name in made:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def initialised(make_database):
    """A database with the schema: the URLs of its administrator and of the app."""
    return ready(make_database())


@pytest.fixture(scope="session")
def divided(make_database):
    """The same, with tables that are divided into partitions."""
    return ready(make_database(), partitions=4)


def ready(admin, **given):
    """Makes the schema; the URLs of the administrator and of the app."""
    from pllm_memory.stores.postgres.setup import init

    done = asyncio.run(init(admin, password=PASSWORD, **given))
    return admin, named(admin, done.database, user="pllm_app")


@pytest.fixture
def postgres(initialised):
    """The same, with no user in it."""
    return emptied(*initialised)


def emptied(admin, app):
    """Removes everybody; the URL of the app."""
    import psycopg

    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("TRUNCATE pllm.memory CASCADE")
    return app
