"""Tokens: whom they speak for, that they are not kept, and that doubt lets nobody in."""

import json
import stat
from datetime import timedelta

import pytest

from pllm_memory.errors import ConfigError, InvalidUserId, NotFound
from pllm_memory.server.tokens import Tokens
from pllm_memory.types import now


@pytest.fixture
def tokens(tmp_path):
    return Tokens(tmp_path / "deep" / "tokens.jsonl")


def test_a_token_speaks_for_its_user_also_in_another_process(tokens):
    ada, bob = tokens.add("ada"), tokens.add("bob")
    for reader in (tokens, Tokens(tokens.path)):
        assert (reader.whose(ada), reader.whose(bob)) == ("ada", "bob")


def test_any_other_text_speaks_for_nobody(tokens):
    token = tokens.add("ada")
    id_ = token.split("_")[1]
    others = ["", "x", "_", "__", f"pllm_{id_}_", f"pllm_{id_}_{'A' * 43}", token[:-1], token + "A", token.upper(),
              f" {token}", token * 20, "\udc80__", "é" * 50]  # fmt: skip
    assert [other for other in others if tokens.whose(other) is not None] == []


def test_the_file_keeps_no_token_and_is_its_owners_alone(tokens):
    token = tokens.add("ada")
    kept = tokens.path.read_text(encoding="utf-8")
    assert token.split("_", 2)[2] not in kept
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    assert "sha256" not in json.dumps([one.to_dict() for one in tokens.all()])


def test_a_token_that_is_taken_back_is_refused_at_once(tokens):
    reader = Tokens(tokens.path)
    kept, gone = tokens.add("ada"), tokens.add("ada")
    assert reader.whose(gone) == "ada"
    tokens.revoke(gone.split("_")[1])
    assert (reader.whose(gone), reader.whose(kept)) == (None, "ada")
    with pytest.raises(NotFound):
        tokens.revoke(gone.split("_")[1])


def test_a_token_ends_when_it_was_said_to(tokens):
    over, good = (tokens.add("ada", expires_at=now() + timedelta(hours=hours)) for hours in (-1, 1))
    assert (tokens.whose(over), tokens.whose(good)) == (None, "ada")


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"token": {"id": "x"}}', '{"token": {"id": "x", "user_id": ""}}'])
def test_a_damaged_file_lets_nobody_in(tokens, line):
    token = tokens.add("ada")
    with tokens.path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ConfigError, match="line 2"):
        tokens.whose(token)


def test_nobody_can_have_a_token_under_an_impossible_id(tokens):
    with pytest.raises(InvalidUserId):
        tokens.add(" ada")
    assert tokens.all() == []
