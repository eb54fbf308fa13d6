"""A model for ADK that answers with a mind: a function of what it is shown and of its tools' names."""

from google.adk.models import BaseLlm, LlmResponse
from google.genai import types
from pydantic import PrivateAttr


class Thinking(BaseLlm):
    _mind: object = PrivateAttr()

    def __init__(self, mind):
        super().__init__(model="thinking")
        self._mind = mind

    async def generate_content_async(self, llm_request, stream=False):
        found = self._mind([read(content) for content in llm_request.contents], list(llm_request.tools_dict))
        if not isinstance(found, str):
            call = types.FunctionCall(name=found.name, args=found.arguments)
            yield said(types.Part(function_call=call))
            return
        if stream:
            for number, word in enumerate(found.split(" ")):
                yield said(types.Part(text=f" {word}" if number else word), partial=True)
        yield said(types.Part(text=found))


def said(part, **given):
    return LlmResponse(content=types.Content(role="model", parts=[part]), **given)


def read(content):
    responses = [part.function_response for part in content.parts if part.function_response]
    if responses:
        return "tool", str(responses[0].response)
    return {"model": "assistant"}.get(content.role, content.role), "\n".join(part.text or "" for part in content.parts)
