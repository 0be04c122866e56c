"""What can go wrong while a document is made or sealed. Verification has no errors, only a verdict."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError


class DocumentError(LoanwrightError):
    """Base of everything refused here."""

    code = "document_error"
    message = _("The document could not be made.")


class MissingGlyph(DocumentError):
    """Our fonts lack a character: printing would leave a box in a contract."""

    code = "document_missing_glyph"
    http_status = 422
    message = _("Our documents cannot print these characters yet: %(shown)s")

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        shown = ", ".join(f"U+{ord(character):04X}" for character in self.characters)
        super().__init__(shown=shown)


class TemplateFailed(DocumentError):
    """The template could not be typeset with this data: a programming mistake, never the borrower's."""

    code = "document_template_failed"
    http_status = 500
    message = _("The document could not be typeset (%(template)s: %(reason)s).")


class AmountNotInWords(DocumentError):
    """The amount has no lawful form in Chinese capitals: negative, below a fen, or too large."""

    code = "document_amount_not_in_words"
    http_status = 422
    message = _("%(amount)s cannot be written in Chinese capitals.")


class UnsupportedCurrency(DocumentError):
    """The Chinese forms state amounts in renminbi only."""

    code = "document_unsupported_currency"
    http_status = 422
    message = _("Our Chinese documents state renminbi; %(currency)s is not supported.")


class IncompleteFacts(DocumentError):
    """The facts contradict each other or lack something that the law wants stated."""

    code = "document_incomplete_facts"
    http_status = 500
    message = _("The document's facts do not agree: %(reason)s.")


class SigningKeyUnusable(DocumentError):
    """The key file is missing, open to others, or the passphrase does not open it."""

    code = "document_signing_key_unusable"
    http_status = 500
    message = _("The seal's key cannot be used (%(reason)s).")


class EvidenceMismatch(DocumentError):
    """The borrower confirmed other bytes than those about to be sealed."""

    code = "document_evidence_mismatch"
    message = _("The document is not the one that was confirmed.")


class SigningFailed(DocumentError):
    """The PDF could not be sealed: it is damaged, or its form does not take a signature."""

    code = "document_signing_failed"
    http_status = 500
    message = _("The document could not be sealed (%(reason)s).")
