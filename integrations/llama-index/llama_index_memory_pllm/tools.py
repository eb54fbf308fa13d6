"""The core's tools as LlamaIndex's."""

from typing import Any

from llama_index.core.bridge.pydantic import BaseModel, Field, create_model
from llama_index.core.tools import FunctionTool, ToolMetadata

from pllm_memory import AgentMemory, AsyncMemory, Memory, MemoryTool

_TYPES: dict[str, type] = {"string": str, "integer": int}


def memory_tools(memory: Memory | AsyncMemory | str | None = None, *, user_id: str) -> list[FunctionTool]:
    """Tools by which a model itself searches, adds, lists and deletes memories of one user.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory: the model cannot choose it.

    Raises:
        InvalidUserId: If there is no user.
    """
    agent = AgentMemory(memory, user_id=user_id)
    return [_tool(tool) for tool in agent.tools(agent.whose())]


def _tool(tool: MemoryTool) -> FunctionTool:
    told = ToolMetadata(name=tool.name, description=tool.description, fn_schema=_schema(tool))
    return FunctionTool(fn=tool.run, async_fn=tool.arun, metadata=told)


def _schema(tool: MemoryTool) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (_TYPES[told["type"]], Field(default=told.get("default", ...), description=told["description"]))
        for name, told in tool.parameters["properties"].items()
    }
    return create_model(tool.name, **fields)
