"""Knowledge graphs as the reference memory server of MCP has them, and how they are kept as messages."""
