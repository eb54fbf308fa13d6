"""The default store keeps the contract."""

import pytest
from contract import StoreContract
from items_contract import ItemsContract
from parts_contract import PartsContract
from readings_contract import ReadingsContract
from work_contract import WorkContract

from pllm_memory.stores.sqlite import SQLiteStore


class TestSQLite(StoreContract, ReadingsContract, ItemsContract, PartsContract, WorkContract):
    @pytest.fixture
    def opens(self, folder):
        return lambda: SQLiteStore(folder)


class TestSQLiteWithOneFileOpen(StoreContract, ReadingsContract, ItemsContract, PartsContract, WorkContract):
    """The same with the smallest cache there is: files and columns are let go after every call."""

    @pytest.fixture
    def opens(self, folder):
        return lambda: SQLiteStore(folder, open_files=1, cache_bytes=0)
