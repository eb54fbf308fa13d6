"""What can be wrong with a user's file."""

from pllm_memory.stores.rows import index_problems
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import beside, statements

_NAMED = statements("sqlite", "user")
SQL = _NAMED | beside(_NAMED, "wrong_vector_sizes")
_COUNTS = ("messages_without_analysis", "rows_without_message", "unused_sessions", "wrong_vector_sizes",
           "wrong_vector_sizes_beside", "items_without_json")  # fmt: skip
"""Statements that count what should not be."""


def problems(database: Database) -> list[str]:
    """Whatever does not agree, in words; runs inside a transaction of the caller."""
    found = [f"integrity_check: {row[0]}" for row in database.all("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"foreign key broken in table {row[0]}" for row in database.all("PRAGMA foreign_key_check")]
    counted = {query: database.value(SQL[query]) for query in _COUNTS}
    found += [f"{query.replace('_', ' ')}: {count}" for query, count in counted.items() if count]
    known = {row[0]: row[1] for row in database.all(SQL["terms_after"], 0)}
    return found + index_problems(known, database.all(SQL["messages_with_terms"]))
