"""Long-term memory of each user for LangChain agents and LangGraph.

agent = create_agent(model, middleware=[PersonalMemory(memory)], context_schema=Context)
agent.invoke({"messages": [("user", "Where do I live?")]}, context=Context(user_id="ada"))
"""

from langchain_pllm_memory.chat import PersonalChatModel
from langchain_pllm_memory.forget import aforget, ascrub_thread, forget, scrub_thread
from langchain_pllm_memory.middleware import PersonalMemory
from langchain_pllm_memory.prompts import personal_prompt
from langchain_pllm_memory.retriever import PersonalRetriever
from langchain_pllm_memory.store import PersonalStore, label_of, user_of
from langchain_pllm_memory.tools import memory_tools

__all__ = [
    "PersonalChatModel",
    "PersonalMemory",
    "PersonalRetriever",
    "PersonalStore",
    "aforget",
    "ascrub_thread",
    "forget",
    "label_of",
    "memory_tools",
    "personal_prompt",
    "scrub_thread",
    "user_of",
]
