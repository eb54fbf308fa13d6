"""The one command that writes docs/results.md, on made-up data: from the loaders to the page."""

import json
import re
import sys
from importlib import import_module

import pytest
from samples import locomo, prefeval, write

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "results.md"


@pytest.fixture
def results(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return import_module("results")


@pytest.fixture
def run(results, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    (sample,) = locomo()
    write(tmp_path / "data" / "locomo_dev.json", [sample, sample | {"sample_id": "conv-2"}])
    prefeval(tmp_path / "data" / "prefeval", topics=2, each=1)
    empty = re.sub(r"(<!-- [\w-]+ -->)\n.*?(<!-- /)", r"\1\n\2", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    write(tmp_path / "docs" / "results.md", empty)

    def call(*more):
        arguments = [str(tmp_path / "data"), "--llm", "no", "--rivals", "--lives", "1"]
        folders = ["--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "docs")]
        monkeypatch.setattr(sys, "argv", ["results.py", *arguments, *folders, *more])
        results.main()
        return (tmp_path / "docs" / "results.md").read_text(encoding="utf-8")

    return call


def between(page, mark):
    return re.search(rf"<!-- {mark} -->\n(.*?)\n<!-- /{mark} -->", page, re.DOTALL)[1]


def test_one_command_writes_every_table_of_the_page_and_goes_on_where_it_was(run, results, tmp_path):
    page = run()
    marks = re.findall(r"<!-- (\w[\w-]*) -->", PAGE.read_text(encoding="utf-8"))
    tables = import_module("results_page").TABLES
    assert set(marks) == set(tables)
    assert all(len(between(page, mark)) > 100 for mark in marks)
    assert "n = 8 questions." in between(page, "locomo")
    assert "| multi-hop (1) | 2 |" in between(page, "locomo-categories")
    for part in ("lexical", "kinds of things", "all rules", "neighbours and sessions"):
        assert f"| {part} |" in between(page, "ablation")
    assert "`THOROUGH` with late interaction" in between(page, "thorough")
    assert between(page, "prefeval-forms").count("\n") == 5  # a header, a rule, the four forms
    found = json.loads((tmp_path / "docs" / "results.json").read_text())
    assert set(found) == set(import_module("measured").PARTS)
    assert {file.suffix for file in (tmp_path / "docs" / "img").iterdir()} == {".png", ".svg"}

    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").glob("*.json")}
    (again,) = [file for file in kept if file.name.startswith("prefeval-forms")]
    again.unlink()
    assert between(run(), "prefeval-forms") == between(page, "prefeval-forms")
    changed = {file for file, time in kept.items() if file.stat().st_mtime_ns != time}
    assert changed == {again}


def test_a_part_that_is_not_measured_again_stays_on_the_page(results, tmp_path):
    write(tmp_path / "results.md", "<!-- facts-rules -->\n<!-- /facts-rules -->")
    rules = json.loads((PAGE.parent / "results.json").read_text(encoding="utf-8"))["facts-rules"]
    write(tmp_path / "results.json", {"facts-rules": rules, "abstention": {}})
    results.publish({"cost": {"measured": "today"}}, tmp_path)
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert found == {"facts-rules": rules, "abstention": {}, "cost": {"measured": "today"}}
    assert f"Measured on {rules['measured']}." in (tmp_path / "results.md").read_text(encoding="utf-8")


def test_what_was_measured_with_other_code_or_data_or_arguments_is_measured_again(results, tmp_path, monkeypatch):
    folder = tmp_path / "data"
    write(folder / "locomo_dev.json", locomo())
    prefeval(folder / "prefeval", topics=1, each=1)
    before = results.data(folder)
    write(folder / "prefeval" / "explicit_preference" / "topic0.json", [])
    assert results.data(folder) != before
    library = tmp_path / "library"
    write(library / "recall" / "rank.py", "x = 1")
    write(library / "cli" / "show.py", "x = 1")
    monkeypatch.setattr(results, "OURS", library)
    before = results.code()
    write(library / "cli" / "show.py", "x = 2")
    assert results.code() == before
    write(library / "recall" / "rank.py", "x = 2")
    assert results.code() != before


def test_the_readme_s_numbers_are_those_of_the_page():
    """The README's table is a part of the page's."""
    found = json.loads((ROOT / "docs" / "results.json").read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = {"**pllm-memory**": None, "BM25 alone": "bm25", "the same embeddings alone": "embeddings"}
    for start, system in rows.items():
        locomo_row, prefeval_row = (
            found[name] if system is None else found[name]["systems"][system] for name in ("locomo", "prefeval")
        )
        keys = ("recall@10", "any@10_cat1-4", "all@10_cat1-4", "mrr")
        values = [*(locomo_row["overall"][key] for key in keys), prefeval_row["overall"]["hit@5"]]
        (line,) = [line for line in readme.splitlines() if line.startswith(f"| {start}")]
        shown = re.findall(r"\d+\.\d", line.split("|", 2)[2])
        assert shown == [f"{100 * value:.1f}" for value in values], start
