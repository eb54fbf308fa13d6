"""Long-term memory of each user for Microsoft Agent Framework.

agent = Agent(client=client, context_providers=[PersonalMemoryProvider(Memory())])
session = agent.create_session()
session.state["user_id"] = "ada"
await agent.run("Plan my weekend", session=session)
"""

from agent_framework_pllm_memory.forget import forget, scrub_session
from agent_framework_pllm_memory.provider import PersonalMemoryProvider

__all__ = ["PersonalMemoryProvider", "forget", "scrub_session"]
