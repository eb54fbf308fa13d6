"""The default store keeps the contract."""

import pytest
from contract import StoreContract
from items_contract import ItemsContract
from parts_contract import PartsContract
from readings_contract import ReadingsContract

from pllm_memory.stores.sqlite import SQLiteStore


class TestSQLite(StoreContract, ReadingsContract, ItemsContract, PartsContract):
    @pytest.fixture
    def opens(self, folder):
        return lambda: SQLiteStore(folder)


class TestSQLiteWithOneFileOpen(StoreContract, ReadingsContract, ItemsContract, PartsContract):
    """The same with the smallest cache there is: files and columns are let go after every call."""

    @pytest.fixture
    def opens(self, folder):
        return lambda: SQLiteStore(folder, open_files=1, cache_bytes=0)
