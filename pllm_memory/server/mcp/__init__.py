"""The memory over the Model Context Protocol: tools, resources and prompts for any client that speaks it.

Whose memory a call is about is told by the configuration (a process for one user) or by the caller's credential
(HTTP), and is no argument of anything: a model cannot ask for another user's.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pllm_memory.memory import AsyncMemory
from pllm_memory.models.extras import library

if TYPE_CHECKING:
    from mcp.server import Server


def mcp_server(memory: AsyncMemory, whose: str | Callable[[], str], *, reference: bool = False) -> "Server":
    """A memory as an MCP server, to be run over any transport of the official SDK.

    Args:
        memory: The memory; the server does not close it.
        whose: The user id, or a function that gives that of the caller of the request at hand, or raises.
        reference: Offer the tools of the reference memory server, with its names, schemas and behaviour.

    Raises:
        MissingExtra: If the SDK is not installed.
    """
    library("mcp", what="serving the memory over MCP", extra="mcp")
    from pllm_memory.server.mcp.offers import own_tools  # noqa: PLC0415  only a server pays for the SDK
    from pllm_memory.server.mcp.protocol import server  # noqa: PLC0415
    from pllm_memory.server.mcp.reference import reference_tools  # noqa: PLC0415
    from pllm_memory.server.mcp.resources import prompts, resources  # noqa: PLC0415

    user = (lambda: whose) if isinstance(whose, str) else whose
    tools = reference_tools(memory) if reference else own_tools(memory)
    return server(tools, resources(memory, reference=reference), prompts(memory), whose=user)
