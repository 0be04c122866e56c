"""Reads of this stage. `..._for` is the only way to get an object for an actor: what is not theirs is NotFound."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from django.db.models import Q, QuerySet

from core.actors import Actor
from core.calendar.business_date import open_date
from core.errors import NotFound
from core.money import amount_text
from lending.models import Application, Contract, Disbursement, Instalment, Loan
from lending.policies import seen_by
from lending.states import ApplicationState, DisbursementState
from products.services import quote_product


class ActsAsActor(Protocol):
    """A borrower, partner or sign-in."""

    def as_actor(self) -> Actor: ...


Viewer = Actor | ActsAsActor
M = TypeVar("M", Application, Contract, Loan)


def applications_of(viewer: Viewer) -> QuerySet[Application]:
    """Applications the viewer may see, latest first."""
    rows = Application.objects.filter(seen_by(_actor(viewer)))
    return rows.select_related(
        "borrower__user", "product_version__product", "bank_account", "partner"
    ).order_by("-pk")


def application_for(viewer: Viewer, public_id: str) -> Application:
    """Raises NotFound."""
    return _one(applications_of(viewer), public_id)


def contracts_of(viewer: Viewer) -> QuerySet[Contract]:
    """Contracts the viewer may see, latest first."""
    rows = Contract.objects.filter(seen_by(_actor(viewer), partner="application__partner"))
    return rows.select_related(
        "application__partner",
        "borrower__user",
        "product_version__product",
        "bank_account",
        "document",
    ).order_by("-pk")


def contract_for(viewer: Viewer, public_id: str) -> Contract:
    """Raises NotFound."""
    return _one(contracts_of(viewer), public_id)


def contract_of_number(number: str) -> Contract | None:
    """The signed contract of a printed number, for the public check."""
    return (
        Contract.objects.filter(number=number, signed_at__isnull=False)
        .select_related("document")
        .order_by("pk")
        .first()
    )


def live_contract_of(application: Application) -> Contract | None:
    """The contract of an application that was not cancelled."""
    return application.contracts.exclude(state="cancelled").order_by("-pk").first()


def loans_of(viewer: Viewer) -> QuerySet[Loan]:
    """Loans the viewer may see, latest first."""
    rows = Loan.objects.filter(seen_by(_actor(viewer)))
    return rows.select_related(
        "borrower", "product_version__product", "contract", "obligation"
    ).order_by("-pk")


def loan_for(viewer: Viewer, public_id: str) -> Loan:
    """Raises NotFound."""
    return _one(loans_of(viewer), public_id)


def instalments_of(loan: Loan) -> QuerySet[Instalment]:
    """The rows of the schedule now in force, by number."""
    return loan.instalments.filter(is_current=True).order_by("number")


def schedules_of(loans: Iterable[Loan]) -> dict[int, list[Instalment]]:
    """The rows now in force of many loans at once, by the loan's key."""
    found: dict[int, list[Instalment]] = defaultdict(list)
    rows = Instalment.objects.filter(loan__in=loans, is_current=True)
    for row in rows.order_by("loan_id", "number"):
        found[row.loan_id].append(row)
    return found


def offers_of(application: Application) -> list[dict[str, Any]]:
    """What an approved applicant may take: every term at the amount asked for, within the limit.

    Empty in any other state, and after the offer has expired.
    """
    on = open_date()
    limit, until = application.limit, application.offer_expires_on
    if application.state != ApplicationState.APPROVED or not limit or not until or on > until:
        return []
    version = application.product_version
    amount = min(application.amount, limit)
    amount -= amount % version.amount_step
    return [
        {
            "amount": amount_text(amount, version.currency),
            "instalments": count,
            "quote": quote_product(
                version=version,
                amount=amount,
                instalments=count,
                method=application.method,
                annual_rate=application.offered_rate,
                start_on=on,
            ),
        }
        for count in sorted(version.instalment_choices)
    ]


def payouts_to_chase(*, at: dt.datetime) -> QuerySet[Disbursement]:
    """Payouts whose outcome must be asked for now."""
    waiting = (DisbursementState.INTENDED, DisbursementState.SENT, DisbursementState.UNKNOWN)
    return Disbursement.objects.filter(state__in=waiting, ask_again_at__lte=at).order_by(
        "ask_again_at", "pk"
    )


def payouts_by_state(*states: DisbursementState) -> QuerySet[Disbursement]:
    """Payouts for finance, oldest first."""
    return (
        Disbursement.objects.filter(Q(state__in=states))
        .select_related("contract__borrower", "contract__bank_account")
        .order_by("pk")
    )


def _actor(viewer: Viewer) -> Actor:
    return viewer if isinstance(viewer, Actor) else viewer.as_actor()


def _one(rows: QuerySet[M], public_id: str) -> M:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
