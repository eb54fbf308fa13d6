"""What an agent framework needs of a memory: what to show before a turn, what to keep after it, and tools.

Every integration is a translation of this to the types of its framework, and holds no logic of its own:

    agent = AgentMemory(memory, user_id=lambda run: run.user_id)

    user_id = agent.whose(run)                                      # nobody: an error, the agent must not go on
    block = agent.block(question, user_id=user_id, turn=turn)       # "" if the store is down; the agent goes on
    …the framework asks its model, with the block right before the question…
    agent.remember(messages, user_id=user_id, session_id=thread, turn=turn)  # a turn tried again is kept once
"""

from pllm_memory.agents.client import PersonalClient, personal
from pllm_memory.agents.gone import Gone
from pllm_memory.agents.memory import AgentMemory
from pllm_memory.agents.tools import MemoryTool
from pllm_memory.agents.traces import WithoutMemory, hidden

__all__ = ["AgentMemory", "Gone", "MemoryTool", "PersonalClient", "WithoutMemory", "hidden", "personal"]
