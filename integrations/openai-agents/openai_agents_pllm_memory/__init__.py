"""Long-term memory of each user for the OpenAI Agents SDK.

personal = PersonalMemory(Memory())
await Runner.run(agent, "Plan my weekend", context=Visit("ada"), hooks=personal, run_config=personal.run_config())
"""

from openai_agents_pllm_memory.forget import forget, scrub_session
from openai_agents_pllm_memory.memory import PersonalMemory

__all__ = ["PersonalMemory", "forget", "scrub_session"]
