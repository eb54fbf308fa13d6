"""Long-term memory of each user for Pydantic AI."""
