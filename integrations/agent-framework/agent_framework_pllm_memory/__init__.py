"""Long-term memory of each user for Microsoft Agent Framework."""
