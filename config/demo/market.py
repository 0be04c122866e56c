"""What people of the demo do, through the services and the sandbox's outside world."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import segno
from django.conf import settings
from django.utils import timezone

from accounts.consent_texts import VERSION
from accounts.models import Borrower, User
from accounts.services import add_bank_account, request_sign_up_code, sign_up, verify_identity
from accounts.states import ConsentPurpose, Role
from accounts.types import ConsentInput
from approvals.services import submit_and_decide
from config.demo.people import PASSWORD, STAFF, Person
from core.actors import System
from core.calendar.business_date import open_date
from core.day_end import close_until
from core.outbox import deliver_due
from lending.models import Application, Loan
from lending.services import (
    accept_offer,
    chase_payouts,
    confirm_cost_statement,
    create_application,
    send_signing_code,
    show_cost_statement,
    sign_contract,
)
from repayments.models import Payment
from repayments.services import confirm_voucher, upload_voucher

DEMO = System("demo")
WAIT_SECONDS = 20


class DemoStuck(RuntimeError):
    """The outside world did not do its part in time: the sandbox or a worker is not running."""


def join(person: Person) -> Borrower:
    """Sign up with the code from the text message, verify the identity, add a bank account."""
    since = timezone.now()
    request_sign_up_code(phone=person.phone, at=since)
    purposes = [p.value for p in ConsentPurpose if p != ConsentPurpose.MARKETING]
    borrower = sign_up(
        phone=person.phone,
        code=code_from_message(person.phone, since=since),
        password=PASSWORD,
        consents=[ConsentInput(purpose=purpose, version=VERSION) for purpose in purposes],
        channel="web",
        at=timezone.now(),
    )
    actor = borrower.as_actor()
    borrower = verify_identity(
        borrower_id=borrower.public_id,
        name=person.name,
        resident_id=person.resident_id,
        actor=actor,
        at=timezone.now(),
    )
    add_bank_account(
        borrower_id=borrower.public_id,
        number=person.account,
        bank="工商银行",
        holder=person.name,
        actor=actor,
        at=timezone.now(),
    )
    return borrower


def apply(person: Person, borrower: Borrower) -> Application:
    """Apply and get the decision."""
    application = create_application(
        borrower_id=borrower.public_id,
        product_code=person.product,
        amount=person.amount,
        instalments=person.instalments,
        purpose="home",
        monthly_income=person.income,
        bank_account_id=borrower.bank_accounts.get(removed_at=None).public_id,
        channel="web",
        actor=borrower.as_actor(),
        at=timezone.now(),
    )
    submit_and_decide(
        application_id=application.public_id, actor=borrower.as_actor(), at=timezone.now()
    )
    application.refresh_from_db()
    return application


def borrow(person: Person, borrower: Borrower, application: Application) -> Loan:
    """Accept, read the cost statement, sign by code, wait for the money."""
    actor = borrower.as_actor()
    contract = accept_offer(
        application_id=application.public_id,
        amount=min(application.amount, application.limit or application.amount),
        instalments=application.instalments,
        actor=actor,
        at=timezone.now(),
    )
    shown = timezone.now() - dt.timedelta(minutes=1)  # the demo reads fast: a minute is let pass
    show_cost_statement(contract_id=contract.public_id, actor=actor, at=shown)
    confirm_cost_statement(
        contract_id=contract.public_id,
        actor=actor,
        at=timezone.now(),
        digest=contract.cost_statement_digest,
    )
    since = timezone.now()
    send_signing_code(contract_id=contract.public_id, actor=actor, at=since)
    sign_contract(
        contract_id=contract.public_id,
        code=code_from_message(person.phone, since=since),
        actor=actor,
        at=timezone.now(),
        evidence={"ip_address": "127.0.0.1", "user_agent": "demo", "channel": "web"},
    )

    def arrived() -> Loan | None:
        deliver_due(at=timezone.now())
        chase_payouts(timezone.now() + dt.timedelta(minutes=10))
        return Loan.objects.filter(contract=contract).first()

    return wait_for(arrived, what=f"payout of {contract.number}")


def live_until(on: dt.date) -> None:
    """Close the business dates before `on`."""
    if open_date() < on:
        close_until(until=on - dt.timedelta(days=1), actor=System("day-end"), at=timezone.now())


def code_from_message(phone: str, *, since: dt.datetime) -> str:
    """The latest one-time code in the sandbox's SMS inbox of a phone."""

    def find() -> str | None:
        answer = httpx.get(
            f"{settings.SMS_URL}/sms/messages", params={"to": f"+86{phone}"}, timeout=5
        )
        for message in answer.json()["messages"]:
            sent_at = dt.datetime.fromisoformat(message["sent_at"])
            found = re.search(r"(?<!\d)(\d{6})(?!\d)", message["text"])
            if found and sent_at >= since - dt.timedelta(seconds=1):
                return found.group(1)
        return None

    return wait_for(find, what=f"code for {phone}")


def wait_for(find: Callable[[], Any], *, what: str) -> Any:
    """Ask until there is an answer. Raises DemoStuck."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(0.1)
    raise DemoStuck(f"{what} did not come within {WAIT_SECONDS} seconds")


def pay_by_transfer(loan: Loan, *, amount: object, confirmed_by: User) -> Payment:
    """A bank transfer with its voucher, confirmed by finance."""
    voucher = io.BytesIO()
    segno.make(f"transfer for {loan.public_id} of {amount}").save(voucher, kind="png", scale=8)
    on = open_date()
    payment = upload_voucher(
        loan_id=loan.public_id,
        amount=amount,
        paid_on=on,
        name="voucher.png",
        body=voucher.getvalue(),
        actor=loan.borrower.as_actor(),
        at=timezone.now(),
    )
    return confirm_voucher(
        payment_id=payment.public_id,
        user=confirmed_by,
        amount=amount,
        received_on=on,
        at=timezone.now(),
    )


def officer(role: Role) -> User:
    """The demo's officer of a role."""
    return User.objects.get(username=next(name for name, _, has in STAFF if has == role))
