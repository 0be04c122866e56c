"""Sealing of personal data: AES-256-GCM, bound to table, row and column.

The bound place (additional authenticated data) makes a ciphertext that was copied into another row
or column fail to open. Format: version byte, length of key id, key id, 12-byte nonce, ciphertext.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.privacy.keys import key_ring

VERSION = 1


class CannotOpen(ValueError):
    """The ciphertext is damaged, was moved from another place, or its key is gone."""


def seal(plaintext: str, *, place: str) -> bytes:
    """Encrypt for one place, such as "accounts_borrower|bor_x|phone"."""
    ring = key_ring()
    key_id, nonce = ring.current.encode(), os.urandom(12)
    header = bytes([VERSION, len(key_id)]) + key_id
    body = AESGCM(ring.keys[ring.current]).encrypt(
        nonce, plaintext.encode(), header + place.encode()
    )
    return header + nonce + body


def unseal(sealed: bytes, *, place: str) -> str:
    """Decrypt. Raises CannotOpen; never returns something that was not sealed for this place."""
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise CannotOpen("unknown format")
    end = 2 + sealed[1]
    key = key_ring().keys.get(sealed[2:end].decode("ascii", "replace"))
    if key is None:
        raise CannotOpen("unknown key")
    try:
        opened = AESGCM(key).decrypt(
            sealed[end : end + 12], sealed[end + 12 :], sealed[:end] + place.encode()
        )
    except InvalidTag:
        raise CannotOpen("damaged or moved") from None
    return opened.decode()


def blind_index(kind: str, value: str) -> str:
    """Keyed digest for exact look-ups of sealed values; the same value of another kind differs."""
    return hmac.new(key_ring().blind_index, f"{kind}|{value}".encode(), hashlib.sha256).hexdigest()
