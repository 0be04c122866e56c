"""Cashier, voucher, partner, redress; and what happens to money that fits nowhere (SC11, SC12, CL2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

from accounts.models import Partner
from accounts.services import create_partner
from accounts.states import Role
from core.actors import Actor, System
from core.calendar.business_date import open_date
from core.errors import IllegalMove, InvalidInput, MakerIsChecker, NotAllowed, NotFound
from core.models import Document
from lending.models import JournalEntry, Loan
from lending.rails.errors import BankOutcomeUnknown, BankReferenceUnknown, BankUnreachable
from lending.rails.types import BankEvent, BankEventKind, CashierOrder, OrderState
from repayments.errors import (
    CashierDown,
    LoanNotOpen,
    MoreThanOwed,
    PaymentBackdatedTooFar,
    PaymentInFuture,
    PaymentReferenceReused,
    ReverseLaterFirst,
)
from repayments.handlers import cashier_order_paid
from repayments.models import Payment
from repayments.selectors import money_in_suspense, payment_for, vouchers_to_confirm
from repayments.services import (
    ask_cashier,
    confirm_voucher,
    pay_off,
    pay_redress,
    post_payment,
    record_partner_payment,
    reject_voucher,
    reverse_payment,
    start_payment,
    upload_voucher,
)
from tests.factories.accounts import make_borrower, make_staff
from tests.repayments.book import AT, START, close_days_until, entries_of, lines_of, make_test_loan
from tests.repayments.paying import CASHIER, broken_books, pay

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


class FakeBank:
    """A bank that says what it is told to say."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.state = OrderState.OPEN
        self.opened: list[dict[str, Any]] = []

    def open_cashier_order(self, **order: Any) -> CashierOrder:
        self.opened.append(order)
        return self._answer(order["reference"])

    def cashier_order(self, *, reference: str) -> CashierOrder:
        return self._answer(reference)

    def close_cashier_order(self, *, reference: str) -> CashierOrder:
        self.state = OrderState.CLOSED
        return self._answer(reference)

    def _answer(self, reference: str) -> CashierOrder:
        if self.error:
            raise self.error
        amount = Payment.objects.get(reference=reference).amount
        return CashierOrder(
            reference=reference,
            bank_reference="B1",
            state=self.state,
            amount=amount,
            currency="CNY",
            cashier_url="http://bank.example/pay",
            paid_on=open_date(),
            reason=None,
        )


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> FakeBank:
    fake = FakeBank()
    for module in ("start_payment", "ask_cashier"):
        found = import_module(f"repayments.services.{module}")
        monkeypatch.setattr(found, "bank", lambda: fake)
    return fake


@pytest.fixture
def loan() -> Loan:
    return make_test_loan()


def start(loan: Loan, amount: object = "100.00", **facts: Any) -> Payment:
    return start_payment(
        loan_id=loan.public_id, amount=amount, actor=loan.borrower.as_actor(), at=AT, **facts
    )


def called_back(payment: Payment, amount: str | None = None, reference: str = "") -> None:
    cashier_order_paid(
        BankEvent(
            kind=BankEventKind.PAYMENT_SUCCEEDED,
            event_id="evt-1",
            reference=reference or payment.reference,
            bank_reference="B1",
            amount=Decimal(amount) if amount else payment.amount,
            currency="CNY",
            paid_on=open_date(),
            reason=None,
        ),
        AT,
    )


def test_the_borrower_pays_at_the_cashier(loan: Loan, bank: FakeBank) -> None:
    payment = start(loan)
    assert (payment.state, payment.cashier_url) == ("pending", "http://bank.example/pay")
    assert bank.opened[0]["amount"] == Decimal("100.00")
    called_back(payment)
    called_back(payment)
    payment.refresh_from_db()
    assert (payment.state, payment.bank_reference) == ("posted", "B1")
    assert len(entries_of(loan, "payment")) == 1
    assert payment_for(loan.borrower, payment.public_id) == payment
    assert broken_books() == {}


def test_what_the_bank_never_got_is_failed_and_what_is_unknown_is_asked_for(
    loan: Loan, bank: FakeBank
) -> None:
    bank.error = BankUnreachable("no route")
    with pytest.raises(CashierDown):
        start(loan)
    assert Payment.objects.get().state == "failed"
    bank.error = BankOutcomeUnknown("silence", reference="x")
    with pytest.raises(CashierDown):
        start(loan)
    unknown = Payment.objects.latest("pk")
    assert unknown.state == "pending"
    bank.error, bank.state = None, OrderState.PAID
    ask_cashier(unknown.created_at + dt.timedelta(minutes=2))
    unknown.refresh_from_db()
    assert unknown.state == "posted"


def test_an_order_nobody_pays_is_closed_after_a_day(loan: Loan, bank: FakeBank) -> None:
    payment = start(loan)
    asked = payment.created_at + dt.timedelta(hours=25)
    ask_cashier(asked)
    payment.refresh_from_db()
    assert (payment.state, payment.closing_note) == ("failed", "not paid in time")
    called_back(payment)  # paid at the last moment after all
    payment.refresh_from_db()
    assert payment.state == "posted"


def test_an_order_the_bank_does_not_know_is_failed(loan: Loan, bank: FakeBank) -> None:
    payment = start(loan)
    bank.error = BankReferenceUnknown("unknown", status=404, reason="unknown_reference")
    ask_cashier(payment.created_at + dt.timedelta(minutes=2))
    payment.refresh_from_db()
    assert payment.state == "failed"


@pytest.mark.parametrize("case", ["amount", "reference", "settled"])
def test_money_that_fits_nowhere_waits_in_bank_suspense(
    loan: Loan, bank: FakeBank, case: str
) -> None:
    payment = start(loan)
    if case == "settled":
        pay(loan, "1300.00", is_payoff=True)
    called_back(
        payment,
        amount="99.99" if case == "amount" else None,
        reference="nobody-knows" if case == "reference" else "",
    )
    called_back(
        payment,
        amount="99.99" if case == "amount" else None,
        reference="nobody-knows" if case == "reference" else "",
    )
    entry = money_in_suspense().get()
    amount = "99.99" if case == "amount" else "100.00"
    assert lines_of(entry) == [("D", "cash", amount), ("C", "bank_suspense", amount)]
    payment.refresh_from_db()
    assert payment.state == ("pending" if case == "reference" else "failed")
    assert bool(payment.closing_note) == (case != "reference")
    assert broken_books() == {}


def test_suspense_is_released_when_finance_posts_the_payment(loan: Loan, bank: FakeBank) -> None:
    payment = start(loan)
    called_back(payment, amount="99.99")
    Payment.objects.filter(pk=payment.pk).update(amount="99.99")
    post_payment(
        payment_id=payment.public_id,
        received_on=open_date(),
        bank_reference="B1",
        actor=CASHIER,
        at=AT,
    )
    assert not money_in_suspense().exists()
    assert broken_books() == {}


def test_nobody_is_asked_for_more_than_is_owed_or_pays_for_others(
    loan: Loan, bank: FakeBank
) -> None:
    with pytest.raises(MoreThanOwed):
        start(loan, "1224.10")
    for amount in ("0", "-1", "1e3", "12.345", "NaN", 1.5, True):
        with pytest.raises(InvalidInput):
            start(loan, amount)
    stranger = make_borrower()
    with pytest.raises(NotFound):
        start_payment(loan_id=loan.public_id, amount="1.00", actor=stranger.as_actor(), at=AT)
    assert not bank.opened


def test_the_borrower_pays_off_at_the_cashier(loan: Loan, bank: FakeBank) -> None:
    payment = pay_off(loan_id=loan.public_id, actor=loan.borrower.as_actor(), at=AT)
    assert (payment.amount, payment.is_payoff) == (Decimal("1200.00"), True)
    called_back(payment)
    loan.refresh_from_db()
    assert loan.state == "settled"


def test_a_payoff_that_comes_too_late_is_an_ordinary_payment(loan: Loan, bank: FakeBank) -> None:
    payment = pay_off(loan_id=loan.public_id, actor=loan.borrower.as_actor(), at=AT)
    close_days_until(START + dt.timedelta(days=5))
    called_back(payment)
    loan.refresh_from_db()
    assert loan.state == "active"
    assert len(entries_of(loan, "payment")) == 1
    assert broken_books() == {}


def upload(loan: Loan, actor: Actor | None = None, **changes: Any) -> Payment:
    facts: dict[str, Any] = {"amount": "100.00", "paid_on": START, "name": "v.png", "body": PNG}
    return upload_voucher(
        loan_id=loan.public_id,
        actor=actor or loan.borrower.as_actor(),
        at=AT,
        **{**facts, **changes},
    )


def test_a_voucher_is_confirmed_as_the_money_came(loan: Loan) -> None:
    payment = upload(loan)
    assert upload(loan).pk == payment.pk
    assert list(vouchers_to_confirm()) == [payment]
    finance = make_staff(Role.FINANCE)
    posted = confirm_voucher(
        payment_id=payment.public_id, user=finance, amount="99.50", received_on=START, at=AT
    )
    assert (posted.state, posted.amount) == ("posted", Decimal("99.50"))
    with pytest.raises(IllegalMove):
        confirm_voucher(
            payment_id=payment.public_id, user=finance, amount="99.50", received_on=START, at=AT
        )
    with pytest.raises(PaymentReferenceReused):
        upload(loan)
    assert Document.objects.get().kind == "voucher"
    assert broken_books() == {}


def test_only_finance_confirms_and_never_its_own_voucher(loan: Loan) -> None:
    finance = make_staff(Role.FINANCE)
    payment = upload(loan)
    with pytest.raises(NotAllowed):
        confirm_voucher(
            payment_id=payment.public_id,
            user=make_staff(Role.COLLECTOR),
            amount="1.00",
            received_on=START,
            at=AT,
        )
    with pytest.raises(NotAllowed):
        upload(loan, actor=finance.as_actor(), body=PNG + b"")
    assert payment.voucher is not None
    loan.borrower.user.groups.set(finance.groups.all())
    with pytest.raises((MakerIsChecker, NotAllowed)):
        confirm_voucher(
            payment_id=payment.public_id,
            user=loan.borrower.user,
            amount="1.00",
            received_on=START,
            at=AT,
        )


def test_a_rejected_voucher_may_be_shown_again(loan: Loan) -> None:
    finance = make_staff(Role.FINANCE)
    payment = upload(loan)
    with pytest.raises(InvalidInput):
        reject_voucher(payment_id=payment.public_id, user=finance, note=" ", at=AT)
    reject_voucher(payment_id=payment.public_id, user=finance, note="not found", at=AT)
    again = upload(loan)
    assert (again.pk != payment.pk, again.state) == (True, "to_confirm")


def test_a_voucher_must_be_a_picture_or_pdf(loan: Loan) -> None:
    for name, body in (("v.exe", PNG), ("v.png", b"MZ"), ("v.pdf", PNG)):
        with pytest.raises(InvalidInput):
            upload(loan, name=name, body=body)
    with pytest.raises(PaymentInFuture):
        upload(loan, paid_on=START + dt.timedelta(days=1))


@pytest.fixture
def partner(loan: Loan) -> Partner:
    found, _client, _secret = create_partner(name="App", scopes=["payments"], actor=System("test"))
    loan.partner = found
    loan.save(update_fields=["partner"])
    return found


def collected(loan: Loan, partner: Partner, **changes: Any) -> Payment:
    facts: dict[str, Any] = {"amount": "100.00", "reference": "R1", "received_on": START}
    return record_partner_payment(
        loan_id=loan.public_id,
        partner=partner,
        actor=partner.as_actor(),
        at=AT,
        **{**facts, **changes},
    )


def test_a_partner_collects_from_its_own_customers_only(loan: Loan, partner: Partner) -> None:
    first = collected(loan, partner)
    assert first.state == "posted"
    assert collected(loan, partner).pk == first.pk
    with pytest.raises(PaymentReferenceReused):
        collected(loan, partner, amount="100.01")
    with pytest.raises(NotFound):
        collected(make_test_loan(), partner, reference="R2")
    for reference in ("", " ", "x" * 121, "a\nb"):
        with pytest.raises(InvalidInput):
            collected(loan, partner, reference=reference)


def test_a_partner_reverses_only_what_it_collected(
    loan: Loan, partner: Partner, bank: FakeBank
) -> None:
    own = collected(loan, partner)
    by_cashier = start(loan)
    called_back(by_cashier)
    with pytest.raises(NotAllowed):
        reverse_payment(
            payment_id=by_cashier.public_id, reason="x", actor=partner.as_actor(), at=AT
        )
    with pytest.raises(ReverseLaterFirst):
        reverse_payment(payment_id=own.public_id, reason="x", actor=partner.as_actor(), at=AT)
    finance = make_staff(Role.FINANCE)
    reverse_payment(payment_id=by_cashier.public_id, reason="x", actor=finance.as_actor(), at=AT)
    reverse_payment(payment_id=own.public_id, reason="x", actor=partner.as_actor(), at=AT)
    with pytest.raises(NotAllowed):
        reverse_payment(
            payment_id=own.public_id,
            reason="x",
            actor=make_staff(Role.COLLECTOR).as_actor(),
            at=AT,
        )
    assert broken_books() == {}


def test_value_dates_lie_between_the_last_money_and_today(loan: Loan, partner: Partner) -> None:
    close_days_until(START + dt.timedelta(days=10))
    with pytest.raises(PaymentInFuture):
        collected(loan, partner, received_on=START + dt.timedelta(days=11))
    collected(loan, partner, received_on=START + dt.timedelta(days=5))
    with pytest.raises(PaymentBackdatedTooFar) as refusal:
        collected(loan, partner, reference="R2", received_on=START + dt.timedelta(days=4))
    assert "2026-01-20" in refusal.value.detail
    entry = JournalEntry.objects.get(kind="payment")
    assert (entry.value_on, entry.booked_on) == (dt.date(2026, 1, 20), dt.date(2026, 1, 25))


def test_redress_pays_the_loan_out_of_its_own_account(loan: Loan) -> None:
    first = pay_redress(
        loan_id=loan.public_id, amount="50.00", reference="rdr-1", actor=System("four-eyes"), at=AT
    )
    again = pay_redress(
        loan_id=loan.public_id, amount="50.00", reference="rdr-1", actor=System("four-eyes"), at=AT
    )
    assert again.pk == first.pk
    assert entries_of(loan, "payment")[0][0] == ("D", "redress", "50.00")
    assert broken_books() == {}


def test_a_settled_loan_takes_no_money(loan: Loan, partner: Partner) -> None:
    pay(loan, "1300.00", is_payoff=True)
    with pytest.raises(LoanNotOpen):
        collected(loan, partner)
