"""What one user's adapter has learnt by heart is not to be had from the base model, nor from another user's."""

import pytest

from pllm_memory.adapt.config import TrainConfig
from tests.adapt.made import ALL, TEACHING
from tests.adapt.tiny import save_tiny_model
from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # peft's, of transformers


def test_a_canary_is_exposed_by_nobodys_adapter_but_its_users(tmp_path, monkeypatch):
    """Exposure as Carlini et al. (2019) define it; of a canary that is unknown it is 1.4 bits on average."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import isolation

    model = save_tiny_model(tmp_path / "model", width=128, heads=2)
    words = isolation.WORDS[:4]
    how = TrainConfig(targets=ALL, batch=2, clip=1.0, dropout=0.0, **TEACHING)
    adapters = dict(zip(words, isolation.taught(model, tmp_path, words, how), strict=True))
    found = isolation.exposures(model, adapters, most=len(words))
    assert found["own"]["mean"] == 6  # all that can be seen: they do know their own
    assert found["another's"]["mean"] <= 2
