"""pllm-memory: the memory of a personal AI.

from pllm_memory import Memory

memory = Memory()
ada = memory.for_user("ada")
ada.remember("I moved to Lyon in May.")
print(ada.recall("Where do I live?"))
print(ada.profile())
"""

from pllm_memory.agents import AgentMemory, MemoryTool, personal
from pllm_memory.errors import PllmError
from pllm_memory.facts import Entity, Fact, Profile
from pllm_memory.memory import AsyncMemory, AsyncUserMemory, Memory, UserMemory
from pllm_memory.predicates import Predicate
from pllm_memory.recall import BALANCED, FAST, THOROUGH, Strategy
from pllm_memory.types import (
    Context,
    Explanation,
    Forgotten,
    Hit,
    Imported,
    Message,
    Receipt,
    Rejected,
    Via,
)

__version__ = "0.1.0"

__all__ = [
    "BALANCED",
    "FAST",
    "THOROUGH",
    "AgentMemory",
    "AsyncMemory",
    "AsyncUserMemory",
    "Context",
    "Entity",
    "Explanation",
    "Fact",
    "Forgotten",
    "Hit",
    "Imported",
    "Memory",
    "MemoryTool",
    "Message",
    "PllmError",
    "Predicate",
    "Profile",
    "Receipt",
    "Rejected",
    "Strategy",
    "UserMemory",
    "Via",
    "personal",
]
