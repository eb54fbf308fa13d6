"""Stores: where memories are kept. `open_store` chooses one by URL."""

from pllm_memory.config import Settings
from pllm_memory.stores.base import Store
from pllm_memory.stores.sqlite import SQLiteStore


def open_store(settings: Settings) -> Store:
    """The store that the settings name. Nothing is made or opened yet.

    Raises:
        ConfigError: If the URL is of no kind that is known.
    """
    return SQLiteStore(settings.folder())
