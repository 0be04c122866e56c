"""The bank's signature over a request: written here on its own, as a bank's would be.

The platform has its own copy in ``lending/rails/signing.py``; a test holds that the two agree.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

WINDOW_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}\Z", re.ASCII)
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}\Z", re.ASCII)


class SignatureRefused(Exception):
    """The request does not carry a signature this secret made, or not one made just now."""


def signature(
    *, secret: str, method: str, path: str, timestamp: str, nonce: str, body: bytes
) -> str:
    """Base64 HMAC-SHA256 over method, path with query, timestamp, nonce and the body's digest."""
    digest = hashlib.sha256(body).hexdigest()
    text = f"{method.upper()}\n{path}\n{timestamp}\n{nonce}\n{digest}"
    mac = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(mac).decode()


def sign(
    *, key_id: str, secret: str, method: str, path: str, body: bytes, now: float
) -> dict[str, str]:
    """The four headers for a request sent at ``now`` (Unix seconds)."""
    timestamp, nonce = str(int(now)), secrets.token_hex(16)
    return {
        "X-Key-Id": key_id,
        "X-Timestamp": timestamp,
        "X-Nonce": nonce,
        "X-Signature": signature(
            secret=secret, method=method, path=path, timestamp=timestamp, nonce=nonce, body=body
        ),
    }


def verify(
    *,
    headers: Mapping[str, str],
    key_id: str,
    secret: str,
    method: str,
    path: str,
    body: bytes,
    now: float,
) -> str:
    """Return the nonce of a rightly signed, recent request. Raises SignatureRefused."""
    timestamp, nonce = headers.get("X-Timestamp") or "", headers.get("X-Nonce") or ""
    if not _TIMESTAMP.match(timestamp) or not _NONCE.match(nonce):
        raise SignatureRefused("X-Timestamp and X-Nonce must be given")
    expected = signature(
        secret=secret, method=method, path=path, timestamp=timestamp, nonce=nonce, body=body
    )
    try:
        # Compared as bytes: base64 has more than one spelling of the same last byte.
        given = base64.b64decode(headers.get("X-Signature") or "", validate=True)
    except (binascii.Error, ValueError):
        given = b""
    same_signature = hmac.compare_digest(given, base64.b64decode(expected))
    same_key = hmac.compare_digest((headers.get("X-Key-Id") or "").encode(), key_id.encode())
    if not (same_signature and same_key):
        raise SignatureRefused("the signature does not match")
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        raise SignatureRefused(f"X-Timestamp is more than {WINDOW_SECONDS} s away")
    return nonce
