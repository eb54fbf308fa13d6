"""Long-term memory of each user for Pydantic AI.

agent = Agent("openai:gpt-5-mini", deps_type=Visit, capabilities=[PersonalMemory(Memory())])
await agent.run("Plan my weekend", deps=Visit(user_id="ada"))
"""

from pydantic_ai_pllm_memory.forget import forget
from pydantic_ai_pllm_memory.memory import PersonalMemory

__all__ = ["PersonalMemory", "forget"]
