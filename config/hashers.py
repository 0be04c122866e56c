"""The hasher for secrets of partner systems."""

import hashlib
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare


class ClientSecretHasher(BasePasswordHasher):
    """Salted SHA-256 for secrets that a machine made: 128 random characters.

    Slow hashing protects words that people choose, because those can be guessed. A random secret
    of this length cannot, and a slow hash would cost every token request most of a second.
    Passwords of people never use this: it is not the first of ``PASSWORD_HASHERS``.
    """

    algorithm = "loanwright_client_secret"

    def encode(self, password: str, salt: str) -> str:
        """Return ``algorithm$salt$digest``."""
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]
        digest = hashlib.sha256(f"{salt}${password}".encode()).hexdigest()
        return f"{self.algorithm}${salt}${digest}"

    def decode(self, encoded: str) -> dict[str, Any]:
        """Split an encoded secret."""
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        """Compare in constant time."""
        return constant_time_compare(
            encoded, self.encode(password, str(self.decode(encoded)["salt"]))
        )

    def safe_summary(self, encoded: str) -> Any:
        """Describe the encoded secret without giving it away."""
        return {"algorithm": self.algorithm, "salt": self.decode(encoded)["salt"][:4] + "…"}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Take no extra time: there is only one cost."""
