"""Prompts: templates as data, filled with what is remembered.

A template is a Jinja2 text that is rendered in a sandbox. Memory is only ever a value in it, fenced as
data, so nothing that a user once said becomes an instruction or template code. It goes into a message of
its own, in the user's role, right before the current turn: not into the system prompt.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pllm_memory.errors import ConfigError
from pllm_memory.facts import Profile
from pllm_memory.types import Context

if TYPE_CHECKING:
    from jinja2 import Environment

ChatMessage = dict[str, str]
"""A message as chat APIs take it: `{"role": …, "content": …}`."""


def template_names() -> tuple[str, ...]:
    """The templates that ship with the package."""
    folder = files("pllm_memory.prompts") / "templates"
    return tuple(
        sorted(entry.name.removesuffix(".jinja") for entry in folder.iterdir() if entry.name.endswith(".jinja"))
    )


def needs(template: str) -> frozenset[str]:
    """What a template shows: "context", "profile", both, or nothing.

    Raises:
        ConfigError: If there is no such template.
    """
    return frozenset(_SHOWN.findall(_COMMENT.sub("", _source(template)))) & {"context", "profile"}


_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_SHOWN = re.compile(r"\b(context|profile)\b")


def render(
    template: str,
    context: Context | None,
    turn: str | Sequence[Mapping[str, str]],
    *,
    profile: Profile | None = None,
) -> list[ChatMessage]:
    """The chat messages to send to a model.

    Args:
        template: The name of a template, or the text of one (anything with "{{" in it); it sees `context`,
            `profile` and `question`.
        context: What is remembered about the turn; needed where the template shows it (see `needs`).
        turn: The current question, or the whole conversation so far, the current turn last.
        profile: What is known about the person; needed where the template shows it.

    Returns:
        The conversation, with one more message before its last, unless the template renders to nothing.

    Raises:
        ConfigError: If there is no such template, or its text is broken.
    """
    conversation = [{"role": "user", "content": turn}] if isinstance(turn, str) else [dict(message) for message in turn]
    question = conversation[-1]["content"] if conversation else ""
    block = _fill(template, context=context, profile=profile, question=question).strip()
    if not block:
        return conversation
    return [*conversation[:-1], {"role": "user", "content": block}, *conversation[-1:]]


def task(name: str, **values: object) -> str:
    """What a model is told to do for the memory itself: prompts/tasks/NAME.jinja, with values in it.

    Raises:
        ConfigError: If there is no such task, or a value is missing.
    """
    from jinja2 import TemplateError  # noqa: PLC0415  only a prompt pays for it

    try:
        source = (files("pllm_memory.prompts") / "tasks" / f"{name}.jinja").read_text(encoding="utf-8")
        return _environment().from_string(source).render(**values).strip()
    except (TemplateError, OSError) as error:
        raise ConfigError(f"task {name[:60]!r} cannot be rendered: {error}") from error


def _fill(template: str, **shown: Context | Profile | str | None) -> str:
    from jinja2 import TemplateError  # noqa: PLC0415  only a prompt pays for it

    try:
        return _environment().from_string(_source(template)).render(**shown)
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:  # what a template can do
        raise ConfigError(f"template {template[:60]!r} cannot be rendered: {error}") from error


def _source(template: str) -> str:
    if "{{" in template:
        return template
    if template not in template_names():
        raise ConfigError(f"there is no template {template!r}; there are {', '.join(template_names())}")
    return (files("pllm_memory.prompts") / "templates" / f"{template}.jinja").read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
