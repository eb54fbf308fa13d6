"""Stands in for the model of the README: it answers with how much it was shown."""

from agents import set_tracing_disabled
from openai_agents_double import Thinking

set_tracing_disabled(True)
model = Thinking(lambda shown, tools: f"I was shown {len(shown)} messages.")
