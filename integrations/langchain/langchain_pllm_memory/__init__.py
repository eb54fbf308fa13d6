"""Long-term memory of each user for LangChain agents and LangGraph."""
