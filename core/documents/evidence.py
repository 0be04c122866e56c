"""What is sealed beside a contract as proof that the borrower agreed to exactly these bytes (RULES D18).

The law asks that the signing data belongs to the signer alone and is controlled by the signer alone: the one-time code,
sent to a phone that passed the identity check. It lies in the PDF as the attachment ``evidence.json``, under the seal.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

FORMAT = "loanwright-evidence/1"
ATTACHMENT = "evidence.json"


@dataclass(frozen=True, kw_only=True)
class SigningEvidence:
    """The borrower's confirmation.

    ``document_sha256`` is the hash of the unsigned PDF that was shown. ``code_hash`` is the keyed or salted hash of the
    one-time code (a bare hash of six digits would give the code away). ``cost_statement_sha256`` and
    ``cost_statement_confirmed_at`` prove RULES P2. ``identity_check`` is the reference of the identity
    authority's answer.
    """

    document_sha256: str
    contract_number: str
    phone_masked: str
    code_hash: str
    code_sent_at: datetime
    confirmed_at: datetime
    ip_address: str
    user_agent: str = ""
    identity_check: str = ""
    cost_statement_sha256: str = ""
    cost_statement_confirmed_at: datetime | None = None

    def as_json(self, *, document_length: int) -> bytes:
        """``document_length`` lets a checker cut the confirmed bytes out of the sealed file again."""
        fields = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }
        content = {"format": FORMAT, "document_length": document_length, **fields}
        return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
