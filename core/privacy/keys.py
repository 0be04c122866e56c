"""Keys of personal data, read from the settings: encryption keys by id, and one blind-index key."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class KeyRing:
    """`current` seals; every key in `keys` still opens (rotation keeps the old ones until re-sealed)."""

    current: str
    keys: dict[str, bytes]
    blind_index: bytes


@lru_cache(maxsize=4)
def _parse(field_keys: str, blind_index_key: str) -> KeyRing:
    keys: dict[str, bytes] = {}
    for item in filter(None, (part.strip() for part in field_keys.split(","))):
        key_id, _, encoded = item.partition(":")
        keys[key_id] = base64.b64decode(encoded)
        if len(keys[key_id]) != 32 or not key_id.isalnum():
            raise ImproperlyConfigured(
                "LOANWRIGHT_FIELD_KEYS: each item is keyid:base64 of 32 bytes"
            )
    blind = base64.b64decode(blind_index_key)
    if not keys or len(blind) < 32:
        raise ImproperlyConfigured(
            "LOANWRIGHT_FIELD_KEYS and LOANWRIGHT_BLIND_INDEX_KEY must be set"
        )
    return KeyRing(current=next(iter(keys)), keys=keys, blind_index=blind)


def key_ring() -> KeyRing:
    return _parse(settings.LOANWRIGHT_FIELD_KEYS, settings.LOANWRIGHT_BLIND_INDEX_KEY)
