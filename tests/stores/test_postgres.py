"""The Postgres store keeps the contract, on a real server."""

import pytest
from conftest import emptied
from contract import StoreContract
from items_contract import ItemsContract
from parts_contract import PartsContract
from readings_contract import ReadingsContract
from work_contract import WorkContract

from pllm_memory.stores.postgres import PostgresStore


class TestPostgres(StoreContract, ReadingsContract, ItemsContract, PartsContract, WorkContract):
    @pytest.fixture
    def opens(self, postgres):
        return lambda: PostgresStore(postgres)


class TestPostgresWithoutACache(StoreContract, ReadingsContract, ItemsContract, PartsContract):
    """The same with no memory for columns: everything is read anew with every call, over a single connection."""

    @pytest.fixture
    def opens(self, postgres):
        return lambda: PostgresStore(f"{postgres}&pool_size=1", cache_bytes=0)


class TestPostgresInPartitions(StoreContract, ReadingsContract, ItemsContract, PartsContract, WorkContract):
    """The same where each table is divided by user."""

    @pytest.fixture
    def opens(self, divided):
        app = emptied(*divided)
        return lambda: PostgresStore(app)
