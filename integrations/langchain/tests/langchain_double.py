"""A chat model for LangChain that answers with a mind: a function of what it is shown and of its tools' names."""

from itertools import count
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}
_numbers = count()


class Thinking(BaseChatModel):
    mind: Any
    names: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self):
        return "thinking"

    def bind_tools(self, tools, **_):
        return self.model_copy(update={"names": [tool.name for tool in tools]})

    def _think(self, messages):
        return self.mind([(ROLES[message.type], str(message.text)) for message in messages], self.names)

    def _generate(self, messages, stop=None, run_manager=None, **_):
        found = self._think(messages)
        message = AIMessage(found) if isinstance(found, str) else AIMessage("", tool_calls=[called(found)])
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(self, messages, stop=None, run_manager=None, **_):
        found = self._think(messages)
        if not isinstance(found, str):
            yield ChatGenerationChunk(message=AIMessageChunk("", tool_calls=[called(found)]))
            return
        for number, word in enumerate(found.split(" ")):
            yield ChatGenerationChunk(message=AIMessageChunk(f" {word}" if number else word))


def called(call):
    return {"name": call.name, "args": call.arguments, "id": f"c{next(_numbers)}"}
