"""The six weeks that the demo's book has behind it, story by story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from accounts.models import Borrower
from accounts.states import Role
from collection.services import claim_case, log_contact
from complaints.services import answer_complaint, file_complaint, request_redress, take_complaint
from config.demo.market import apply, borrow, join, live_until, officer, pay_by_transfer
from config.demo.people import BORROWERS
from core.calendar.business_date import open_date, set_open_date
from core.four_eyes import decide_request
from lending.models import Loan
from lending.states import ApplicationState
from repayments.selectors import next_due
from repayments.services import issue_settlement_certificate, quote_payoff

DAYS = 42


def live(*, today: dt.date, progress: Callable[[str], None]) -> None:
    """From `today` - 42 days on: people borrow, pay or do not, complain; the book closes on yesterday."""
    start = today - dt.timedelta(days=DAYS)
    set_open_date(on=start)
    loans: dict[str, Loan] = {}
    for number, person in enumerate(
        p for p in BORROWERS if p.story in ("pays", "overdue", "settled", "complains")
    ):
        live_until(start + dt.timedelta(days=number))
        borrower = join(person)
        loans[person.story] = borrow(person, borrower, apply(person, borrower))
        progress(f"{person.name}: {person.note}")
    live_until(start + dt.timedelta(days=31))
    _pay_first_instalments(loans)
    live_until(start + dt.timedelta(days=36))
    _settle(loans["settled"])
    _complain(loans["complains"])
    live_until(today)
    _collect(loans["overdue"])
    for person in (p for p in BORROWERS if p.story in ("referred", "declined", "approved")):
        application = apply(person, join(person))
        _expect(application.state, person.story)
        progress(f"{person.name}: {person.note}")


def _pay_first_instalments(loans: dict[str, Loan]) -> None:
    finance = officer(Role.FINANCE)
    for story in ("pays", "settled", "complains"):
        loan = loans[story]
        loan.refresh_from_db()
        due = next_due(loan, on=loan.disbursed_on + dt.timedelta(days=31))
        if due is not None:
            pay_by_transfer(loan, amount=due.amount, confirmed_by=finance)


def _settle(loan: Loan) -> None:
    quote = quote_payoff(loan_id=loan.public_id, on=open_date(), at=timezone.now())
    pay_by_transfer(loan, amount=quote.total, confirmed_by=officer(Role.FINANCE))
    issue_settlement_certificate(loan_id=loan.public_id, at=timezone.now())


def _complain(loan: Loan) -> None:
    handler, at = officer(Role.COMPLAINT_HANDLER), timezone.now()
    borrower: Borrower = loan.borrower
    complaint = file_complaint(
        borrower_id=borrower.public_id,
        loan_id=loan.public_id,
        category="service",
        text="客服电话三天没有人接，耽误了我确认还款金额。",
        channel="web",
        actor=borrower.as_actor(),
        at=at,
    )
    take_complaint(complaint_id=complaint.public_id, user=handler, at=at)
    redress = request_redress(
        complaint_id=complaint.public_id,
        amount="50.00",
        reason="客服响应超时，补偿一次",
        user=handler,
        at=at,
    )
    assert redress.request is not None  # noqa: S101 - request_redress always asks
    decide_request(
        request_id=redress.request.public_id,
        checker=officer(Role.COMPLIANCE),
        approve=True,
        note="属实，同意补偿",
        at=at,
    )
    answer_complaint(
        complaint_id=complaint.public_id,
        user=handler,
        text="您好，经核实客服线路当日故障，已修复，并向您的借款账户补偿 50 元，敬请谅解。",
        at=at,
    )


def _collect(loan: Loan) -> None:
    collector = officer(Role.COLLECTOR)
    case = loan.collection_cases.order_by("-pk").first()
    if case is None:
        raise RuntimeError(f"{loan.public_id} has no collection case after {DAYS} days")
    claim_case(case_id=case.public_id, user=collector, at=timezone.now())
    morning = timezone.localtime().replace(hour=10, minute=30, second=0, microsecond=0)
    log_contact(
        case_id=case.public_id,
        user=collector,
        channel="call",
        outcome="answered",
        note="本人接听，称工资延迟，三日内还款。",
        contacted_at=morning,
    )


def _expect(state: str, story: str) -> None:
    wanted = {
        "referred": ApplicationState.IN_REVIEW,
        "declined": ApplicationState.DECLINED,
        "approved": ApplicationState.APPROVED,
    }[story]
    if state != wanted:
        raise RuntimeError(f"the demo expected {wanted}, the decision was {state}")
