"""The models that a memory uses, opened by name or object: to find by meaning, to chat, to look twice."""

from pathlib import Path

from pllm_memory.errors import ConfigError
from pllm_memory.models.base import LLM, Embedder, Floats, Kind, Reranker, Vectors
from pllm_memory.models.chat import ACCEPTED as ACCEPTED_LLMS
from pllm_memory.models.chat import recognise_llm
from pllm_memory.models.foreign import ACCEPTED, recognise
from pllm_memory.models.local import LocalEmbedder
from pllm_memory.models.openai import OpenAIEmbedder, OpenAILLM
from pllm_memory.models.rerankers import ACCEPTED as ACCEPTED_RERANKERS
from pllm_memory.models.rerankers import CrossEncoderReranker, FlashRankReranker, recognise_reranker
from pllm_memory.models.sentence_transformers import SentenceTransformersEmbedder
from pllm_memory.models.wordllama import WordLlamaEmbedder

__all__ = [
    "LLM",
    "CrossEncoderReranker",
    "Embedder",
    "FlashRankReranker",
    "Floats",
    "Kind",
    "LocalEmbedder",
    "OpenAIEmbedder",
    "OpenAILLM",
    "Reranker",
    "SentenceTransformersEmbedder",
    "Vectors",
    "WordLlamaEmbedder",
    "open_embedder",
    "open_llm",
    "open_reranker",
]

EMBEDDERS = ("local", "local:FOLDER", "wordllama", "openai:MODEL", "sentence-transformers:MODEL_OR_FOLDER", "none")
LLMS = ("openai:MODEL", "none")
RERANKERS = ("cross-encoder:MODEL_OR_FOLDER", "flashrank:MODEL", "none")


def open_embedder(given: object = "local") -> Embedder | None:
    """Opens an embedder. Nothing is loaded or downloaded until it is first asked.

    Args:
        given: A name:

            - "local": all-MiniLM-L6-v2 on this machine;
            - "local:FOLDER": the model.onnx and tokenizer.json of that folder;
            - "wordllama": static vectors, very fast, less able;
            - "openai:MODEL": OpenAI's API, or the server at OPENAI_BASE_URL, with the key in OPENAI_API_KEY;
            - "sentence-transformers:MODEL_OR_FOLDER";
            - "none": no embedder, lexical search only.

            Or an object: an `Embedder`, a LangChain `Embeddings`, a LlamaIndex `BaseEmbedding`, or a function,
            sync or async, from a list of texts to anything that numpy can read as (texts, dimensions).

    Returns:
        The embedder, or None for "none" and None.

    Raises:
        ConfigError: If it is an unknown name, a folder without a model, or an object that cannot embed.
        MissingExtra: If the library that it needs is not installed.
    """
    if given is None:
        return None
    return _named_embedder(given) if isinstance(given, str) else recognise(given)


def _named_embedder(name: str) -> Embedder | None:
    match name.split(":", 1):
        case ["none"]:
            return None
        case ["local"]:
            return LocalEmbedder()
        case ["local", folder] if folder:
            return LocalEmbedder.from_folder(Path(folder).expanduser())
        case ["wordllama"]:
            return WordLlamaEmbedder()
        case ["openai", model] if model:
            return OpenAIEmbedder(model)
        case ["sentence-transformers", model] if model:
            return SentenceTransformersEmbedder(model)
        case _:
            raise ConfigError(f"there is no embedder {name!r}; known are {', '.join(EMBEDDERS)}; or give {ACCEPTED}")


def open_llm(given: object) -> LLM | None:
    """Opens a language model. Nothing is asked of it yet.

    Args:
        given: "openai:MODEL" (OpenAI's API, or the server at OPENAI_BASE_URL, with the key in OPENAI_API_KEY),
            "none", or an object: one with `reply` (`pllm_memory.models.base.LLM`), a LangChain chat model, or a
            LlamaIndex `LLM`.

    Returns:
        The model, or None for "none" and None.

    Raises:
        ConfigError: If it is an unknown name, or an object that cannot reply.
        MissingExtra: If the library that it needs is not installed.
    """
    match given.split(":", 1) if isinstance(given, str) else given:
        case None | ["none"]:
            return None
        case ["openai", str(model)] if model:
            return OpenAILLM(model)
        case _ if isinstance(given, str):
            raise ConfigError(f"there is no llm {given!r}; known are {', '.join(LLMS)}; or give {ACCEPTED_LLMS}")
        case _:
            return recognise_llm(given)


def open_reranker(given: object) -> Reranker | None:
    """Opens a reranker. Nothing is loaded or downloaded until it is first asked.

    Args:
        given: A name:

            - "cross-encoder:MODEL_OR_FOLDER": a CrossEncoder of sentence-transformers;
            - "flashrank:MODEL": a model of FlashRank, without torch;
            - "none".

            Or an object: a `Reranker`, a LangChain `BaseCrossEncoder`, a sentence-transformers `CrossEncoder`, or
            a function, sync or async, from a question and a list of texts to a score for each.

    Returns:
        The reranker, or None for "none" and None.

    Raises:
        ConfigError: If it is an unknown name, or an object that cannot score.
    """
    match given.split(":", 1) if isinstance(given, str) else given:
        case None | ["none"]:
            return None
        case ["cross-encoder", str(model)] if model:
            return CrossEncoderReranker(model)
        case ["flashrank", str(model)] if model:
            return FlashRankReranker(model)
        case _ if isinstance(given, str):
            known = ", ".join(RERANKERS)
            raise ConfigError(f"there is no reranker {given!r}; known are {known}; or give {ACCEPTED_RERANKERS}")
        case _:
            return recognise_reranker(given)
