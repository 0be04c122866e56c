"""Cases follow the loan; contacts keep to the hours, the number of calls, the debtor (RULES K1-K3, F6)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from accounts.states import Role
from collection.errors import (
    CaseClosed,
    CaseNotYours,
    CaseTaken,
    ContactAtNight,
    ContactNotDebtor,
    TooManyCalls,
)
from collection.models import CollectionCase
from collection.selectors import case_facts, contact_allowance, open_cases_for, promises_of
from collection.services import claim_case, log_contact, open_cases, release_case
from collection.types import PromiseInput
from core.actors import System
from core.calendar.business_date import institution_zone, open_date
from core.errors import InvalidInput, NotAllowed
from lending.models import Loan
from repayments.services import reverse_payment
from tests.factories.accounts import make_staff
from tests.repayments.book import AT, close_days_until, make_test_loan
from tests.repayments.paying import broken_books, pay

pytestmark = pytest.mark.django_db
LATE = dt.date(2026, 2, 20)


@pytest.fixture
def loan() -> Loan:
    """Overdue since the close of 2026-02-18."""
    found = make_test_loan()
    close_days_until(LATE)
    return found


@pytest.fixture
def collector() -> User:
    return make_staff(Role.COLLECTOR)


@pytest.fixture
def case(loan: Loan, collector: User) -> CollectionCase:
    found = CollectionCase.objects.get(loan=loan)
    return claim_case(case_id=found.public_id, user=collector, at=AT)


def clock(time: str) -> dt.datetime:
    """A real moment of some other day, at that time of day at the institution."""
    return dt.datetime.combine(
        dt.date(2026, 11, 22), dt.time.fromisoformat(time), tzinfo=institution_zone()
    )


def call(case: CollectionCase, user: User, time: str = "10:00:00", outcome: str = "answered"):  # type: ignore[no-untyped-def]
    return log_contact(
        case_id=case.public_id,
        user=user,
        channel="call",
        outcome=outcome,
        note="asked for payment",
        contacted_at=clock(time),
    )


def test_a_case_opens_when_a_loan_falls_overdue_and_closes_when_it_is_cured(loan: Loan) -> None:
    case = CollectionCase.objects.get(loan=loan)
    assert (case.state, case.opened_on) == ("open", dt.date(2026, 2, 18))
    pay(loan, "500.00")
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("cured", LATE)
    assert broken_books() == {}


def test_a_reversed_payment_brings_a_new_case(loan: Loan) -> None:
    payment = pay(loan, "500.00")
    reverse_payment(payment_id=payment.public_id, reason="bounced", actor=System("bank"), at=AT)
    states = CollectionCase.objects.filter(loan=loan).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cured", "open"]


def test_the_sweep_opens_what_is_missing_once(loan: Loan) -> None:
    ids = [loan.obligation_id]
    assert open_cases(obligation_ids=ids, on=open_date(), actor=System("day-end")) == 0
    CollectionCase.objects.filter(loan=loan).update(state="settled")
    assert open_cases(obligation_ids=ids, on=open_date(), actor=System("day-end")) == 1
    assert open_cases(obligation_ids=ids, on=open_date(), actor=System("day-end")) == 0


@pytest.mark.parametrize(
    ("time", "is_allowed"),
    [
        ("07:59:59", False),
        ("08:00:00", True),
        ("21:59:59", True),
        ("22:00:00", False),
        ("00:00:00", False),
    ],
)
def test_nobody_is_contacted_at_night(
    case: CollectionCase, collector: User, time: str, is_allowed: bool
) -> None:
    """K1, by the business date and the real time of day."""
    if is_allowed:
        contact = call(case, collector, time)
        assert contact.contacted_at.astimezone(institution_zone()).date() == LATE
    else:
        with pytest.raises(ContactAtNight):
            call(case, collector, time)


def test_a_fourth_answered_call_a_day_is_refused_over_all_loans_of_a_person(
    case: CollectionCase, collector: User
) -> None:
    """K2: only answered calls count, a new business date starts anew."""
    other = make_test_loan(borrower=case.loan.borrower, on=dt.date(2026, 2, 20))
    assert other.borrower_id == case.loan.borrower_id
    for _ in range(5):
        call(case, collector, outcome="no_answer")
    for outcome in ("answered", "refused", "answered"):
        call(case, collector, outcome=outcome)
    assert contact_allowance(case, at=clock("12:00:00")).calls_left == 0
    with pytest.raises(TooManyCalls):
        call(case, collector)
    call(case, collector, outcome="no_answer")
    close_days_until(LATE + dt.timedelta(days=1))
    call(case, collector)
    assert broken_books() == {}


def test_only_the_debtor_is_contacted(case: CollectionCase, collector: User) -> None:
    """K3."""
    with pytest.raises(ContactNotDebtor):
        log_contact(
            case_id=case.public_id,
            user=collector,
            channel="call",
            outcome="answered",
            note="spoke to a relative",
            contacted_at=clock("10:00:00"),
            person="relative",
        )


def test_only_the_collector_of_the_case_works_on_it(case: CollectionCase, collector: User) -> None:
    colleague, finance = make_staff(Role.COLLECTOR), make_staff(Role.FINANCE)
    with pytest.raises(CaseTaken):
        claim_case(case_id=case.public_id, user=colleague, at=AT)
    with pytest.raises(CaseNotYours):
        call(case, colleague)
    with pytest.raises(NotAllowed):
        call(case, finance)
    with pytest.raises(CaseNotYours):
        release_case(case_id=case.public_id, user=colleague, at=AT)
    release_case(case_id=case.public_id, user=collector, at=AT)
    assert claim_case(case_id=case.public_id, user=colleague, at=AT).collector_id == colleague.pk


def test_a_closed_case_takes_no_contact(loan: Loan, case: CollectionCase, collector: User) -> None:
    pay(loan, "500.00")
    with pytest.raises(CaseClosed):
        call(case, collector)


def test_a_contact_needs_sound_facts(case: CollectionCase, collector: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        log_contact(
            case_id=case.public_id,
            user=collector,
            channel="telegram",
            outcome="maybe",
            note=" ",
            contacted_at=clock("10:00:00"),
        )
    assert [p.pointer for p in refusal.value.errors] == ["/channel", "/outcome", "/note"]


def promise(case: CollectionCase, user: User, amount: str, day: dt.date) -> None:
    log_contact(
        case_id=case.public_id,
        user=user,
        channel="call",
        outcome="promised",
        note="will pay",
        contacted_at=clock("10:00:00"),
        promise=PromiseInput(amount, day),
    )


def test_a_promise_is_kept_or_broken_by_the_payments(
    loan: Loan, case: CollectionCase, collector: User
) -> None:
    promise(case, collector, "100.00", LATE + dt.timedelta(days=1))
    promise(case, collector, "300.00", LATE + dt.timedelta(days=1))

    def statuses() -> list[str]:
        return [p.status for p in promises_of(case, on=open_date())]

    assert statuses() == ["open", "open"]
    pay(loan, "120.00")
    assert statuses() == ["kept", "open"]
    close_days_until(LATE + dt.timedelta(days=2))
    assert statuses() == ["kept", "broken"]


def test_the_desk_shows_masked_people_and_figures_of_the_loan(
    loan: Loan, case: CollectionCase, collector: User, django_assert_max_num_queries
) -> None:
    call(case, collector)
    with django_assert_max_num_queries(8):
        facts = case_facts(open_cases_for(collector), on=open_date())
    (one,) = facts
    assert (one.days_past_due, one.risk_class) == (5, "special_mention")
    assert one.borrower.endswith("*")
    assert "****" in one.phone
    assert str(one.arrears) == "409.01"  # 408.03 and 5 days of penalty
    assert one.last_contact is not None
