"""Settings: one frozen value, read once at the door and handed down."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from pllm_memory.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the memory is and which models it uses.

    Attributes:
        url: "sqlite:///FOLDER" (three slashes relative, four absolute), or "postgresql://pllm_app:PASSWORD@HOST/DATABASE".
            The default is the platform's data folder.
        embedder: The embedding model by name, see `models.open_embedder`.
        llm: The chat model by name, see `models.open_llm`; none by default.
        reranker: What reads hits again, by name, see `models.open_reranker`; none by default.
        extraction: What reads messages: "rules"; "llm": the LLM too, before `remember` returns; or "llm-later":
            the LLM too, when the memory is consolidated.
        tagger: Whether a small model reads messages besides the rules: "auto", "local" or "none" (see
            `remember.tagger.open_tagger`).
        parser: What parses sentences, so that more is read out of them: "none", "auto", "spacy" or "spacy:PACKAGE"
            (see `remember.nlp.parse.open_parser`).
        limit: How many hits a recall returns.
        budget: How many tokens its packed text may take.
        adapters: The folder of the adapters; by default beside the memory's folder.
        backend: What serves adapters, by name, see `adapt.backends.open_backend`; none by default.
        base_model: The folder of the model that adapters are trained for, as transformers saves it.
        device: Where adapters are trained, and the local backend answers: "cpu", "cuda", "cuda:1", …; by default a GPU
            where there is one.
        insecure: Postgres: whether a role may be used that row-level security does not hold for.
        roll_over: Whether the memory of a user whose vectors are of another model is embedded by this one too when the
            user is met; otherwise it is refused.
    """

    url: str = field(default="", repr=False)  # it may hold a password; see `place`
    embedder: str = "local"
    llm: str | None = None
    reranker: str | None = None
    extraction: str = "rules"
    tagger: str = "auto"
    parser: str = "none"
    limit: int = 20
    budget: int = 800
    adapters: str = ""
    backend: str | None = None
    base_model: str | None = None
    device: str | None = None
    insecure: bool = False
    roll_over: bool = False

    @staticmethod
    def load(environment: Mapping[str, str] | None = None, *, file: Path | None = None) -> "Settings":
        """The settings from a TOML file, overridden by the environment.

        The file is `pllm-memory/config.toml` in the platform's configuration folder, or where PLLM_CONFIG says.
        Each setting can also be given as PLLM_URL, PLLM_EMBEDDER, PLLM_LLM, PLLM_RERANKER,
        PLLM_EXTRACTION, PLLM_TAGGER, PLLM_PARSER, PLLM_LIMIT, PLLM_BUDGET, PLLM_ADAPTERS, PLLM_BACKEND,
        PLLM_BASE_MODEL, PLLM_DEVICE, PLLM_INSECURE, PLLM_ROLL_OVER.

        Raises:
            ConfigError: If the file cannot be read, or a name or number in it means nothing.
        """
        environment = os.environ if environment is None else environment
        path = file or Path(environment.get("PLLM_CONFIG") or user_config_path("pllm-memory") / "config.toml")
        given = {name: environment.get(f"PLLM_{name.upper()}") for name in _NAMES}
        return replace(Settings(), **_checked(_read(path) | {k: v for k, v in given.items() if v}))

    @property
    def is_postgres(self) -> bool:
        """Whether `url` is that of a Postgres database."""
        return self.url.startswith(("postgresql://", "postgres://"))

    @property
    def place(self) -> str:
        """Where the memory is, for people: without a password."""
        return _bare(self.url) if self.is_postgres else str(self.folder())

    def replaced(self, **given: str) -> "Settings":
        """These settings with others in some places.

        Raises:
            ConfigError: If a name or value means nothing.
        """
        return replace(self, **_checked(given))

    def adapters_folder(self) -> Path:
        """The folder of the adapters."""
        if self.adapters:
            return Path(self.adapters).expanduser()
        if self.is_postgres:
            return user_data_path("pllm-memory") / "adapters"
        folder = self.folder()
        return folder.with_name(f"{folder.name}-adapters")

    def folder(self) -> Path:
        """The folder that `url` names.

        Raises:
            ConfigError: If the URL is of no kind that is known.
        """
        if not self.url:
            return user_data_path("pllm-memory") / "memories"
        scheme, separator, rest = self.url.partition(":///")
        if scheme != "sqlite" or not separator or not rest:
            raise ConfigError(
                f"{_bare(self.url)!r} is no memory URL; use e.g. 'sqlite:///./memories' or 'postgresql://HOST/DB'"
            )
        if rest == ":memory:":
            raise ConfigError("a memory is a folder of files, also one that is thrown away: give a temporary folder")
        return Path(rest).expanduser()


def _bare(url: str) -> str:
    """A URL without its user, password and parameters."""
    scheme, separator, rest = url.partition("?")[0].partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


EXTRACTIONS = ("rules", "llm", "llm-later")
_NAMES = tuple(one.name for one in fields(Settings))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    for name in given.keys() - set(_NAMES):
        raise ConfigError(f"there is no setting {name!r}; there are {', '.join(_NAMES)}")
    checked = {name: _READERS.get(name, _text)(name, value) for name, value in given.items()}
    if checked.get("extraction", "rules") not in EXTRACTIONS:
        raise ConfigError(f"extraction must be one of {', '.join(EXTRACTIONS)}, not {checked['extraction']!r}")
    return checked


def _text(_: str, value: Any) -> str:
    return str(value)


def _flag(name: str, value: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    try:
        return words[str(value).lower()]
    except KeyError as error:
        raise ConfigError(f"{name} must be true or false, not {value!r}") from error


def _number(name: str, value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{name} must be a whole number, not {value!r}") from error
    if number < 1:
        raise ConfigError(f"{name} must be at least 1, not {number}")
    return number


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "limit": _number,
    "budget": _number,
    "insecure": _flag,
    "roll_over": _flag,
}
