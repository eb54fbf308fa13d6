"""The memory's prompt templates, as LangChain's."""

from datetime import UTC, datetime

from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

from pllm_memory import Context, Hit, Profile
from pllm_memory.prompts import needs, render

_MARKS = {"context": "\ue000", "profile": "\ue001", "question": "\ue002"}


def personal_prompt(template: str = "retrieval", *, system: str | None = None) -> ChatPromptTemplate:
    """One of the memory's templates as a `ChatPromptTemplate`, for chains of your own.

    What is remembered is a variable, never a part of the template: braces in it mean nothing. The variables are
    `question`; `context` (what `recall` gives) and `profile` (what `profile` gives), where the template shows them;
    and, if you like, `history`, a list of messages.

    Args:
        template: "retrieval", "profile", "combined", "none", or a template of your own.
        system: What the system message says, word for word.

    Raises:
        ConfigError: If there is no such template.
    """
    hit = Hit(text="", score=0, at=datetime.min.replace(tzinfo=UTC), message_ids=(), session_id="", speaker="", role="user")  # fmt: skip # noqa: E501
    context = Context(question="", hits=(hit,), text=_MARKS["context"], tokens=0, budget=0)
    profile = Profile(name="", text=_MARKS["profile"])
    shown = needs(template)
    rendered = render(
        template,
        context if "context" in shown else None,
        _MARKS["question"],
        profile=profile if "profile" in shown else None,
    )
    told = [("system", _escaped(system))] if system else []
    said = [("human", _marked(message["content"])) for message in rendered]
    return ChatPromptTemplate.from_messages([*told, MessagesPlaceholder("history", optional=True), *said])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _marked(text: str) -> str:
    marked = _escaped(text)
    for name, mark in _MARKS.items():
        marked = marked.replace(mark, "{" + name + "}")
    return marked
