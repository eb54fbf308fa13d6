"""Backends: what serves adapters, here in this process or on a server."""

from pathlib import Path

from pllm_memory.adapt.backends.base import Backend
from pllm_memory.errors import ConfigError

__all__ = ["Backend", "open_backend"]


def open_backend(given: "str | Backend | None", *, base_model: str | None) -> "Backend | None":
    """Opens a backend; nothing is loaded and nobody is asked yet.

    Args:
        given: "local": the base model in this process; "vllm:URL", e.g. "vllm:http://127.0.0.1:8000"; an object; or
            None.
        base_model: The folder of the base model.

    Raises:
        ConfigError: If a name means nothing, or "local" has no base model.
    """
    if not isinstance(given, str):
        return given
    kind, _, address = given.partition(":")
    if kind == "vllm" and address:
        from pllm_memory.adapt.backends.vllm import VLLMBackend  # noqa: PLC0415  who serves nothing pays nothing

        return VLLMBackend(address)
    if kind == "local":
        from pllm_memory.adapt.backends.local import LocalBackend  # noqa: PLC0415  as above

        folder = address or base_model
        if not folder:
            raise ConfigError("backend is 'local', but there is no base model: set base_model, or say 'local:FOLDER'")
        return LocalBackend(Path(folder).expanduser())
    raise ConfigError(f"there is no backend {given!r}; use 'local', 'local:FOLDER' or 'vllm:http://HOST:PORT'")
