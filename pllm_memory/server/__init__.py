"""What other programs reach the memory by, over a wire: the Model Context Protocol, and who may call."""
