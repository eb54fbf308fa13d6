"""Long-term memory of each user for LlamaIndex."""
