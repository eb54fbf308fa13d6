"""What is remembered of the user goes into each call of the model; each run's question and answer are remembered."""

import inspect
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from agents import AgentHookContext, FunctionTool, RunConfig, RunHooks
from agents.run_config import CallModelData, CallModelInputFilter, ModelInputData
from agents.tool_context import ToolContext

from pllm_memory import AgentMemory, AsyncMemory, Memory, MemoryTool

_ANYBODY = "anybody"
"""What tools look like, is the same for all; whom a call is for, is known when it comes."""


class PersonalMemory(RunHooks[Any]):
    """The long-term memory of the users of an application, as the hooks of its runs.

    Give it to each run, as `hooks`, and its `run_config()` too. Nothing that it shows to the model gets into the
    SDK's `Session`.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory, or a function of the run's `context` that gives it; `context.user_id` by default.
        session_id: A function of the run's `context` that gives the conversation; by default `context.session_id`,
            where there is one.
        turn: A function of the run's `context` that gives what tells its turn from every other of the session, so that
            a run that is made again is remembered once; by default, each run is a turn of its own.
        template: As for `AgentMemory`.
        limit: As for `AgentMemory`.
        budget: As for `AgentMemory`.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[Any], str | None] = lambda context: context.user_id,
        session_id: Callable[[Any], str | None] = lambda context: getattr(context, "session_id", None),
        turn: Callable[[Any], str | None] = lambda _: None,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
    ) -> None:
        self._agent = AgentMemory(memory, user_id=user_id, template=template, limit=limit, budget=budget)
        self._session_id = session_id
        self._turn = turn
        self._finished: Counter[str] = Counter()

    def run_config(self, **options: Any) -> RunConfig:
        """The configuration of a run that shows the memory to its model.

        Args:
            **options: What `RunConfig` takes. A `call_model_input_filter` of yours comes first. What models are sent
                is left out of traces, because nothing can be forgotten there: say `trace_include_sensitive_data=True`
                to have it in them.
        """
        options.setdefault("trace_include_sensitive_data", False)
        first: CallModelInputFilter | None = options.pop("call_model_input_filter", None)

        async def both(data: CallModelData[Any]) -> ModelInputData:
            if first:
                made = first(data)
                data = CallModelData(
                    model_data=await made if inspect.isawaitable(made) else made,
                    agent=data.agent,
                    context=data.context,
                )
            return await self._shown(data)

        return RunConfig(call_model_input_filter=both, **options)

    async def _shown(self, data: CallModelData[Any]) -> ModelInputData:
        whose = self._agent.whose(data.context)
        items = list(data.model_data.input)
        questions = [place for place, item in enumerate(items) if _role(item) == "user"]
        if questions:
            turn = self._session_id(data.context), len(questions), self._finished[whose]
            block = await self._agent.ablock(_text(items[questions[-1]]), user_id=whose, turn=turn)
            if block:
                items.insert(questions[-1], {"role": "user", "content": block})
        return ModelInputData(input=items, instructions=data.model_data.instructions)

    async def on_agent_start(self, context: AgentHookContext[Any], agent: Any) -> None:
        self._agent.whose(context.context)

    async def on_agent_end(self, context: AgentHookContext[Any], agent: Any, output: Any) -> None:
        whose = self._agent.whose(context.context)
        said = [{"role": "user", "content": text} for text in _unanswered(context.turn_input)]
        said.append({"role": "assistant", "content": output if isinstance(output, str) else _structured(output)})
        session_id, turn = self._session_id(context.context), self._turn(context.context) or str(uuid4())
        await self._agent.aremember(said, user_id=whose, session_id=session_id, turn=turn)
        self._finished[whose] += 1

    def tools(self) -> list[FunctionTool]:
        """Tools by which a model itself searches, adds, lists and deletes memories of the user of the run."""
        return [self._tool(tool) for tool in self._agent.tools(_ANYBODY)]

    def _tool(self, tool: MemoryTool) -> FunctionTool:
        async def invoke(context: ToolContext[Any], arguments: str) -> str:
            whose = self._agent.whose(context.context)
            (mine,) = (own for own in self._agent.tools(whose) if own.name == tool.name)
            try:
                given = dict(json.loads(arguments or "{}"))
            except (TypeError, ValueError) as error:
                return f"The arguments cannot be read: {error}"
            return await mine.arun(**given)

        return FunctionTool(
            name=tool.name,
            description=tool.description,
            params_json_schema=dict(tool.parameters),
            on_invoke_tool=invoke,
            strict_json_schema=False,  # some arguments may be left out
        )


def _unanswered(items: Sequence[Any]) -> list[str]:
    """What the user said since the last answer."""
    found: list[str] = []
    for item in items:
        if _role(item) == "assistant":
            found.clear()
        elif _role(item) == "user":
            found.append(_text(item))
    return found


def _role(item: Any) -> str | None:
    return item.get("role") if isinstance(item, Mapping) else None


def _text(item: Any) -> str:
    content = item.get("content", "")
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part.get("type") in ("input_text", "output_text"))


def _structured(output: Any) -> str:
    dump = getattr(output, "model_dump_json", None)
    return dump() if dump else json.dumps(output, ensure_ascii=False, default=str)
