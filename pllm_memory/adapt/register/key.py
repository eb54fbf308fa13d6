"""The register's key: what it signs with, and what users' ids and messages are hashed with.

It is made at the first use, in a file that only its owner may read. Whoever has not got it can neither put an adapter
into the register nor tell whose one is.
"""

import hashlib
import hmac
import secrets
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pllm_memory.adapt.register import files
from pllm_memory.errors import ConfigError
from pllm_memory.types import Message

FILE = "register.key"
_BYTES = 32
_SHORT = 16
"""Hexadecimal digits of a hash that tells users, or messages of one user, apart."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A secret, and what is made with it; for each purpose another key is derived."""

    secret: bytes

    def owner(self, user_id: str) -> str:
        """The name under which a user is known in the register."""
        return self._mac("owner", user_id.encode("utf-8", "surrogatepass"))[:_SHORT]

    def message(self, owner: str, message: Message) -> str:
        """What tells whether a message still says what it said, and who said it."""
        return self._mac("message", files.as_json([owner, message.id, message.said]))[:_SHORT]

    def sign(self, purpose: str, content: bytes) -> str:
        """A signature."""
        return self._mac(f"sign {purpose}", content)

    def verifies(self, purpose: str, content: bytes, signature: object) -> bool:
        """Whether a signature is that of the content."""
        return isinstance(signature, str) and hmac.compare_digest(
            self.sign(purpose, content).encode(), signature.encode("utf-8", "surrogatepass")
        )

    def _mac(self, purpose: str, content: bytes) -> str:
        return hmac.digest(_derived(self.secret, purpose), content, hashlib.sha256).hex()


@lru_cache(maxsize=64)
def _derived(secret: bytes, purpose: str) -> bytes:
    """The key for a purpose; made once, since every message that an adapter was trained on is hashed at each answer."""
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def find(folder: Path) -> Key | None:
    """The key of the register in a folder, or None where nothing was ever registered.

    Raises:
        ConfigError: If the file is no key, or others than its owner may read it.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="ascii")
        others = path.stat().st_mode & 0o077
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    if others and sys.platform != "win32":
        raise ConfigError(f"{path} may be read by others: chmod 600 {path}, and sign anew what is in doubt")
    return Key(_secret(path, text))


def make(folder: Path) -> Key:
    """The key of the register in a folder, made if there is none; of several processes at once, all get the same."""
    files.private_folder(folder)
    if not (folder / FILE).exists():
        files.create(folder / FILE, secrets.token_hex(_BYTES).encode())
    found = find(folder)
    if found is None:
        raise ConfigError(f"{folder / FILE} was removed while it was being made")
    return found


def _secret(path: Path, text: str) -> bytes:
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError as error:
        raise ConfigError(f"{path} is no key: it is not in hexadecimal") from error
    if len(secret) != _BYTES:
        raise ConfigError(f"{path} is no key: it has {len(secret)} bytes, not {_BYTES}")
    return secret
