"""What the server offers, as values that know nothing of the protocol, and the tools of our own."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pllm_memory.agents import AgentMemory, MemoryTool
from pllm_memory.memory import AsyncMemory
from pllm_memory.recall.pack import known_line


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool answers.

    Attributes:
        text: For the model to read.
        structured: The same for programs, where the tool says which form that has.
        failed: Whether it could not do what was asked.
    """

    text: str
    structured: Mapping[str, Any] | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A tool, for one user at a time.

    Attributes:
        name: What the model calls it.
        title: Its name for people.
        description: What it is for, for the model.
        parameters: Its arguments, as JSON schema.
        result: The form of its structured answer, as JSON schema.
        read_only: Whether it changes nothing.
        destructive: Whether it removes something for good.
        idempotent: Whether calling it again changes nothing more.
        run: Calls it for a user, with its arguments.
    """

    name: str
    title: str
    description: str
    parameters: Mapping[str, Any]
    result: Mapping[str, Any] | None = None
    read_only: bool = True
    destructive: bool = False
    idempotent: bool = True
    run: Callable[[str, Mapping[str, Any]], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A resource: something to read, under a URI; `{id}` in the URI makes it a template.

    Attributes:
        uri: Its address.
        name: What it is called.
        description: What is in it.
        mime_type: Its form.
        read: Gives it, for a user and the id in the URI.
    """

    uri: str
    name: str
    description: str
    mime_type: str
    read: Callable[[str, str], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A prompt: chat messages that a person starts from.

    Attributes:
        name: What it is called.
        description: What it is for.
        argument: The name of its one argument, if it has one.
        meaning: What the argument is.
        write: Gives the messages, for a user and the argument.
    """

    name: str
    description: str
    argument: str | None = None
    meaning: str = ""
    write: Callable[[str, str], Awaitable[list[dict[str, str]]]]


def own_tools(memory: AsyncMemory) -> list[Offer]:
    """The tools that any agent gets (see `agents.tools`), and two more to read."""
    agent = AgentMemory(memory)
    described = agent.tools("nobody")  # they are made again for whoever calls
    return [*(_from_agent(agent, number, tool) for number, tool in enumerate(described)), *_readers(memory)]


def search_tool(memory: AsyncMemory) -> Offer:
    """The search alone."""
    return next(offer for offer in own_tools(memory) if offer.name == "search_memory")


def _from_agent(agent: AgentMemory, number: int, tool: MemoryTool) -> Offer:
    async def run(user_id: str, given: Mapping[str, Any]) -> Answer:
        return Answer(await agent.tools(user_id)[number].arun(**given))

    deletes = tool.name == "delete_memory"
    return Offer(
        name=tool.name,
        title=_title(tool.name),
        description=tool.description,
        parameters=tool.parameters,
        read_only=tool.read_only,
        destructive=deletes,
        idempotent=tool.read_only or deletes,
        run=run,
    )


def _readers(memory: AsyncMemory) -> list[Offer]:
    async def get_profile(user_id: str, _: Mapping[str, Any]) -> Answer:
        return Answer((await memory.for_user(user_id).profile()).text or "Nothing is known about this person.")

    async def list_facts(user_id: str, given: Mapping[str, Any]) -> Answer:
        found = await memory.for_user(user_id).facts(given.get("about"), history=given.get("history", False))
        return Answer("\n".join(known_line(fact) for fact in found) or "Nothing is known.")

    about = {"type": "string", "description": 'Only of this person or thing: a name, "user", "my sister".'}
    history = {"type": "boolean", "description": "Also what does not hold any more.", "default": False}
    return [
        Offer(
            name="get_profile",
            title=_title("get_profile"),
            description="The short picture of this user: who they are, what they like, whom they know, what they plan.",
            parameters={"type": "object", "properties": {}, "additionalProperties": False},
            run=get_profile,
        ),
        Offer(
            name="list_facts",
            title=_title("list_facts"),
            description="What is true by what this user said, each fact with its time and its evidence.",
            parameters={
                "type": "object",
                "properties": {"about": about, "history": history},
                "additionalProperties": False,
            },
            run=list_facts,
        ),
    ]


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def pretty(value: Any) -> str:
    """A value as JSON that is easy to read."""
    return json.dumps(value, indent=2, ensure_ascii=False)
