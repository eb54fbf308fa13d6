"""Signed tokens (JWT) of an identity provider, as OpenID Connect has them: who calls over HTTP, by logging in there.

Nothing of a token is believed before its signature, its issuer, its audience and its times are found good. Algorithms
are asymmetric and named by the server: a token cannot choose "none", nor have a public key taken for a secret.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pllm_memory.errors import ConfigError, InvalidUserId
from pllm_memory.models.extras import library
from pllm_memory.types import Scope

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LONGEST = 16_384
_LEEWAY = 30
"""Seconds by which clocks may differ."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_log = logging.getLogger(__name__)


class Jwts:
    """Whom signed tokens speak for.

    Args:
        issuer: Who must have made a token: its `iss`, to the letter.
        audience: For whom it must have been made: `aud`, what the provider calls this server.
        keys: The provider's public keys, a JSON Web Key Set: a file, read again when it has changed, or a URL, asked
            when it is needed and every five minutes.
        claim: Which claim is the user id.
        algorithms: By which a token may be signed.

    Raises:
        ConfigError: If something is missing, an algorithm is not asymmetric, the URL is not https, or the file cannot
            be read.
        MissingExtra: If the extra `mcp` is not installed.
    """

    def __init__(
        self, *, issuer: str, audience: str, keys: str, claim: str = "sub", algorithms: Sequence[str] = ALGORITHMS
    ) -> None:
        if not (issuer and audience and keys and claim and algorithms):
            raise ConfigError("signed tokens need an issuer, an audience and keys: without them, anybody's are good")
        if weak := set(algorithms) - set(ALGORITHMS):
            raise ConfigError(f"tokens cannot be signed by {', '.join(sorted(weak))}; only by {', '.join(ALGORITHMS)}")
        self._jwt: Any = library("jwt", what="reading signed tokens", extra="mcp")
        self.issuer, self.audience = issuer, audience
        self._claim, self._algorithms = claim, list(algorithms)
        self._keys = _keys(self._jwt, keys)

    def whose(self, token: str) -> str | None:
        """The user whom a token speaks for, or None: not signed by the provider, not for this server, out of date.

        Raises:
            ConfigError: If the keys cannot be had: nobody is let in then.
        """
        if len(token) > _LONGEST:
            return None
        try:
            key = self._keys.find(self._jwt.get_unverified_header(token).get("kid"))
            told: dict[str, Any] = self._jwt.decode(
                token,
                key,
                algorithms=self._algorithms,
                issuer=self.issuer,
                audience=self.audience,
                leeway=_LEEWAY,
                options={"require": ["exp", "iss", "aud", self._claim]},
            )
            return Scope(told[self._claim]).user_id
        except self._jwt.PyJWKClientConnectionError as error:
            raise ConfigError(f"the provider's keys cannot be had: {error}") from error
        except (self._jwt.PyJWTError, InvalidUserId) as error:
            _log.info("a signed token was refused: %s", type(error).__name__)
            return None


class _Keys:
    """Public keys by their id.

    Args:
        jwt: PyJWT.
        read: Gives all of them.
    """

    def __init__(self, jwt: Any, read: Callable[[], Sequence[Any]]) -> None:
        self._jwt = jwt
        self._read = read

    def find(self, kid: str | None) -> Any:
        """The key of that id; the only one there is, for a token that names none."""
        keys = [key for key in self._read() if key.key_type != "oct"]  # that would be a secret
        found = keys if kid is None else [key for key in keys if key.key_id == kid]
        if len(found) != 1:
            raise self._jwt.InvalidKeyError(f"no key is named {kid!r}")
        return found[0]


class _File:
    """A file of keys, read again when it has changed."""

    def __init__(self, jwt: Any, path: Path) -> None:
        self._jwt = jwt
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._keys: Sequence[Any] = ()

    def read(self) -> Sequence[Any]:
        try:
            state = self._path.stat()
            if (seen := (state.st_mtime_ns, state.st_size)) != self._seen:
                self._keys = self._jwt.PyJWKSet.from_json(self._path.read_text(encoding="utf-8")).keys
                self._seen = seen
        except (OSError, ValueError, AttributeError, self._jwt.PyJWTError) as error:
            raise ConfigError(f"{self._path} has no keys that can be read: {error}") from error
        return self._keys


class _Url(_Keys):
    """Keys at a URL: where an unknown one is named, they are asked for again, but not for each token."""

    def __init__(self, jwt: Any, url: str) -> None:
        found = urlsplit(url)
        if found.scheme != "https" and not (found.scheme == "http" and found.hostname in _LOOPBACK):
            raise ConfigError(f"keys must come by https, not from {url}: whoever can change them can be anybody")
        self._client = jwt.PyJWKClient(url, timeout=10)
        super().__init__(jwt, self._client.get_signing_keys)

    def find(self, kid: str | None) -> Any:
        return super().find(None) if kid is None else self._client.get_signing_key(kid)


def _keys(jwt: Any, where: str) -> _Keys:
    if "://" in where:
        return _Url(jwt, where)
    file = _File(jwt, Path(where))
    file.read()  # one that cannot be read is told now
    return _Keys(jwt, file.read)
