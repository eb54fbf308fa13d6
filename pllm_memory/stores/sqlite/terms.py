"""The vocabulary of a user's file: a number for each word."""

from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import statements

SQL = statements("sqlite", "user")


class TermNumbers(dict[str, int]):
    """The numbers of terms, looked up or given out when first asked for."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def __missing__(self, term: str) -> int:
        number = self._database.value(SQL["get_term"], term)
        if number is None:
            number = self._database.value(SQL["add_term"], term)
        self[term] = number
        return number
