"""Signatures between the platform and the bank, in both directions.

Signed is ``METHOD\\nPATH\\nTIMESTAMP\\nNONCE\\nSHA256HEX(body)``, HMAC-SHA256 in base64, where PATH
is the request's path with its query. The bank keeps its own copy of this scheme on purpose.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

from lending.rails.errors import SignatureRefused

WINDOW_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}\Z", re.ASCII)
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}\Z", re.ASCII)


def sign_request(
    *,
    key_id: str,
    secret: str,
    method: str,
    path: str,
    body: bytes,
    timestamp: int,
    nonce: str,
) -> dict[str, str]:
    """Return the four headers of a signed request; ``timestamp`` in Unix seconds."""
    mac = _mac(secret, method, path, str(timestamp), nonce, body)
    return {
        "X-Key-Id": key_id,
        "X-Timestamp": str(timestamp),
        "X-Nonce": nonce,
        "X-Signature": base64.b64encode(mac).decode("ascii"),
    }


def verify_request(
    *,
    headers: Mapping[str, str],
    key_id: str,
    secret: str,
    method: str,
    path: str,
    body: bytes,
    now: float,
) -> None:
    """Check that a request was signed with ``secret`` within five minutes of ``now``.

    ``headers`` must look names up without regard to case, as Django's ``request.headers`` does.
    A callback that is delivered again is signed again; a repeated one is told by its event id.

    Raises:
        SignatureRefused: a header is missing, the signature differs, or it is too old or too new.
    """
    timestamp, nonce = headers.get("X-Timestamp") or "", headers.get("X-Nonce") or ""
    if not _TIMESTAMP.match(timestamp) or not _NONCE.match(nonce):
        raise SignatureRefused("timestamp or nonce is missing")
    try:
        # Compared as bytes: base64 has more than one spelling of the same last byte.
        given = base64.b64decode(headers.get("X-Signature") or "", validate=True)
    except (binascii.Error, ValueError):
        given = b""
    is_signature_right = hmac.compare_digest(
        given, _mac(secret, method, path, timestamp, nonce, body)
    )
    is_key_right = hmac.compare_digest((headers.get("X-Key-Id") or "").encode(), key_id.encode())
    if not (is_signature_right and is_key_right):
        raise SignatureRefused("the signature does not match")
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        raise SignatureRefused("the timestamp is outside the window")


def _mac(secret: str, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join((method.upper(), path, timestamp, nonce, digest))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
