import json
import sys
from io import StringIO

import pytest
from rich.console import Console

from pllm_memory.bench import plots, table
from pllm_memory.bench.run import Run
from pllm_memory.bench.systems import AllMessages, Bm25
from pllm_memory.errors import MissingExtra

pytestmark = pytest.mark.anyio


@pytest.fixture
async def report(dataset):
    run = Run(dataset, [Bm25(), AllMessages()])
    found = await run.report(config={"strategy": "fast", "embedder": None}, skipped={"mem0": "not installed"})
    return json.loads(json.dumps(found.to_dict()))


async def test_markdown_has_a_row_a_system_and_says_who_did_not_run(report):
    text = table.markdown(report)
    assert text.startswith("**tiny, 4 questions")
    assert "| bm25 | 100.0 | 100.0 [100.0, 100.0] |" in text
    assert "| all_messages |" in text
    assert "| category | n | bm25 | all_messages |" in text
    assert "- mem0 did not run: not installed" in text


@pytest.mark.parametrize("width", [80, 220])
async def test_the_terminal_shows_the_same_numbers_also_a_narrow_one(report, width):
    console = Console(width=width, record=True, file=StringIO())
    console.print(table.rich_table(report))
    shown = console.export_text()
    assert "…" not in shown
    assert "bm25" in shown
    assert "100.0 / 100.0" in shown  # evidence, and all of it, in a context
    assert "mem0 did not run: not installed" in shown


async def test_categories_are_called_by_the_names_of_the_data_s_authors(report):
    named = report | {"labels": {"1": "multi-hop"}}
    assert "| 1 multi-hop | 1 | 100.0 |" in table.markdown(named)
    console = Console(width=80, record=True, file=StringIO())
    console.print(table.rich_table(named))
    assert "1 multi-hop" in console.export_text()


async def test_plots_are_written_as_png_and_svg(report, tmp_path):
    pytest.importorskip("matplotlib")
    files = plots.write_plots(report, tmp_path / "new")
    assert [file.name for file in files] == [
        "tiny-recall.png",
        "tiny-recall.svg",
        "tiny-categories.png",
        "tiny-categories.svg",
    ]
    assert all(file.stat().st_size > 1000 for file in files)


async def test_plots_without_matplotlib_name_the_extra(report, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match="plots"):
        plots.write_plots(report, tmp_path)
