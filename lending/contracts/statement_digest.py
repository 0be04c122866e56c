"""The fingerprint of a cost statement: what was shown, confirmed and kept must be one and the same (RULES P2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def statement_digest(statement: Mapping[str, Any]) -> str:
    """SHA-256 over the statement's canonical JSON."""
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
