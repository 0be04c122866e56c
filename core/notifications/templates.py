"""The texts that people get by SMS and find in their inbox, by code (XC10).

A text is written in English and translated like every other; placeholders are the facts given to
`notify`, ready to read: amounts by `format_amount`, dates as 2026-01-31. No text names a debt where
a bystander could read it on a locked screen, beyond what the borrower needs to act (RULES K3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


@dataclass(frozen=True)
class Template:
    """One text. `is_quiet`: not between 22:00 and 08:00 (RULES K1)."""

    code: str
    text: Any
    is_quiet: bool = False

    @property
    def needs(self) -> frozenset[str]:
        """Names of the facts in the text."""
        with override("en"):
            pieces = str(self.text).split("%(")[1:]
        return frozenset(piece.partition(")")[0] for piece in pieces)

    def render(self, facts: dict[str, Any], *, language: str) -> str:
        with override(language):
            return str(self.text) % facts


_ALL = (
    Template(
        "application.approved",
        _(
            "Your application %(application)s is approved, up to %(limit)s. Sign in to see "
            "your offer."
        ),
    ),
    Template(
        "application.declined",
        _(
            "We cannot offer you a loan on application %(application)s. Sign in to read why"
            " and what you can do."
        ),
    ),
    Template(
        "application.referred",
        _("Your application %(application)s is being looked at by one of our officers."),
    ),
    Template(
        "application.expired",
        _(
            "The offer on your application %(application)s has ended. You may apply again "
            "at any time."
        ),
    ),
    Template(
        "contract.signed",
        _("You signed contract %(contract)s. Your copy is in your account."),
    ),
    Template(
        "payout.arrived",
        _(
            "%(amount)s was paid out to your account ending in %(last_four)s. First "
            "payment: %(first_amount)s on %(first_due_on)s."
        ),
    ),
    Template(
        "payout.failed",
        _(
            "Your bank did not accept the payout of %(amount)s. Please check your bank "
            "account with us."
        ),
    ),
    Template(
        "bill.issued",
        _("Your payment of %(amount)s is due on %(due_on)s."),
        is_quiet=True,
    ),
    Template(
        "bill.overdue",
        _(
            "Your payment of %(amount)s was due on %(due_on)s. Please pay, or talk to us if"
            " you cannot."
        ),
        is_quiet=True,
    ),
    Template(
        "payment.received",
        _("We received your payment of %(amount)s. Thank you."),
    ),
    Template(
        "payment.reversed",
        _("Your payment of %(amount)s was taken back: %(reason)s"),
    ),
    Template(
        "voucher.rejected",
        _("We could not confirm your transfer of %(amount)s: %(reason)s"),
    ),
    Template(
        "loan.settled",
        _("Your loan %(loan)s is fully repaid. The settlement certificate is in your account."),
    ),
    Template(
        "complaint.registered",
        _(
            "We registered your complaint %(number)s. You get an answer by %(deadline)s. "
            "Contact: %(contact)s."
        ),
    ),
    Template(
        "complaint.extended",
        _("Your complaint %(number)s needs more time, until %(deadline)s: %(reason)s"),
    ),
    Template(
        "complaint.answered",
        _("Your complaint %(number)s has been answered. Sign in to read the answer."),
    ),
    Template(
        "complaint.closed",
        _(
            "Your complaint %(number)s is closed. If you do not agree, you may ask for a review within 30 days."
        ),
    ),
    Template(
        "redress.paid",
        _("%(amount)s was credited to your loan %(loan)s as redress."),
    ),
    Template(
        "security.password_changed",
        _("The password of your account was changed. If this was not you, contact us at once."),
    ),
    Template(
        "security.bank_account_added",
        _(
            "A bank account ending in %(last_four)s was added to your account. If this was "
            "not you, contact us at once."
        ),
    ),
    Template(
        "consent.withdrawn",
        _("You withdrew your consent: %(purpose)s."),
    ),
)
TEMPLATES: Final[dict[str, Template]] = {template.code: template for template in _ALL}

CODE_TEXT: Final = _(
    "Your code is %(code)s, valid for %(minutes)s minutes. Nobody from us will ever ask you for it."
)
CODE_TEMPLATE: Final = "code"


def template_of(code: str) -> Template:
    """Raises KeyError for a code that is not in the catalogue."""
    return TEMPLATES[code]
