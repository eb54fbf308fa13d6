"""The stand-ins that ship in pllm_memory.testing."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pllm_memory.errors import ModelError
from pllm_memory.testing import FrozenClock, HashEmbedder, ScriptedLLM

pytestmark = pytest.mark.anyio

HELLO = [{"role": "user", "content": "hello"}]


async def test_hashed_texts_that_share_words_are_alike():
    rows = await HashEmbedder().embed(["my dog Rex", "the dog is called Rex", "taxes in France"], kind="document")
    assert rows.shape == (3, 64)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert await HashEmbedder().fingerprint() == "hash/64"
    assert await HashEmbedder(8).fingerprint() == "hash/8"


@pytest.mark.parametrize("text", ["", " ", "🙂", "\ud800", "é", "x" * 10_000])
async def test_every_text_has_a_hashed_vector(text):
    assert np.isfinite(await HashEmbedder().embed([text], kind="query")).all()


async def test_hashing_is_the_same_in_every_process():
    code = (
        "import anyio; from pllm_memory.testing import HashEmbedder as H;"
        "print(anyio.run(lambda: H(8).embed(['héllo Wörld'], kind='query')).tobytes().hex())"
    )
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == (await HashEmbedder(8).embed(["héllo Wörld"], kind="query")).tobytes().hex()


async def test_a_scripted_llm_follows_its_script():
    llm = ScriptedLLM("Hello, dear  user.\n", "", ValueError("as told"))
    pieces = [piece async for piece in llm.reply(HELLO)]
    assert len(pieces) > 1
    assert "".join(pieces) == "Hello, dear  user.\n"
    assert [piece async for piece in llm.reply(HELLO)] == []
    with pytest.raises(ValueError, match="as told"):
        await anext(llm.reply(HELLO))
    with pytest.raises(ModelError, match="no reply number 4"):
        await anext(llm.reply(HELLO))
    assert llm.asked == [HELLO] * 4
    assert llm.schemas == [None] * 4


def test_a_frozen_clock_moves_only_when_it_is_moved():
    clock = FrozenClock(datetime(2026, 5, 8, tzinfo=UTC))
    assert clock() == clock()
    clock.advance(90)
    assert clock.advance(timedelta(days=1)) == clock() == datetime(2026, 5, 9, 0, 1, 30, tzinfo=UTC)
