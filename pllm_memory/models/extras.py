"""Libraries that are imported when they are first used, so that `import pllm_memory` stays light."""

from importlib import import_module
from types import ModuleType

from pllm_memory.errors import MissingExtra


def library(name: str, *, what: str, extra: str) -> ModuleType:
    """Imports a library now.

    Args:
        name: The module.
        what: What needs it, for the error.
        extra: The extra of pllm-memory that installs it.

    Raises:
        MissingExtra: If it is not installed, or its import fails (see the cause).
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtra(what, extra=extra) from error
