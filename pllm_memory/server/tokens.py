"""Bearer tokens: who calls over HTTP. A file keeps their hashes, a line each; a token itself is shown once.

Lines are only ever added, also to take a token back, so two processes that write do not lose each other's.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from pllm_memory.errors import ConfigError, InvalidInput, NotFound
from pllm_memory.types import Scope, now, utc

_PREFIX = "pllm"
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a token.

    Attributes:
        id: Its name, a part of it; no secret.
        user_id: Whose memory it opens.
        sha256: The hash of the whole token. It is 256 random bits, so a hash without salt cannot be turned back.
        created_at: When it was made.
        expires_at: Until when it is good, or None.
    """

    id: str
    user_id: str
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """The token as JSON-ready values, without its hash."""
        times = {"created_at": self.created_at, "expires_at": self.expires_at}
        shown = {name: None if at is None else at.isoformat() for name, at in times.items()}
        return {"id": self.id, "user_id": self.user_id, **shown}


def default_path() -> Path:
    """Where tokens are kept if nobody says: beside the settings."""
    return user_config_path("pllm-memory") / "tokens.jsonl"


class Tokens:
    """The tokens in a file, read again whenever it has changed: one that is taken back is refused at once.

    Args:
        path: The file; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._tokens: dict[str, Token] = {}

    def all(self) -> list[Token]:
        """Every token that is not taken back, in the order they were made.

        Raises:
            ConfigError: If the file cannot be read, or a line of it means nothing: nobody is let in then.
        """
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ConfigError(f"{self.path} cannot be read: {error}") from error
        seen = (found.st_mtime_ns, found.st_size, found.st_ino)
        if seen != self._seen:
            self._tokens = _read(self.path)
            self._seen = seen
        return list(self._tokens.values())

    def whose(self, token: str) -> str | None:
        """The user whom a token speaks for, or None: unknown, taken back, or out of date.

        Raises:
            ConfigError: See `all`.
        """
        id_ = token.split("_")[1] if len(token) <= _LONGEST and token.count("_") >= 2 else ""
        self.all()
        kept = self._tokens.get(id_)
        # Compared in any case, and in constant time: how long a refusal takes says nothing.
        same = hmac.compare_digest(_hash(token[:_LONGEST]), kept.sha256 if kept else _hash(""))
        if kept is None or not same or (kept.expires_at is not None and kept.expires_at <= now()):
            return None
        return kept.user_id

    def add(self, user_id: str, *, expires_at: datetime | str | None = None) -> str:
        """Makes a token for a user. It is not kept: nobody can show it again.

        Raises:
            InvalidUserId: If the id cannot be one.
            InvalidTime: If `expires_at` has no time zone.
        """
        self.all()
        id_ = secrets.token_hex(6)
        secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        token = f"{_PREFIX}_{id_}_{secret}"
        until = None if expires_at is None else utc(expires_at, what="expires_at")
        made = Token(id=id_, user_id=Scope(user_id).user_id, sha256=_hash(token), created_at=now(), expires_at=until)
        self._write({"token": made.to_dict() | {"sha256": made.sha256}})
        return token

    def revoke(self, id_: str) -> None:
        """Takes a token back.

        Raises:
            NotFound: If there is none of that id.
        """
        if id_ not in {token.id for token in self.all()}:
            raise NotFound(f"there is no token {id_}")
        self._write({"revoked": id_})

    def _write(self, row: dict[str, Any]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, (json.dumps(row) + "\n").encode())
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise ConfigError(f"{self.path} cannot be written: {error}") from error


def _read(path: Path) -> dict[str, Token]:
    found: dict[str, Token] = {}
    for number, row in _rows(path):
        try:
            if "revoked" in row:
                found.pop(row["revoked"], None)
            else:
                token = _token(row["token"])
                found[token.id] = token
        except (LookupError, TypeError, AttributeError, InvalidInput) as error:
            raise ConfigError(f"{path}, line {number}, is no token: nobody is let in until it is right") from error
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise ConfigError(
                    f"{path}, line {number}, is no JSON: nobody is let in until it is put right"
                ) from error


def _token(row: dict[str, Any]) -> Token:
    expires_at = row.get("expires_at")
    return Token(
        id=str(row["id"]),
        user_id=Scope(row["user_id"]).user_id,
        sha256=str(row["sha256"]),
        created_at=utc(row["created_at"]),
        expires_at=None if expires_at is None else utc(expires_at),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
