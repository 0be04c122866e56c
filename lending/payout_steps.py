"""A payout told like a parcel on its way: what is done, what comes next, what went wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lending.states import DisbursementState as S

if TYPE_CHECKING:
    from lending.models import Contract, Disbursement


@dataclass(frozen=True)
class Step:
    """`mark` is done, next, failed or waiting."""

    mark: str
    title: str
    note: str
    at: dt.datetime | dt.date | None = None


def payout_steps(contract: Contract, disbursement: Disbursement) -> list[Step]:
    """The way of the money from the signature to the account."""
    account = f"{contract.bank_account.bank} **** {contract.bank_account.last_four}"
    return [
        Step("done", _("Contract signed"), "", contract.signed_at),
        _order(disbursement),
        _arrival(disbursement, account=account),
    ]


def _order(disbursement: Disbursement) -> Step:
    if disbursement.state == S.INTENDED:
        return Step("next", _("Handing the payout to the bank"), _("This takes a few seconds."))
    if disbursement.state == S.UNKNOWN:
        note = _("The bank has not answered clearly. We ask until we know; nothing is paid twice.")
        return Step("next", _("Asking the bank"), note)
    return Step("done", _("Payout ordered with the bank"), "")


def _arrival(disbursement: Disbursement, *, account: str) -> Step:
    if disbursement.state == S.PAID:
        return Step(
            "done", _("Arrived in %(account)s") % {"account": account}, "", disbursement.paid_on
        )
    if disbursement.state == S.FAILED:
        return Step("failed", _("The bank refused the payout"), _reason(disbursement.failure))
    mark = "next" if disbursement.state == S.SENT else "waiting"
    note = _("Usually within a minute; on weekends some banks take longer.")
    return Step(mark, _("On its way to %(account)s") % {"account": account}, note)


def _reason(code: str) -> str:
    return {
        "account_closed": _("Your bank says that the account is closed."),
        "name_mismatch": _("Your bank says that the account is in another name."),
    }.get(code, _("Your bank gave no clear reason."))
