"""Long-term memory of each user for the OpenAI Agents SDK."""
