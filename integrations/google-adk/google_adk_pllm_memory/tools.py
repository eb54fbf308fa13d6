"""The core's tools as ADK's."""

from typing import Any

from google.adk.tools import BaseTool, ToolContext
from google.genai import types

from pllm_memory import AgentMemory, AsyncMemory, Memory, MemoryTool

_ANYBODY = "anybody"
"""What tools look like, is the same for all; whom a call is for, is known when it comes."""


def memory_tools(memory: Memory | AsyncMemory | str | None = None) -> list[BaseTool]:
    """Tools by which a model itself searches, adds, lists and deletes memories of the session's user.

    Args:
        memory: Where all users' memories are.
    """
    agent = AgentMemory(memory, user_id=lambda context: context.session.user_id)
    return [_Tool(agent, tool) for tool in agent.tools(_ANYBODY)]


class _Tool(BaseTool):
    def __init__(self, agent: AgentMemory, tool: MemoryTool) -> None:
        super().__init__(name=tool.name, description=tool.description)
        self._agent = agent
        self._parameters = dict(tool.parameters)

    def _get_declaration(self) -> types.FunctionDeclaration:
        return types.FunctionDeclaration(
            name=self.name, description=self.description, parameters_json_schema=self._parameters
        )

    async def run_async(self, *, args: dict[str, Any], tool_context: ToolContext) -> str:
        whose = self._agent.whose(tool_context)
        (mine,) = (own for own in self._agent.tools(whose) if own.name == self.name)
        return await mine.arun(**args)
