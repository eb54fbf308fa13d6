"""What other systems have remembered: readers of their files, one a format, each a function from a file to messages.

What somebody said keeps its role, time and id. What a system had noted down (a memory, a fact, a summary) becomes a
message of the role "document": it is found, with its date, but does not count as what the user said.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pllm_memory.errors import ConfigError
from pllm_memory.imports import chatgpt, claude, graphs, langgraph, letta, mcp_memory, mem0
from pllm_memory.imports.values import Found, Read, Report, Skipped

__all__ = ["SYSTEMS", "Found", "Read", "Report", "Skipped", "reader"]

SYSTEMS: Mapping[str, Callable[[Path], Iterator[Found]]] = {
    "chatgpt": chatgpt.conversations,
    "claude": claude.conversations,
    "graphiti": graphs.memories,
    "langgraph": langgraph.items,
    "letta": letta.agent,
    "mcp-memory": mcp_memory.graph,
    "mem0": mem0.memories,
    "zep": graphs.memories,
}
"""The systems whose files can be read, by name."""


def reader(system: str) -> Callable[[Path], Iterator[Found]]:
    """What reads the files of a system.

    Raises:
        ConfigError: If there is no such system.
    """
    if system not in SYSTEMS:
        raise ConfigError(f"there is no reader for {system!r}; there are {', '.join(SYSTEMS)}")
    return SYSTEMS[system]
