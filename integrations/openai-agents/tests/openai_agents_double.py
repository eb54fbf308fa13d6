"""The SDK's own scripted model, answering with a mind: a function of what it is shown and of its tools' names."""

from itertools import count

from agents.testing import ModelStep, ScriptedModel, assistant_message, function_call

_numbers = count()


class Thinking(ScriptedModel):
    """Never runs out of steps: each is what the mind makes of the call."""

    def __init__(self, mind):
        def respond(call):
            items = call.input if isinstance(call.input, list) else [{"role": "user", "content": call.input}]
            shown = [one for item in items for one in read(item)]
            found = mind(shown, [tool.name for tool in call.tools] + [h.tool_name for h in call.handoffs])
            number = next(_numbers)
            if isinstance(found, str):
                return [assistant_message(found, item_id=f"m{number}")]
            return [function_call(found.name, found.arguments, call_id=f"c{number}")]

        self._step = ModelStep.respond(respond)
        super().__init__([self._step])

    async def get_response(self, *args, **given):
        self.enqueue(self._step)
        return await super().get_response(*args, **given)

    async def stream_response(self, *args, **given):
        self.enqueue(self._step)
        async for event in super().stream_response(*args, **given):
            yield event


def read(item):
    if item.get("type") == "function_call_output":
        yield "tool", str(item["output"])
    elif "role" in item:
        content = item["content"]
        yield item["role"], content if isinstance(content, str) else "\n".join(part["text"] for part in content)
