"""`pllm-memory graph`, over a memory whose facts are given."""

import json
import sys

import pytest
from typer.testing import CliRunner

from pllm_memory.cli import app
from pllm_memory.errors import ConfigError, MissingExtra
from pllm_memory.graph import from_json
from pllm_memory.graph import graph as build
from pllm_memory.memory import AsyncUserMemory
from tests.graph.lives import life


@pytest.fixture
def asked(monkeypatch):
    """What the command asked the memory for."""
    calls = []

    async def graph(self, **options):
        calls.append((self.user_id, options))
        return build(*life(40), owner="Ada [x]")

    monkeypatch.setattr(AsyncUserMemory, "graph", graph, raising=False)
    return calls


def call(*args):
    return CliRunner().invoke(app, ["graph", "ada", *args], catch_exceptions=False)


@pytest.mark.parametrize("kind", ["html", "svg", "png", "graphml", "json", "HTML"])
def test_the_name_of_the_file_says_the_format(asked, tmp_path, kind):
    if kind == "png":
        pytest.importorskip("matplotlib")
    out = tmp_path / f"ada.{kind}"
    done = call("--out", str(out), "--as-of", "2026-01-01T00:00:00Z", "--json")
    assert json.loads(done.stdout) == {"file": str(out), "facts": 40, "nodes": json.loads(done.stdout)["nodes"]}
    start = {"html": b"<!DOCTYPE html>", "svg": b"<svg", "png": b"\x89PNG", "graphml": b"<?xml", "json": b"{"}
    assert out.read_bytes().startswith(start[kind.lower()])
    assert asked == [("ada", {"as_of": "2026-01-01T00:00:00Z", "valid_at": None})]


def test_without_a_file_it_is_listed(asked):
    text = call("--valid-at", "2026-01-01T00:00:00Z").stdout
    assert text.startswith("Ada [x]  40 facts")
    assert asked[0][1]["valid_at"] == "2026-01-01T00:00:00Z"
    assert from_json(call("--json").stdout).number_of_edges() == 40


def test_a_name_that_says_no_format_is_refused_before_anything_is_read(asked, tmp_path):
    with pytest.raises(ConfigError, match=r"\.html, \.svg"):
        call("--out", str(tmp_path / "ada.pdf"))
    assert not asked


def test_a_file_that_cannot_be_written_is_one_line(asked, tmp_path):
    with pytest.raises(ConfigError, match="cannot be written: No such file"):
        call("--out", str(tmp_path / "nowhere" / "ada.svg"))


def test_a_png_without_matplotlib_names_the_extra_and_leaves_no_file(asked, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match="plots"):
        call("--out", str(tmp_path / "ada.png"))
    assert not list(tmp_path.iterdir())
