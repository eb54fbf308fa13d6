"""The memory's tools, as LangChain's."""

from collections.abc import Callable
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool

from pllm_memory import AgentMemory, AsyncMemory, Memory


def memory_tools(memory: Memory | AsyncMemory | str | None = None, *, user_id: str) -> list[BaseTool]:
    """The tools by which a model searches, adds, lists and deletes memories of one user.

    For agents that serve many users, use `PersonalMemory(memory, tools=True)`: whose memory it is, comes from the run.

    Args:
        memory: As for `PersonalMemory`.
        user_id: Whose memory; no argument of any tool says it.
    """
    tools = AgentMemory(memory).tools(user_id)
    return [_structured(tool, func=tool.run, coroutine=tool.arun) for tool in tools]


def tools_of_the_run(agent: AgentMemory) -> list[BaseTool]:
    """The same for whoever an agent runs for."""
    return [_of_the_run(agent, tool) for tool in agent.tools("nobody")]  # for their names and words only


def _of_the_run(agent: AgentMemory, described: Any) -> BaseTool:
    def find(runtime: ToolRuntime[Any, Any]) -> Any:
        return next(tool for tool in agent.tools(agent.whose(runtime)) if tool.name == described.name)

    def run(runtime: ToolRuntime[Any, Any], **given: Any) -> str:
        return find(runtime).run(**given)

    async def arun(runtime: ToolRuntime[Any, Any], **given: Any) -> str:
        return await find(runtime).arun(**given)

    return _structured(described, func=run, coroutine=arun)


def _structured(tool: Any, *, func: Callable[..., Any], coroutine: Callable[..., Any]) -> BaseTool:
    schema = {"title": tool.name, "description": tool.description, **tool.parameters}
    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=schema, func=func, coroutine=coroutine
    )
