"""Long-term memory of each user for Google ADK.

memory = Memory()
App(name="guide", root_agent=agent, plugins=[PersonalMemoryPlugin(memory)])
Runner(app=app, session_service=…, memory_service=PersonalMemoryService(memory))
"""

from google_adk_pllm_memory.forget import forget, scrub_session
from google_adk_pllm_memory.plugin import PersonalMemoryPlugin
from google_adk_pllm_memory.service import PersonalMemoryService, register
from google_adk_pllm_memory.tools import memory_tools

__all__ = ["PersonalMemoryPlugin", "PersonalMemoryService", "forget", "memory_tools", "register", "scrub_session"]
