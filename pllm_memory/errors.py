"""Everything that can go wrong, as one tree.

    PllmError
    ├── InvalidInput (ValueError)      what the caller gave cannot be used; nothing was changed
    │   ├── InvalidUserId
    │   ├── InvalidMessage
    │   └── InvalidTime
    ├── Conflict                       the same message id again, with other content
    ├── NotFound (LookupError)         no such message, user or file
    ├── ConfigError                    a setting, URL or name that means nothing
    ├── MissingExtra (ImportError)     an optional dependency is not installed; names the extra
    ├── Tampered                       an adapter's files are not those that were registered
    ├── ModelError                     a model failed to answer
    │   ├── ModelUnavailable           its weights or its service cannot be had
    │   └── BackendError               what serves adapters failed at this request
    │       ├── BackendDown            it cannot be reached, or does not answer in time
    │       ├── BackendBusy            every place for an adapter is in use for too long
    │       └── AdapterRefused         an adapter cannot be served: it does not fit, or is not what it is said to be
    └── StoreError                     the database cannot do what was asked
        ├── StoreBusy                  another process holds the write lock for too long
        ├── StoreReadOnly              the folder or file cannot be written
        ├── StoreFull                  no space left
        ├── StoreCorrupt               the file is damaged, or no database at all
        ├── StoreTooNew                written by a newer version of pllm-memory
        ├── LeaseLost                  another worker has taken over the work
        └── EmbedderMismatch           the vectors were made by another embedding model

Foreign errors are mapped to these at the edge (the store, the model), with the cause kept.
"""


class PllmError(Exception):
    """The root of every error that pllm-memory raises on purpose."""


class InvalidInput(PllmError, ValueError):
    """What the caller gave cannot be used; nothing was changed."""


class InvalidUserId(InvalidInput):
    """A user id that is empty, too long, or holds characters that no id should hold."""


class InvalidMessage(InvalidInput):
    """A message whose role, content, name, id or caption cannot be stored."""


class InvalidTime(InvalidInput):
    """A time that is naive, unreadable or out of range."""


class Conflict(PllmError):
    """The same message id came again with other content; the stored message stays as it was."""


class NotFound(PllmError, LookupError):
    """Nothing is stored under that id or path."""


class ConfigError(PllmError):
    """A setting, URL or model name that means nothing."""


class MissingExtra(PllmError, ImportError):
    """An optional dependency is not installed."""

    def __init__(self, what: str, *, extra: str) -> None:
        super().__init__(f"{what} needs an optional dependency: pip install 'pllm-memory[{extra}]'")
        self.extra = extra


class Tampered(PllmError):
    """An adapter's files, or what is written of them, are not what was registered: it is not used."""


class ModelError(PllmError):
    """A model was asked and failed to answer."""


class ModelUnavailable(ModelError):
    """The weights of a model, or the service that runs it, cannot be had."""


class BackendError(ModelError):
    """What serves adapters failed at this request. A router falls back to the base model on any of these."""


class BackendDown(BackendError):
    """The backend cannot be reached, or does not answer in time."""


class BackendBusy(BackendError):
    """Every place for an adapter was in use by other requests for longer than the backend waits."""


class AdapterRefused(BackendError):
    """An adapter cannot be served: it does not fit the base model, or is not what it is said to be."""


class StoreError(PllmError):
    """The database cannot do what was asked."""


class StoreBusy(StoreError):
    """Another process held the write lock for longer than the store waits."""


class StoreReadOnly(StoreError):
    """The folder or the file cannot be written."""


class StoreFull(StoreError):
    """No space is left for the write; it was rolled back."""


class StoreCorrupt(StoreError):
    """The file is damaged, or is no database at all."""


class StoreTooNew(StoreError):
    """The file was written by a newer version of pllm-memory."""


class LeaseLost(StoreError):
    """Another worker has taken over the work, as this one was not heard of for too long; nothing was written."""


class EmbedderMismatch(StoreError):
    """The stored vectors were made by another embedding model than the one in use."""

    def __init__(self, *, stored: str, given: str) -> None:
        super().__init__(
            f"this memory was embedded with {stored!r}, but the embedder in use is {given!r}; "
            f"vectors of different models cannot be compared. Open it with the embedder it was made with, "
            f"or re-embed it: pllm-memory reembed --embedder NAME"
        )
        self.stored = stored
        self.given = given
