"""Backends: what serves adapters, here in this process or on a server."""

from pathlib import Path

from pllm_memory.adapt.backends.base import Backend
from pllm_memory.errors import ConfigError

__all__ = ["Backend", "open_backend"]


def open_backend(
    given: "str | Backend | None", *, base_model: str | None, device: str | None = None
) -> "Backend | None":
    """Opens a backend; nothing is loaded and nobody is asked yet.

    Args:
        given: "local": the base model in this process; "vllm:URL", e.g. "vllm:http://127.0.0.1:8000"; "vllm:URL,URL":
            several servers, each for a part of the users; an object; or None.
        base_model: The folder of the base model.
        device: Where "local" computes; by default a GPU, if there is one.

    Raises:
        ConfigError: If a name means nothing, or "local" has no base model.
    """
    if not isinstance(given, str):
        return given
    kind, _, address = given.partition(":")
    if kind == "vllm" and address:
        return _vllm(address)
    if kind == "local":
        from pllm_memory.adapt.backends.local import LocalBackend  # noqa: PLC0415  who serves nothing pays nothing

        folder = address or base_model
        if not folder:
            raise ConfigError("backend is 'local', but there is no base model: set base_model, or say 'local:FOLDER'")
        return LocalBackend(Path(folder).expanduser(), device=device)
    raise ConfigError(f"there is no backend {given!r}; use 'local', 'local:FOLDER' or 'vllm:http://HOST:PORT'")


def _vllm(addresses: str) -> "Backend":
    from pllm_memory.adapt.backends.replicas import Replicas  # noqa: PLC0415  who serves nothing pays nothing
    from pllm_memory.adapt.backends.vllm import VLLMBackend  # noqa: PLC0415  as above

    if "," not in addresses:
        return VLLMBackend(addresses)
    return Replicas({url: VLLMBackend(url) for url in map(str.strip, addresses.split(",")) if url})
