"""The fixtures of the project's own tests, for the integrations': memories in real files, a real small model."""

from tests.conftest import amemory, anyio_backend, memory, no_settings_from_outside, smollm, url

__all__ = ["amemory", "anyio_backend", "memory", "no_settings_from_outside", "smollm", "url"]
