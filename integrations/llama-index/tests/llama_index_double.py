"""LlamaIndex's own scripted model, answering with a mind: a function of what it is shown and of its tools' names."""

from itertools import count

from llama_index.core.base.llms.types import ChatMessage, TextBlock, ToolCallBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM

_numbers = count()


def scripted(mind):
    def answer(messages, tools=(), **_):
        shown = [(message.role.value, text(message)) for message in messages]
        found = mind(shown, [tool.metadata.name for tool in tools])
        if isinstance(found, str):
            return ChatMessage(role="assistant", content=found)
        call = ToolCallBlock(tool_call_id=f"c{next(_numbers)}", tool_name=found.name, tool_kwargs=found.arguments)
        return ChatMessage(role="assistant", blocks=[call])

    return MockFunctionCallingLLM(response_generator=answer, is_chat_model=True)


def text(message):
    return "\n".join(block.text for block in message.blocks if isinstance(block, TextBlock))
