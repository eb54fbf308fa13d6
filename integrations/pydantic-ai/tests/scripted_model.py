"""Stands in for the model of the README: it answers with how much it was shown."""

from pydantic_ai_double import thinking

model = thinking(lambda shown, tools: f"I was shown {len(shown)} messages.")
