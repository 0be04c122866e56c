"""Reads of this stage: the collectors' desk, with masked people and figures of the loans themselves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from collection.contact_rules import ContactAllowance, allowance
from collection.models import CollectionCase, ContactAttempt, PromiseToPay
from collection.policies import StaffUser, require_collector
from collection.states import CaseState
from core.calendar.business_date import institution_zone
from core.errors import NotFound
from products.maths.arrears import class_by_days
from repayments.models import Payment
from repayments.selectors.amounts import days_past_due
from repayments.selectors.arrears import arrears_of
from repayments.states import PaymentMethod, PaymentState

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class PromiseView:
    """A promise and what became of it, read from the payments: "open", "kept", "broken"."""

    amount: Decimal
    promised_for: dt.date
    made_at: dt.datetime
    paid: Decimal
    status: str


@dataclass(frozen=True)
class CaseFacts:
    """One case on the desk. Names and phones are masked."""

    case: CollectionCase
    borrower: str
    phone: str
    loan: str  # public id
    days_past_due: int
    risk_class: str
    arrears: Decimal
    outstanding_principal: Decimal
    currency: str
    last_contact: ContactAttempt | None
    promise: PromiseView | None

    @property
    def is_taken(self) -> bool:
        return str(self.case.state) == CaseState.WORKING


def open_cases_for(user: StaffUser) -> QuerySet[CollectionCase]:
    """Cases that are free or the collector's own, longest overdue first. Raises NotAllowed."""
    require_collector(user)
    mine = CollectionCase.objects.filter(state=CaseState.WORKING, collector_id=user.pk)
    free = CollectionCase.objects.filter(state=CaseState.OPEN)
    return (
        (mine | free)
        .select_related("loan__borrower", "collector")
        .order_by("loan__oldest_unpaid_due_on", "pk")
    )


def case_for(user: StaffUser, public_id: str) -> CollectionCase:
    """Raises NotAllowed, NotFound."""
    require_collector(user)
    case = (
        CollectionCase.objects.filter(public_id=public_id)
        .select_related("loan__borrower", "collector")
        .first()
    )
    if case is None:
        raise NotFound
    return case


def case_facts(cases: Iterable[CollectionCase], *, on: dt.date) -> list[CaseFacts]:
    """Facts of a page of cases, in a fixed number of queries."""
    found = list(cases)
    loans = [case.loan for case in found]
    arrears = arrears_of(loans, on=on)
    contacts = {
        contact.case_id: contact  # the last one stays
        for contact in ContactAttempt.objects.filter(case__in=found).order_by("pk")
    }
    promises = {
        promise.case_id: promise
        for promise in PromiseToPay.objects.filter(case__in=found)
        .select_related("contact", "case")
        .order_by("pk")
    }
    views = promise_views(promises.values(), on=on)
    facts = []
    for case in found:
        days = days_past_due(case.loan, on=on)
        promise = promises.get(case.pk)
        facts.append(
            CaseFacts(
                case=case,
                borrower=case.loan.borrower.masked_name,
                phone=case.loan.borrower.masked_phone,
                loan=case.loan.public_id,
                days_past_due=days,
                risk_class=class_by_days(days),
                arrears=arrears.get(case.loan_id, ZERO),
                outstanding_principal=case.loan.principal_outstanding,
                currency=case.loan.currency,
                last_contact=contacts.get(case.pk),
                promise=views[promise.pk] if promise else None,
            )
        )
    return facts


def contacts_of(case: CollectionCase) -> list[ContactAttempt]:
    """The contacts of a case, latest first."""
    return list(case.contacts.select_related("by", "promise").order_by("-pk"))


def promises_of(case: CollectionCase, *, on: dt.date) -> list[PromiseView]:
    """The promises of a case, oldest first."""
    promises = list(case.promises.select_related("contact", "case").order_by("pk"))
    views = promise_views(promises, on=on)
    return [views[promise.pk] for promise in promises]


def contact_allowance(case: CollectionCase, *, at: dt.datetime) -> ContactAllowance:
    """Whether the debtor may be contacted now (RULES K1, K2)."""
    return allowance(borrower_id=case.loan.borrower_id, at=at)


def promise_views(promises: Iterable[PromiseToPay], *, on: dt.date) -> dict[int, PromiseView]:
    """What became of promises: money that came between the promise and its date, by the promise's key."""
    found = list(promises)
    paid = _paid_by_day([promise.case.loan_id for promise in found])
    views = {}
    for promise in found:
        made_on = promise.contact.contacted_at.astimezone(institution_zone()).date()
        total = sum(
            (
                amount
                for day, amount in paid[promise.case.loan_id]
                if made_on <= day <= promise.promised_for
            ),
            ZERO,
        )
        status = "open" if on <= promise.promised_for else "broken"
        views[promise.pk] = PromiseView(
            amount=promise.amount,
            promised_for=promise.promised_for,
            made_at=promise.contact.contacted_at,
            paid=total,
            status="kept" if total >= promise.amount else status,
        )
    return views


def _paid_by_day(loan_ids: Sequence[int]) -> dict[int, list[tuple[dt.date, Decimal]]]:
    paid: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    if loan_ids:
        rows = (
            Payment.objects.filter(loan_id__in=loan_ids, state=PaymentState.POSTED)
            .exclude(method=PaymentMethod.UNAPPLIED)
            .values_list("loan_id", "received_on")
            .annotate(Sum("amount"))
            .order_by("loan_id", "received_on")
        )
        for loan_id, day, amount in rows:
            paid[loan_id].append((day, amount))
    return paid
