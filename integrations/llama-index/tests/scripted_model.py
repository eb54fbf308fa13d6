"""Stands in for the model of the README: it answers with how much it was shown."""

from llama_index_double import scripted

model = scripted(lambda shown, tools: f"I was shown {len(shown)} messages.")
