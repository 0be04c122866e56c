"""Applying by page: draft, edit, recall, delete, withdraw, each only in its state (SC9)."""

from __future__ import annotations

import pytest

from lending.models import Application
from lending.states import ApplicationState as S
from tests.factories.lending import application_in, draft, make_bank_account

WISH = {"product": "AL2", "amount": "10000", "instalments": "12", "purpose": "education"}


def of(application: Application, step: str = "") -> str:
    return f"/applications/{application.public_id}/{step}"


def test_first_step_keeps_a_draft_and_goes_on(browser, ama) -> None:
    answer = browser.post("/apply/", WISH)

    made = Application.objects.get(borrower=ama)
    assert (made.state, str(made.amount), made.instalments) == (S.DRAFT, "10000.00", 12)
    assert answer["Location"] == of(made, "money/")


def test_the_form_sent_twice_leaves_one_draft(browser, ama) -> None:
    browser.post("/apply/", WISH)
    browser.post("/apply/", {**WISH, "amount": "12000"})

    made = Application.objects.get(borrower=ama)
    assert str(made.amount) == "12000.00"


def test_without_a_product_one_is_chosen_first(browser) -> None:
    assert browser.get("/apply/")["Location"] == "/products/"


def test_first_step_names_each_wrong_field(browser, ama) -> None:
    answer = browser.post("/apply/", {"product": "AL2", "amount": "5", "instalments": "7"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "from ¥1,000 to ¥50,000" in text
    assert text.count('class="field__error"') == 3
    assert not Application.objects.filter(borrower=ama).exists()


def test_second_step_keeps_income_and_own_account(browser, ama) -> None:
    application = draft(borrower=ama, bank_account_id=None, monthly_income=None)
    account = make_bank_account(ama)

    answer = browser.post(
        of(application, "money/"),
        {"monthly_income": "12,000", "bank_account": account.public_id},
    )

    application.refresh_from_db()
    assert answer["Location"] == of(application, "submit/")
    assert str(application.monthly_income) == "12000.00"
    assert application.bank_account_id == account.pk


def test_second_step_refuses_somebody_elses_account(browser, ama, ben) -> None:
    application = draft(borrower=ama, bank_account_id=None)
    theirs = make_bank_account(ben)
    make_bank_account(ama)

    answer = browser.post(
        of(application, "money/"), {"monthly_income": "9000", "bank_account": theirs.public_id}
    )

    application.refresh_from_db()
    assert answer.status_code == 422
    assert application.bank_account is None


def test_second_step_without_an_account_leads_to_adding_one(browser, ama) -> None:
    application = draft(borrower=ama, bank_account_id=None)

    text = browser.get(of(application, "money/")).content.decode()

    assert f"/profile/bank-accounts/add/?next=/applications/{application.public_id}/money/" in text


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        ("edit/", {S.DRAFT, S.RECALLED}),
        ("money/", {S.DRAFT, S.RECALLED}),
    ],
)
def test_changing_is_open_to_drafts_and_recalled_ones_only(sign_in, state, step, allowed) -> None:
    """SC9."""
    application = application_in(state)

    answer = sign_in(application.borrower).get(of(application, step))

    assert answer.status_code == (200 if state in allowed else 409)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize(
    ("step", "allowed", "then"),
    [
        ("recall/", {S.SUBMITTED, S.IN_REVIEW}, S.RECALLED),
        (
            "withdraw/",
            {S.DRAFT, S.SUBMITTED, S.RECALLED, S.IN_REVIEW, S.APPROVED, S.CONTRACTED},
            S.WITHDRAWN,
        ),
        ("delete/", {S.DRAFT}, None),
    ],
)
def test_moves_are_open_in_their_states_only(sign_in, state, step, allowed, then) -> None:
    """SC9: a refused step changes nothing."""
    application = application_in(state)

    answer = sign_in(application.borrower).post(of(application, step))

    now = Application.objects.filter(pk=application.pk).values_list("state", flat=True).first()
    if state in allowed:
        assert answer.status_code == 302
        assert now == then
    else:
        assert answer.status_code == 409
        assert now == state


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_a_page_with_a_way_on(sign_in, state) -> None:
    application = application_in(state)

    answer = sign_in(application.borrower).get(of(application))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="button' in text.partition("<main")[2]


def test_list_shows_own_applications_only(browser, ama, ben) -> None:
    mine, theirs = draft(borrower=ama), draft(borrower=ben)

    text = browser.get("/applications/").content.decode()

    assert mine.public_id in text
    assert theirs.public_id not in text
