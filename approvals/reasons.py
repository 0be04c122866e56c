"""Reasons of decisions: a stable code, what it says to the applicant, and what would change it.

PIPL art. 24 (RULES D6): a person may ask how a machine decided, so each reason has a text and an
advice in both languages. The lowest rank is told first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from core.money import format_amount


@dataclass(frozen=True, kw_only=True)
class Reason:
    """`shows` are the inputs that the text names: placeholder to input, money as cents."""

    code: str
    rank: int
    text: str
    advice: str
    shows: tuple[str, ...] = ()


_ = gettext_noop

_ALL: Final = (
    Reason(
        code="below_age",
        rank=10,
        text=_("You are below the age at which we may lend."),
        advice=_("You can apply from your birthday at that age on."),
    ),
    Reason(
        code="above_age",
        rank=11,
        text=_("This product is open up to the age of %(product_age_max)s."),
        advice=_("Another product with a higher age limit may be open to you."),
        shows=("product_age_max",),
    ),
    Reason(
        code="identity_not_verified",
        rank=12,
        text=_("Your identity has not been verified."),
        advice=_("Verify your name and resident id, then apply again."),
    ),
    Reason(
        code="purpose_forbidden",
        rank=13,
        text=_("A consumer loan may not be used for this purpose."),
        advice=_("Apply for a purpose of consumption; homes and investments are excluded by law."),
    ),
    Reason(
        code="student_closed",
        rank=14,
        text=_("This product is not open to students."),
        advice=_("You can apply when you are no longer a student."),
    ),
    Reason(
        code="blocked",
        rank=15,
        text=_("Our records hold a reason not to lend to you now."),
        advice=_("Ask our service desk for the reason; you may file a complaint if it is wrong."),
    ),
    Reason(
        code="overdue_too_long",
        rank=20,
        text=_("Your credit report shows payments more than 90 days overdue."),
        advice=_("Settle what is overdue; if the report is wrong, ask the bureau to correct it."),
    ),
    Reason(
        code="score_below_floor",
        rank=21,
        text=_("Your credit score is below the lowest score of this product."),
        advice=_("Paying on time and fewer new loans raise the score over the months."),
    ),
    Reason(
        code="exposure_over_cap",
        rank=22,
        text=_("Your loans with us have reached the most we may lend to one person."),
        advice=_("You can apply again when part of your present loans is repaid."),
    ),
    Reason(
        code="limit_below_minimum",
        rank=23,
        text=_(
            "The amount we could lend you is below this product's least amount of %(product_min_cents)s."
        ),
        advice=_("A higher proven income or lower monthly debts would raise the amount."),
        shows=("product_min_cents",),
    ),
    Reason(
        code="bureau_unavailable",
        rank=40,
        text=_("The credit bureau did not answer, so an officer looks at your application."),
        advice=_("You need not do anything."),
    ),
    Reason(
        code="consent_missing",
        rank=41,
        text=_("We have no consent to ask for your credit report."),
        advice=_("Give your consent to the query of the credit report."),
    ),
    Reason(
        code="inputs_incomplete",
        rank=42,
        text=_("Some facts needed for the decision are missing, so an officer looks at them."),
        advice=_("Check that your application is complete."),
    ),
    Reason(
        code="thin_file",
        rank=43,
        text=_("There is no credit history on you yet."),
        advice=_("An officer decides; proof of income helps."),
    ),
    Reason(
        code="score_near_floor",
        rank=44,
        text=_("Your credit score is close to the lowest score of this product."),
        advice=_("An officer decides; a higher score would let us decide at once."),
    ),
    Reason(
        code="recent_overdue",
        rank=45,
        text=_("Your credit report shows late payments in the last 24 months."),
        advice=_("Paying on time for 24 months clears them from this check."),
    ),
    Reason(
        code="high_debt_to_income",
        rank=46,
        text=_("Your monthly debts would be high for your income."),
        advice=_("A smaller amount, a longer term or a higher proven income would change this."),
    ),
    Reason(
        code="income_unknown",
        rank=47,
        text=_("You have not told us your monthly income."),
        advice=_("Enter your monthly income in the application."),
    ),
    Reason(
        code="student_unknown",
        rank=48,
        text=_("We do not know yet whether you are a student."),
        advice=_("Tell us in your profile whether you are a student."),
    ),
    Reason(
        code="weak_score",
        rank=49,
        text=_("Taken together, the facts of your application need an officer's look."),
        advice=_("Paying on time, fewer inquiries and lower debts improve the assessment."),
    ),
    Reason(
        code="amount_above_auto_limit",
        rank=50,
        text=_("Amounts this large are decided by officers."),
        advice=_("A smaller amount can be decided at once."),
    ),
    Reason(
        code="rules_incomplete",
        rank=51,
        text=_("Our rules leave this case to an officer."),
        advice=_("You need not do anything."),
    ),
    Reason(
        code="limited_by_income",
        rank=60,
        text=_("The limit follows from your monthly income."),
        advice=_("A higher proven income would raise the limit."),
    ),
    Reason(
        code="limited_by_ability",
        rank=61,
        text=_("The limit follows from your monthly debts."),
        advice=_("Lower monthly debts would raise the limit."),
    ),
    Reason(
        code="limited_by_exposure",
        rank=62,
        text=_("The limit counts your present loans with us."),
        advice=_("Repaying present loans would raise the limit."),
    ),
    Reason(
        code="limited_by_grade",
        rank=63,
        text=_("The limit follows from your credit assessment."),
        advice=_("Paying on time improves the assessment."),
    ),
    Reason(
        code="review_declined",
        rank=30,
        text=_("An officer looked at your application and could not approve it."),
        advice=_("Ask our service desk for an explanation; you may apply again with new proof."),
    ),
    Reason(
        code="income_not_proven",
        rank=31,
        text=_("Your income could not be confirmed."),
        advice=_("Send a proof of income with a new application."),
    ),
    Reason(
        code="ability_too_low",
        rank=32,
        text=_("Your income does not leave enough for the instalments."),
        advice=_("Apply for a smaller amount or a longer term."),
    ),
    Reason(
        code="facts_not_confirmed",
        rank=33,
        text=_("Some of what you told us could not be confirmed."),
        advice=_("Check your details and apply again with proof."),
    ),
)

CATALOGUE: Final[dict[str, Reason]] = {reason.code: reason for reason in _ALL}
# What an officer may give as the ground of a refusal.
OFFICER_CODES: Final = (
    "review_declined",
    "income_not_proven",
    "ability_too_low",
    "facts_not_confirmed",
)


def ranked(codes: Iterable[str], inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stored form of reasons, weightiest first: code, and the figures its text names."""
    reasons = sorted((CATALOGUE[code] for code in set(codes)), key=lambda reason: reason.rank)
    return [
        {
            "code": reason.code,
            "params": {name: inputs[name] for name in reason.shows if name in inputs},
        }
        for reason in reasons
    ]


def explain(stored: Mapping[str, Any], *, language: str, currency: str = "CNY") -> dict[str, str]:
    """A stored reason in a language: code, text, and what would change it."""
    reason = CATALOGUE[stored["code"]]
    params = {
        name: format_amount(Decimal(value) / 100, currency) if name.endswith("_cents") else value
        for name, value in stored.get("params", {}).items()
    }
    with translation.override(language):
        return {
            "code": reason.code,
            "text": _filled(gettext(reason.text), reason, params),
            "advice": _filled(gettext(reason.advice), reason, params),
        }


def _filled(text: str, reason: Reason, params: Mapping[str, Any]) -> str:
    """A text with its figures; one that lost a figure shows a dash rather than failing."""
    return text % {name: params.get(name, "—") for name in reason.shows} if reason.shows else text
