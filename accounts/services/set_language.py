from __future__ import annotations

from django.db import transaction

from accounts.locks import lock_borrower
from accounts.models import Borrower
from core.actors import Actor
from core.audit import record


def set_language(*, borrower_id: str, language: str, actor: Actor) -> Borrower:
    """Remember the language in which messages go to this borrower. Raises NotFound."""
    with transaction.atomic():
        borrower = lock_borrower(borrower_id)
        if borrower.language != language:
            borrower.language = language
            borrower.save(update_fields=["language"])
            details = {"language": language}
            record("accounts.set_language", actor=actor, subject=borrower, details=details)
        return borrower
