import pytest

from pllm_memory.remember.nlp import open_grammar


@pytest.fixture(scope="session")
def grammar():
    pytest.importorskip("spacy")
    return open_grammar("spacy")
