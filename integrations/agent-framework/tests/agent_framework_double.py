"""A chat client for Agent Framework that answers with a mind: a function of what it is shown and of its tools."""

from itertools import count

from agent_framework import (
    BaseChatClient,
    ChatMiddlewareLayer,
    ChatResponse,
    ChatResponseUpdate,
    Content,
    FunctionInvocationLayer,
    Message,
    ResponseStream,
)
from agent_framework.observability import ChatTelemetryLayer

_numbers = count()


class Thinking(FunctionInvocationLayer, ChatMiddlewareLayer, ChatTelemetryLayer, BaseChatClient):
    def __init__(self, mind):
        super().__init__()
        self._mind = mind

    def _inner_get_response(self, *, messages, stream, options, **_):
        def think():
            found = self._mind(
                [read(message) for message in messages], [tool.name for tool in options.get("tools") or []]
            )
            if isinstance(found, str):
                return [Content.from_text(found)]
            return [Content.from_function_call(f"c{next(_numbers)}", found.name, arguments=found.arguments)]

        async def whole():
            return ChatResponse(messages=[Message(role="assistant", contents=think())])

        async def pieces():
            for content in think():
                if content.type != "text":
                    yield ChatResponseUpdate(role="assistant", contents=[content])
                    continue
                for number, word in enumerate(content.text.split(" ")):
                    yield ChatResponseUpdate(
                        role="assistant", contents=[Content.from_text(f" {word}" if number else word)]
                    )

        return ResponseStream(pieces(), finalizer=ChatResponse.from_updates) if stream else whole()


def read(message):
    results = [content for content in message.contents if content.type == "function_result"]
    return ("tool", str(results[0].result)) if results else (message.role, message.text)
