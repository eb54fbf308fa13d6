"""Other processes for the tests: forked from a small server, so that they cost milliseconds."""

import inspect
import multiprocessing
import os
import signal
import sys
import traceback
from multiprocessing import forkserver

import anyio

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    ["pllm_memory.testing", "pllm_memory.remember.extract", "anyio._backends._asyncio", "psycopg_pool", "pytest"]
)


def _warm():
    """Starts the server where it finds our modules too: it does not take over `sys.path` by itself."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def start(function, *args):
    """Runs a function, sync or async, in a process of its own.

    Returns:
        The process, and a pipe that what it returns comes through; a sync function is given the other end first.
    """
    _warm()
    mine, theirs = processes.Pipe()
    child = processes.Process(target=_run, args=(function, theirs, *args), daemon=True)
    child.start()
    theirs.close()
    return child, mine


def run(function, *args, within=60):
    """Runs it to the end; returns its exit code (negative: killed by that signal) and what it returned, if it did."""
    child, pipe = start(function, *args)
    answer = None
    try:
        if pipe.poll(within):
            answer = pipe.recv()
    except EOFError:
        pass
    child.join(within)
    assert child.exitcode is not None, "it hangs"
    if isinstance(answer, _Failed):
        raise AssertionError(answer.text)
    return child.exitcode, answer


def die():
    """What kill -9 does: no clean-up of any kind."""
    os.kill(os.getpid(), signal.SIGKILL)


class _Failed:
    def __init__(self, text):
        self.text = text


def _run(function, pipe, *args):
    try:
        is_async = inspect.iscoroutinefunction(function)
        pipe.send(anyio.run(function, *args) if is_async else function(pipe, *args))
    except BaseException:
        pipe.send(_Failed(traceback.format_exc()))
