"""A chat model whose content matters: it answers from what it was shown, and keeps what that was."""

import re
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

ANSWERS = (
    (r"where do i live", r"I (?:moved to|live in) (\w+)", "You live in {}."),
    (r"my number", r"My number is (\d+)", "It is {}."),
)


class ScriptedModel(BaseChatModel):
    """Answers a question by what it finds in all that it sees; takes the steps of a script first, if there is one.

    Attributes:
        script: Messages to give, or exceptions to raise, before it answers by itself.
        seen: The messages of each call.
    """

    script: list[Any] = Field(default_factory=list)
    seen: list[Any] = Field(default_factory=list)

    @property
    def _llm_type(self):
        return "scripted"

    def bind_tools(self, tools, **_):
        return self

    def _generate(self, messages, stop=None, run_manager=None, **_):
        self.seen.append(list(messages))
        step = self.script.pop(0) if self.script else AIMessage(answer(messages))
        if isinstance(step, BaseException):
            raise step
        return ChatResult(generations=[ChatGeneration(message=step)])


def answer(messages):
    shown = "\n".join(str(message.text) for message in messages)
    question = next(str(message.text) for message in reversed(messages) if message.type == "human")
    for asks, says, answered in ANSWERS:
        if re.search(asks, question, re.IGNORECASE):
            found = re.findall(says, shown)
            return answered.format(found[-1]) if found else "I do not know."
    return "Noted."


model = ScriptedModel()
