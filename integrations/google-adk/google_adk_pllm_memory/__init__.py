"""Long-term memory of each user for Google ADK."""
