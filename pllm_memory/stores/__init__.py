"""Stores: where memories are kept. `open_store` chooses one by URL."""

from importlib import import_module

from pllm_memory.config import Settings
from pllm_memory.errors import MissingExtra
from pllm_memory.stores.base import Store
from pllm_memory.stores.sqlite import SQLiteStore


def open_store(settings: Settings) -> Store:
    """The store that the settings name. Nothing is made or opened yet.

    Raises:
        ConfigError: If the URL is of no kind that is known.
        MissingExtra: If it is that of a Postgres database, and its driver is not installed.
    """
    if settings.is_postgres:
        try:
            postgres = import_module("pllm_memory.stores.postgres")
        except ImportError as error:
            raise MissingExtra("a memory in Postgres", extra="postgres") from error
        return postgres.PostgresStore(settings.url, insecure=settings.insecure)
    return SQLiteStore(settings.folder())
