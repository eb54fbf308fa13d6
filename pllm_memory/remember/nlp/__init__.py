"""Reads more out of messages than the rules do, by the grammar of their sentences: what a parser is for.

The rules know phrases, word for word. Here a phrase is known by how it hangs together, so it is found again with other
words in between, in another order, and told of another person. What is found is only added to what the rules have
read of the same message, where it does not contradict that. A parser costs a hundred times what the rules do: only
sentences with a word of an example are parsed.
"""

from typing import TYPE_CHECKING, Any

from pllm_memory.remember.nlp.parse import open_parser

if TYPE_CHECKING:
    from pllm_memory.remember.nlp.grammar import Grammar

__all__ = ["open_grammar"]


def open_grammar(given: Any) -> "Grammar | None":
    """The reader by grammar that a setting names, with the parser it names (see `open_parser`); none by default.

    Raises:
        ConfigError: If it names no parser, or one that cannot do what is needed.
        MissingExtra: If the parser is not installed.
    """
    parser = open_parser(given)
    if parser is None:
        return None
    from pllm_memory.remember.nlp.grammar import Grammar  # noqa: PLC0415  with it come the tables of the rules

    return Grammar(parser)
