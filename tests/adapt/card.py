"""A plugin of pytest's: everything is trained and answered on a device that is not the CPU.

    PLLM_TEST_CARD=card.so python -m pytest -p tests.adapt.card tests/adapt/test_training.py

The device is made of card.cpp by the C++ compiler of this machine. Its tensors have memory of their own, and an
operation on tensors of both it and the CPU is an error, as on a GPU. It is in a process of its own: torch knows one
such device, once and for all.
"""

import os
import subprocess
import types
from pathlib import Path

import torch
from torch.utils import cpp_extension

NAME = "card"
SOURCE = Path(__file__).with_suffix(".cpp")
LIBRARY = "PLLM_TEST_CARD"
"""The variable that says where the library is."""


def build(folder):
    """Compiles it; returns the library."""
    found = Path(folder) / "card.so"
    includes = [argument for path in cpp_extension.include_paths() for argument in ("-isystem", path)]
    libraries = [*(f"-L{path}" for path in cpp_extension.library_paths()), "-ltorch_cpu", "-lc10"]
    how = ["-std=c++20", "-O0", "-fPIC", "-shared", f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.compiled_with_cxx11_abi())}"]
    subprocess.run(["g++", *how, *includes, str(SOURCE), "-o", str(found), *libraries], check=True)
    return found


def plug_in():
    """Makes torch know the device by its name."""
    torch.ops.load_library(os.environ[LIBRARY])
    torch.utils.rename_privateuse1_backend(NAME)
    module = types.SimpleNamespace(
        is_available=lambda: True,
        device_count=lambda: 1,
        current_device=lambda: 0,
        manual_seed_all=lambda seed: None,
        _is_in_bad_fork=lambda: False,
    )
    torch._register_device_module(NAME, module)


def pytest_configure(config):
    """Makes it the device that is taken where nobody names one."""
    from pllm_memory.adapt.local import base

    plug_in()
    base.best_device = lambda: NAME
