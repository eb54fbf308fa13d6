"""Rerankers: a real cross-encoder (tiny, with random weights), FlashRank's real code, and what others bring."""

import json
import logging
import shutil
import sys
import threading

import anyio
import numpy as np
import pytest
from huggingface_hub import constants

from pllm_memory.errors import ConfigError, MissingExtra, ModelError, ModelUnavailable
from pllm_memory.models import FlashRankReranker, Reranker, open_reranker
from pllm_memory.models.rerankers import BATCH, CheckedReranker, scores
from pllm_memory.models.weights import TOKENIZER
from pllm_memory.testing import HashEmbedder, OverlapReranker, ScriptedLLM

pytestmark = pytest.mark.anyio

QUESTION = "Where did Ada move?"
TEXTS = ["Ada moved to Lyon.", "It rains.", "Ada bought a bicycle, a red one, and moved on."]


class TestNames:
    @pytest.mark.parametrize("nothing", [None, "none"])
    def test_none_is_nothing(self, nothing):
        assert open_reranker(nothing) is None

    @pytest.mark.parametrize(
        "name", ["", "cross-encoder", "cross-encoder:", "flashrank:", "none:x", "x:y", "Flashrank:m"]
    )
    def test_an_unknown_name_lists_the_known_ones(self, name):
        with pytest.raises(ConfigError, match="cross-encoder:MODEL_OR_FOLDER, flashrank:MODEL, none"):
            open_reranker(name)

    @pytest.mark.parametrize("name", ["cross-encoder:a/b", "flashrank:ms-marco-TinyBERT-L-2-v2"])
    def test_a_name_opens_without_loading(self, name):
        assert isinstance(open_reranker(name), Reranker)

    @pytest.mark.parametrize(
        ("name", "module", "extra"),
        [
            ("cross-encoder:a/b", "sentence_transformers", "sentence-transformers"),
            ("flashrank:ms-marco-TinyBERT-L-2-v2", "flashrank.Ranker", "flashrank"),
        ],
    )
    async def test_a_missing_library_names_its_extra(self, monkeypatch, name, module, extra):
        monkeypatch.setitem(sys.modules, module, None)
        monkeypatch.setitem(sys.modules, module.split(".")[0], None)
        with pytest.raises(MissingExtra, match=rf"pllm-memory\[{extra}\]"):
            await open_reranker(name).score(QUESTION, TEXTS)


# ── what others bring ────────────────────────────────────────────────────────────────────────────────


def lengths(question, texts):
    return [len(text) for text in texts]


async def lengths_later(question, texts):
    await anyio.sleep(0)
    return np.array(lengths(question, texts))


class Ours:
    async def score(self, question, texts):
        return np.array(lengths(question, texts), np.float32)


class OfPairs:
    """What LangChain's BaseCrossEncoder is, by its shape."""

    def score(self, text_pairs):
        assert all(question == QUESTION for question, _ in text_pairs)
        return [len(text) for _, text in text_pairs]


class Torchlike:
    def __call__(self): ...

    def forward(self): ...


class TestObjects:
    @pytest.mark.parametrize("given", [lengths, lengths_later, Ours(), OfPairs()], ids=lambda g: type(g).__name__)
    async def test_functions_and_objects_score(self, given):
        found = await open_reranker(given).score(QUESTION, TEXTS)
        assert found.tolist() == [len(text) for text in TEXTS]
        assert found.dtype == np.float32

    async def test_langchains_own_class(self):
        module = pytest.importorskip("langchain_core.cross_encoders")

        class Theirs(OfPairs, module.BaseCrossEncoder):
            pass

        assert (await open_reranker(Theirs()).score(QUESTION, TEXTS)).tolist() == [len(text) for text in TEXTS]

    async def test_ours_is_taken_as_it_is(self):
        given = OverlapReranker()
        assert open_reranker(given) is given
        assert isinstance(given, Reranker)

    async def test_a_sync_function_leaves_the_event_loop_free(self):
        where = []
        await open_reranker(lambda _q, texts: where.append(threading.current_thread()) or [0.0] * len(texts)).score(
            QUESTION, TEXTS
        )
        assert where[0] is not threading.main_thread()

    @pytest.mark.parametrize("given", [42, object(), Torchlike(), HashEmbedder(), ScriptedLLM(), [0.5], {"score": 1}])
    def test_a_wrong_object_is_told_what_is_accepted(self, given):
        with pytest.raises(ConfigError, match="LangChain BaseCrossEncoder"):
            open_reranker(given)

    def test_a_class_is_told_to_be_an_instance(self):
        with pytest.raises(ConfigError, match="OverlapReranker is a class"):
            open_reranker(OverlapReranker)

    async def test_whatever_it_raises_is_a_model_error_with_its_cause(self):
        def broken(question, texts):
            raise ZeroDivisionError("oh")

        with pytest.raises(ModelError, match="broken failed: ZeroDivisionError: oh") as caught:
            await open_reranker(broken).score(QUESTION, TEXTS)
        assert isinstance(caught.value.__cause__, ZeroDivisionError)

    async def test_no_texts_ask_nobody(self):
        assert (await open_reranker(lambda _q, _t: 1 / 0).score(QUESTION, [])).shape == (0,)


class TestChecks:
    @pytest.mark.parametrize(
        ("answer", "says"),
        [
            ([1.0, 2.0], r"3 texts with shape \(2,\), not \(3,\)"),
            (0.5, r"shape \(\)"),
            (np.zeros((3, 3)), r"shape \(3, 3\)"),
            ([0.0, float("nan"), 1.0], "NaN or infinity for text 1 of 3"),
            ([0.0, 1.0, 1e300], "NaN or infinity for text 2 of 3"),
            (None, "no list of numbers|shape"),
            ({"a": 1}, "no list of numbers"),
            (["good", "bad", "worse"], "no list of numbers"),
            ([[1.0], [1.0, 2.0], []], "no list of numbers"),
        ],
    )
    async def test_an_answer_that_is_no_score_for_each_is_refused(self, answer, says):
        with pytest.raises(ModelError, match=says):
            await open_reranker(lambda _q, _t: answer).score(QUESTION, TEXTS)

    def test_a_column_is_as_good_as_a_row(self):
        assert scores([[1], [2]], texts=2, model="x").tolist() == [1.0, 2.0]

    def test_a_tensor_with_a_gradient_is_refused(self):
        torch = pytest.importorskip("torch")
        with pytest.raises(ModelError, match="no list of numbers"):
            scores(torch.zeros(2, requires_grad=True), texts=2, model="x")


async def test_overlap_is_the_share_of_the_questions_words():
    given = OverlapReranker()
    assert (await given.score("a red bicycle", TEXTS)).tolist() == [0.0, 0.0, 1.0]
    assert given.asked == [("a red bicycle", TEXTS)]
    assert (await given.score("", ["x"])).tolist() == [0.0]


# ── sentence-transformers ────────────────────────────────────────────────────────────────────────────


def cross_encoder(folder, **config):
    """A folder with a cross-encoder of two small layers: real in everything but its knowledge."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("sentence_transformers")
    torch.manual_seed(0)
    small = {
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 512,
        "num_labels": 1,
        "vocab_size": 30_522,
    }
    transformers.BertForSequenceClassification(transformers.BertConfig(**small | config)).save_pretrained(folder)
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "sep", "pad", "cls", "mask")}
    transformers.PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER), **special).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


class TestCrossEncoder:
    async def test_a_folder_scores_as_the_library_itself_does(self, folder):
        from sentence_transformers import CrossEncoder

        texts = [f"{text} {number}" for number in range(BATCH) for text in TEXTS]
        found = await open_reranker(f"cross-encoder:{folder}").score(QUESTION, texts)
        theirs = CrossEncoder(str(folder)).predict([(QUESTION, text) for text in texts], show_progress_bar=False)
        assert np.allclose(found, theirs, atol=1e-5)
        assert len(set(found.tolist())) > BATCH  # it does tell the texts apart

    async def test_an_open_cross_encoder_can_be_given(self, folder):
        from sentence_transformers import CrossEncoder

        by_name = await open_reranker(f"cross-encoder:{folder}").score(QUESTION, TEXTS)
        assert np.allclose(await open_reranker(CrossEncoder(str(folder))).score(QUESTION, TEXTS), by_name, atol=1e-5)

    @pytest.mark.parametrize("positions", [64, 512])
    async def test_long_texts_are_cut_to_what_the_model_can_read(self, tmp_path, positions):
        short = cross_encoder(tmp_path / "m", max_position_embeddings=positions)
        reranker = open_reranker(f"cross-encoder:{short}")
        found = await reranker.score(QUESTION, ["word " * 40_000, "x" * 200_000, "one", "日本" * 5_000, "🙂 \ufffd"])
        assert found.shape == (5,)

    async def test_a_model_with_other_labels_is_no_reranker(self, tmp_path):
        reranker = open_reranker(f"cross-encoder:{cross_encoder(tmp_path / 'nli', num_labels=3)}")
        with pytest.raises(ModelError, match=r"shape \(3, 3\), not \(3,\)"):
            await reranker.score(QUESTION, TEXTS)

    async def test_threads_may_share_one(self, folder):
        reranker = open_reranker(f"cross-encoder:{folder}")
        found = []

        async def ask():
            found.append((await reranker.score(QUESTION, TEXTS * 10)).tolist())

        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(ask)
        assert all(one == found[0] for one in found)

    async def test_a_model_that_cannot_be_had_is_unavailable(self, tmp_path):
        pytest.importorskip("sentence_transformers")
        (tmp_path / "config.json").write_text("{}")
        with pytest.raises(ModelUnavailable, match="cannot load"):
            await open_reranker(f"cross-encoder:{tmp_path}").score(QUESTION, TEXTS)


# ── FlashRank ────────────────────────────────────────────────────────────────────────────────────────

TINY = "ms-marco-TinyBERT-L-2-v2"


class Session:
    """In place of onnxruntime: scores a pair by how many tokens it has, as a logit."""

    def __init__(self, path):
        with open(path, "rb") as file:  # as onnxruntime would, it fails where there is none
            file.read()

    def run(self, _outputs, feed):
        assert feed["input_ids"].shape[1] <= 512
        return [feed["attention_mask"].sum(axis=1, keepdims=True).astype(np.float32) / 100]


@pytest.fixture
def flashrank(monkeypatch):
    module = pytest.importorskip("flashrank.Ranker")
    monkeypatch.setattr(module.ort, "InferenceSession", Session)
    return module


@pytest.fixture
def cache(tmp_path, flashrank):
    """A cache with the model in FlashRank's layout; its weights are what `Session` stands for."""
    model = tmp_path / "cache" / TINY
    model.mkdir(parents=True)
    (model / flashrank.model_file_map[TINY]).write_bytes(b"onnx")
    (model / "config.json").write_text(json.dumps({"pad_token_id": 0}))
    (model / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 512, "pad_token": "[PAD]"}))
    (model / "special_tokens_map.json").write_text(json.dumps({"cls_token": "[CLS]"}))
    shutil.copy(TOKENIZER, model / "tokenizer.json")
    return tmp_path / "cache"


@pytest.fixture
def no_network(monkeypatch):
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", "http://127.0.0.1:9/{repo_id}/{revision}/{filename}")


class TestFlashRank:
    async def test_scores_come_back_in_the_order_of_the_texts(self, cache):
        texts = ["one two three", "one", "one two", *(["word " * 3_000] * BATCH)]
        found = await FlashRankReranker(TINY, folder=cache).score(QUESTION, texts)
        assert found[0] > found[2] > found[1]
        assert (found[3:] == found.max()).all()

    async def test_it_leaves_the_logging_of_the_program_alone(self, cache):
        root = logging.getLogger()
        before = (root.level, list(root.handlers))
        await FlashRankReranker(TINY, folder=cache).score(QUESTION, TEXTS)
        assert (root.level, list(root.handlers)) == before

    async def test_a_model_it_does_not_have_is_named_before_anything_is_asked(self, flashrank, tmp_path):
        for name in ("no-such", "../../etc", "rank_zephyr_7b_v1_full"):
            with pytest.raises(ModelUnavailable, match=r"no model .* that scores; it has .*TinyBERT"):
                await FlashRankReranker(name, folder=tmp_path / "c").score(QUESTION, TEXTS)
        assert not (tmp_path / "c").exists()

    @pytest.mark.usefixtures("no_network", "flashrank")
    async def test_without_a_network_it_says_what_to_do(self, tmp_path):
        with pytest.raises(
            ModelUnavailable, match=r"downloaded once from https://huggingface.co/prithivida/flashrank;"
        ):
            await FlashRankReranker(TINY, folder=tmp_path / "c").score(QUESTION, TEXTS)
        assert not (tmp_path / "c").exists()

    async def test_a_damaged_folder_says_so(self, cache):
        (cache / TINY / "tokenizer.json").write_text("{")
        with pytest.raises(ModelUnavailable, match="If the folder is damaged, delete it"):
            await FlashRankReranker(TINY, folder=cache).score(QUESTION, TEXTS)

    def test_models_are_not_kept_in_tmp(self):
        assert "pllm-memory" in str(FlashRankReranker(TINY)._folder)


def test_a_subclass_only_answers():
    class Constant(CheckedReranker):
        async def _answer(self, question, texts):
            return [1] * len(texts)

    assert anyio.run(Constant("constant").score, QUESTION, TEXTS).tolist() == [1.0] * 3
