"""Long-term memory of each user for LlamaIndex.

memory = PersonalMemory.from_defaults(session_id="monday", memory=Memory(), user_id="ada")
await FunctionAgent(llm=llm, tools=memory_tools(...)).run("Plan my weekend", memory=memory)
"""

from llama_index_memory_pllm.forget import forget, scrub_session
from llama_index_memory_pllm.llm import PersonalLLM
from llama_index_memory_pllm.memory import PersonalMemory
from llama_index_memory_pllm.prompts import personal_prompt
from llama_index_memory_pllm.retriever import PersonalRetriever
from llama_index_memory_pllm.tools import memory_tools

__all__ = [
    "PersonalLLM",
    "PersonalMemory",
    "PersonalRetriever",
    "forget",
    "memory_tools",
    "personal_prompt",
    "scrub_session",
]
