"""The scripted server that speaks OpenAI's API, here too."""

from tests.models.conftest import openai_server

__all__ = ["openai_server"]
