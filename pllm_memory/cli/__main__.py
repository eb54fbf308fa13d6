"""`python -m pllm_memory.cli`."""

from pllm_memory.cli import main

main()
