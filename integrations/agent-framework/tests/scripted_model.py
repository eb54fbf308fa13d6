"""Stands in for the model of the README: it answers with how much it was shown."""

from agent_framework_double import Thinking

model = Thinking(lambda shown, tools: f"I was shown {len(shown)} messages.")
