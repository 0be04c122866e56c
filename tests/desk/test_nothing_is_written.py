"""The pages of repayments, collection and complaints only read: nothing is added, changed or deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Model
from django.urls import reverse

from accounts.states import Role
from collection.models import CollectionCase, ContactAttempt, PromiseToPay
from complaints.models import Complaint, Redress
from repayments.models import Bill, Payment
from tests.desk.conftest import SignIn
from tests.repayments.book import close_days_until, make_test_loan
from tests.repayments.paying import pay

pytestmark = pytest.mark.django_db
PAGES = (Payment, Bill, CollectionCase, ContactAttempt, PromiseToPay, Complaint, Redress)
EVERYBODY = tuple(role for role in Role if role != Role.ADMIN)


def name(model: type[Model], page: str) -> str:
    return f"admin:{model._meta.label_lower.replace('.', '_')}_{page}"


@pytest.mark.parametrize("model", PAGES)
def test_nobody_adds_or_deletes_and_no_list_has_bulk_actions(
    sign_in: SignIn, model: type[Model]
) -> None:
    """Even an officer with every role reads only."""
    client = sign_in(*EVERYBODY)
    shown = client.get(reverse(name(model, "changelist")))

    assert shown.status_code == 200
    assert 'name="action"' not in shown.text
    assert client.get(reverse(name(model, "add"))).status_code == 403
    assert client.post(reverse(name(model, "add")), {}).status_code == 403
    assert client.post(reverse(name(model, "delete"), args=[1])).status_code in (302, 403)


def test_a_page_takes_no_form(sign_in: SignIn) -> None:
    loan = make_test_loan()
    close_days_until(dt.date(2026, 2, 20))
    rows = [
        pay(loan, "10.00"),
        CollectionCase.objects.get(loan=loan),
        Bill.objects.filter(loan=loan).first(),
    ]
    client = sign_in(*EVERYBODY)

    for row in rows:
        assert row is not None
        address = reverse(name(type(row), "change"), args=[row.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"state": "settled", "amount": "1"}).status_code == 405
        assert client.post(reverse(name(type(row), "delete"), args=[row.pk])).status_code == 403
        assert type(row).objects.get(pk=row.pk).state == row.state


def test_the_loan_page_tells_of_payments_and_cases(
    sign_in: SignIn, django_assert_max_num_queries
) -> None:
    loan = make_test_loan()
    close_days_until(dt.date(2026, 2, 20))
    payment = pay(loan, "10.00")
    case = CollectionCase.objects.get(loan=loan)
    finance = sign_in(Role.FINANCE)

    with django_assert_max_num_queries(35):
        shown = finance.get(reverse("admin:lending_loan_change", args=[loan.pk])).text

    assert payment.public_id in shown
    assert case.public_id in shown
