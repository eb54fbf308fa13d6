"""Pydantic AI's own scripted model, answering with a mind: a function of what it is shown and of its tools' names."""

import json

from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import DeltaToolCall, FunctionModel

ROLES = {
    "user-prompt": "user",
    "system-prompt": "system",
    "tool-return": "tool",
    "retry-prompt": "tool",
    "text": "assistant",
}


def thinking(mind):
    def think(messages, info):
        return mind(list(read(messages)), [tool.name for tool in info.function_tools])

    async def answer(messages, info):
        found = think(messages, info)
        part = TextPart(found) if isinstance(found, str) else ToolCallPart(found.name, found.arguments)
        return ModelResponse(parts=[part])

    async def stream(messages, info):
        found = think(messages, info)
        if isinstance(found, str):
            for number, word in enumerate(found.split(" ")):
                yield f" {word}" if number else word
        else:
            yield {0: DeltaToolCall(found.name, json.dumps(found.arguments))}

    return FunctionModel(answer, stream_function=stream)


def read(messages):
    for message in messages:
        for part in message.parts:
            if part.part_kind in ROLES:
                yield ROLES[part.part_kind], part.content if isinstance(part.content, str) else str(part.content)
