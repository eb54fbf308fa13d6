"""Which parser is used, and what is said where there is none."""

import sys

import pytest

from pllm_memory import Memory
from pllm_memory.errors import ConfigError, MissingExtra
from pllm_memory.remember.nlp import open_grammar, parse
from pllm_memory.remember.nlp.parse import Parse, SpacyParser, Word, open_parser


def test_by_default_no_parser_is_used_nor_imported():
    assert open_parser(None) is open_parser("none") is None
    assert open_grammar("none") is None


@pytest.mark.parametrize("given", ["magic", "auto:x", 3, object()])
def test_what_is_no_parser_is_refused(given):
    with pytest.raises(ConfigError, match="parser"):
        open_parser(given)


@pytest.mark.parametrize("given", ["spacy:no_such_pipeline", "spacy:../x"])
def test_what_is_not_installed_names_the_extra(given):
    with pytest.raises(MissingExtra, match=r"pllm-memory\[nlp\]"):
        open_parser(given)


def test_without_spacy_auto_is_rules_only_and_spacy_names_the_extra(monkeypatch, url):
    monkeypatch.setattr(parse, "find_spec", lambda name: None)
    assert open_parser("auto") is None
    with pytest.raises(MissingExtra, match=r"pllm-memory\[nlp\]"):
        Memory(url, embedder="none", parser="spacy")
    with Memory(url, embedder="none", parser="auto") as memory:
        assert memory.for_user("bob").remember("I live in Oslo.").understood == ("The user lives in Oslo",)


def test_a_package_that_is_no_pipeline_is_refused():
    with pytest.raises(ConfigError, match="no spaCy pipeline"):
        open_parser("spacy:spacy")


class Pipeline:
    """What is looked at of a spaCy pipeline."""

    def __init__(self, lang="en", names=("tagger", "parser", "lemmatizer", "ner")):
        self.meta = {"lang": lang, "name": "small", "version": "1.0"}
        self.pipe_names = list(names)

    def pipe(self, texts):
        raise AssertionError("nothing is parsed before it must be")


@pytest.mark.parametrize(("pipeline", "why"), [(Pipeline("de"), "English"), (Pipeline(names=["tagger"]), "lemmatizer")])
def test_a_pipeline_that_cannot_do_what_is_needed_is_refused(pipeline, why):
    with pytest.raises(ConfigError, match=why):
        open_parser(pipeline)


def test_a_pipeline_of_ones_own_is_taken_and_named_with_its_version():
    assert open_parser(Pipeline()).name == "en_small-1.0"


def test_a_parse_is_made_once_and_the_oldest_is_let_go(monkeypatch):
    asked = []
    monkeypatch.setattr(parse, "_KEPT", 2)
    monkeypatch.setattr(parse, "_copied", lambda text, made: Parse.of(text, [Word(text, "", "", "", "", 0, "", 0)]))

    class Counting(Pipeline):
        def pipe(self, texts):
            asked.extend(texts)
            return texts

    parser = SpacyParser("x", Counting)
    assert [made.text for made in parser.parse(["a", "b", "a"])] == ["a", "b", "a"]
    parser.parse(["b", "c"])
    parser.parse(["b"])
    assert asked == ["a", "b", "c"]
    parser.parse(["a"])
    assert asked[-1] == "a"


def test_the_extra_is_not_imported_with_the_library():
    code = "import sys, pllm_memory; assert not {'spacy', 'pllm_memory.remember.extract'} & set(sys.modules)"
    import subprocess

    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
