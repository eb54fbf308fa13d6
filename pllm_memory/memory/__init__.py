"""The facade: wiring only. `AsyncMemory` is the memory; `Memory` is the same for code that does not await.

memory = Memory()
ada = memory.for_user("ada")
ada.remember("I moved to Lyon in May.")
print(ada.recall("Where do I live?"))
print(ada.profile())
"""

from pllm_memory.memory.app import AsyncMemory
from pllm_memory.memory.sync import Memory, UserMemory
from pllm_memory.memory.user import AsyncUserMemory

__all__ = ["AsyncMemory", "AsyncUserMemory", "Memory", "UserMemory"]
