"""A server of the test's own, whose disk fills up, and whose passwords change: said clearly, and over in time."""

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
from conftest import PASSWORD, named
from contract import ADA, changes, message
from load import Load
from server import running

from pllm_memory import errors
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.setup import init

pytestmark = pytest.mark.anyio


@pytest.fixture
def server():
    with running() as started:
        yield started


def app(server, database="postgres", password=PASSWORD):
    return named(server.url, database, user="pllm_app").replace(
        PASSWORD.replace(" ", "%20"), password.replace(" ", "%20")
    )


# ── passwords ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_password_that_was_changed(server):
    """Who is connected goes on; who must connect anew is told what to do, and goes on once it is right again."""
    server.require_passwords()
    await init(server.url, password=PASSWORD)
    store = PostgresStore(f"{app(server)}&pool_timeout=2")
    await store.apply(ADA, changes(message("m1")))
    await init(server.url, password="another one")
    await store.apply(ADA, changes(message("m2")))
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'pllm_app'")
    for _ in range(2):
        with pytest.raises(errors.StoreError, match="PLLM_APP_PASSWORD=… pllm-memory init") as refused:
            await store.apply(ADA, changes(message("m3")))
        assert PASSWORD not in str(refused.value)
    with pytest.raises(errors.StoreError, match="PLLM_APP_PASSWORD=… pllm-memory init"):
        await PostgresStore(app(server)).messages(ADA)
    other = PostgresStore(app(server, password="another one"))
    await other.apply(ADA, changes(message("m3")))
    await init(server.url, password=PASSWORD)
    await store.apply(ADA, changes(message("m4")))
    assert [one.id for one in await store.messages(ADA)] == ["m1", "m2", "m3", "m4"]
    await store.close()
    await other.close()


# ── full disks ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk():
    """A disk of a few megabytes, in memory; gives its folder."""
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("only root can make a small disk")
    folder = Path(tempfile.mkdtemp(prefix="pllm-disk-"))
    try:
        if mount(folder, "size=20m").returncode:
            pytest.skip("this machine lets nobody mount a disk")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    finally:
        folder.rmdir()


def mount(folder, options):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True)


async def test_a_full_disk(server, small_disk):
    """The database is on a disk of its own, that fills up under load; then there is room again."""
    (small_disk / "tables").mkdir()
    shutil.chown(small_disk / "tables", "nobody")
    with psycopg.connect(server.url, autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{small_disk / 'tables'}'")
        admin.execute("CREATE DATABASE cramped TABLESPACE small")
    await init(named(server.url, "cramped"), password=PASSWORD)
    store = PostgresStore(app(server, "cramped"))
    load = Load(store, content=" ".join(secrets.token_hex(2_000) for _ in range(8)))  # takes its room: no pattern in it
    ballast = small_disk / "ballast"
    async with load.going_on():
        await asyncio.sleep(0.3)
        free = shutil.disk_usage(small_disk).free
        ballast.write_bytes(b"x" * max(free - 300_000, 0))
        async with asyncio.timeout(120):
            while not any(isinstance(error, errors.StoreFull) for error in load.failed):
                await asyncio.sleep(0.05)
        full = next(error for error in load.failed if isinstance(error, errors.StoreFull))
        assert "free some on the server, then repeat the call" in str(full)
        assert load.content[:20] not in str(full)
        ballast.unlink()
        mount(small_disk, "remount,size=400m")
        await load.recovers()
    assert all(isinstance(error, errors.StoreFull) for error in load.failed)
    await load.check()
    await store.close()
