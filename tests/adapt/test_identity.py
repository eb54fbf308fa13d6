"""What tells a base model from every other: whatever changes what it answers changes its digests."""

import pytest

from pllm_memory.adapt.identity import identify
from pllm_memory.errors import NotFound


@pytest.fixture
def folder(tmp_path):
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_text("{}")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "chat_template.jinja", "vocab.json", "vocab.txt",
        "merges.txt", "special_tokens_map.json", "added_tokens.json", "spiece.model",
    ],
)  # fmt: skip
def test_another_file_of_a_tokenizer_is_another_tokenizer_of_the_same_model(folder, name):
    (folder / name).write_text("one")
    before = identify(folder)
    (folder / name).write_text("another")
    after = identify(folder)
    assert after.tokenizer_digest != before.tokenizer_digest
    assert after.digest == before.digest


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "model-00002-of-00002.safetensors"])
def test_other_weights_or_another_configuration_is_another_model(folder, name):
    before = identify(folder)
    (folder / name).write_text("another")
    assert identify(folder).digest != before.digest


def test_weights_in_pickles_are_no_model(folder):
    """They could be exchanged and the digest would stay: it is of safetensors. And to load them would run them."""
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(NotFound, match="safetensors"):
        identify(folder)
