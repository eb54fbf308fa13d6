"""`pllm-memory graph`: what is known of a user, as a file or in the terminal."""

from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.tree import Tree

from pllm_memory.cli import show as print_
from pllm_memory.errors import ConfigError
from pllm_memory.graph import to_graphml, to_html, to_json, to_png, to_svg
from pllm_memory.graph.lettering import drawable, when

FORMATS: Mapping[str, Callable[[Any], str | bytes]] = {
    ".html": to_html,
    ".svg": to_svg,
    ".png": to_png,
    ".graphml": to_graphml,
    ".json": to_json,
}


def check(out: Path) -> None:
    """Refuses a name that says no format, before any work is done.

    Raises:
        ConfigError: If it does.
    """
    if out.suffix.lower() not in FORMATS:
        raise ConfigError(f"{out} is none of the formats {', '.join(FORMATS)}")


def write(graph: Any, out: Path, json: bool) -> None:
    """Writes the graph in the format that the file's name says.

    Raises:
        ConfigError: If the file cannot be written.
        MissingExtra: If a PNG is asked for, and matplotlib is not installed.
    """
    content = FORMATS[out.suffix.lower()](graph)
    try:
        out.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror or error}") from error
    value = {"file": str(out), "facts": graph.number_of_edges(), "nodes": graph.number_of_nodes()}
    print_.line(f"{out}: {_count(graph.number_of_edges())}", value, json)


def show(graph: Any, json: bool) -> None:
    """Prints the graph as JSON, or as a tree: who, what of them, when."""
    if json:
        print(to_json(graph))  # noqa: T201  this is what the command is for
        return
    name = drawable(graph.graph["name"])
    tree = Tree(f"[bold]{escape(name)}[/bold]  [dim]{_count(graph.number_of_edges())}[/dim]")
    for node in graph:
        facts = [data for _, _, data in graph.out_edges(node, data=True)]
        if facts:
            _add(tree if node == graph.graph["owner"] else tree.add(escape(drawable(graph.nodes[node]["name"]))), facts)
    print_.out.print(tree)


def _add(branch: Tree, facts: list[dict[str, Any]]) -> None:
    """One line for each predicate, what has ended struck through."""
    facts.sort(key=lambda fact: str(fact["label"]))
    for label, group in groupby(facts, key=lambda fact: str(fact["label"])):
        branch.add(f"[dim]{escape(drawable(label))}[/dim] {', '.join(map(_value, group))}")


def _value(fact: dict[str, Any]) -> str:
    text = escape(drawable(fact["object"]))
    dates = when(fact["valid_at"], fact["invalid_at"], event=fact["event"])
    return (text if fact["current"] else f"[strike dim]{text}[/]") + (f" [dim]({dates})[/dim]" if dates else "")


def _count(number: int) -> str:
    return f"{number} {'fact' if number == 1 else 'facts'}"
