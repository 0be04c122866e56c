"""The cost statement of a contract in the reader's language (RULES P2); the figures are the contract's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lending.models import Contract


@dataclass(frozen=True)
class ChargeWords:
    name: str
    standard: str
    amount: Decimal | None
    collected_by: str


@dataclass(frozen=True)
class CostWords:
    """The table the law asks for: charges of normal performance, then those of default or choice."""

    charges: tuple[ChargeWords, ...]
    contingent: tuple[ChargeWords, ...]
    annualised: Decimal
    lender: str


def cost_words(contract: Contract) -> CostWords:
    """Every charge named, with how it is worked out and who collects it."""
    statement = contract.quote["cost_statement"]
    fees = {fee["name"]: fee for fee in contract.terms.get("fees") or ()}
    return CostWords(
        charges=tuple(_charge(item, contract, fees) for item in statement["charges"]),
        contingent=tuple(_contingent(item, contract) for item in statement["contingent"]),
        annualised=Decimal(str(statement["annualised_cost"])),
        lender=settings.LOANWRIGHT_INSTITUTION["name"],
    )


def _charge(
    item: Mapping[str, Any], contract: Contract, fees: Mapping[str, Mapping[str, Any]]
) -> ChargeWords:
    amount, collector = Decimal(item["amount"]), _collector(item)
    if item["name"] == "interest":
        words = _("%(rate)s%% a year on what is still owed, for the days it is used")
        rate = f"{contract.annual_rate.normalize():f}"
        return ChargeWords(_("Interest"), words % {"rate": rate}, amount, collector)
    fee = fees.get(item["name"])
    if fee is None:
        return ChargeWords(item["name"], item["standard"], amount, collector)
    when = {
        "upfront": _("once, on the first day"),
        "first": _("once, with the first instalment"),
        "per_instalment": _("with each instalment"),
    }[fee["kind"]]
    size = f"¥{fee['amount']}" if fee.get("amount") else f"{fee['pct']}%"
    return ChargeWords(item["name"], f"{size}, {when}", amount, collector)


def _contingent(item: Mapping[str, Any], contract: Contract) -> ChargeWords:
    collector = _collector(item)
    if item["name"] == "penalty_interest":
        words = _(
            "%(rate)s%% a year on overdue principal; nothing if all is paid within %(days)s days of "
            "grace, otherwise from the due date"
        )
        facts = {"rate": item["annual_rate"], "days": contract.product_version.grace_days}
        return ChargeWords(_("Penalty interest"), words % facts, None, collector)
    if item["name"] == "early_repayment_charge":
        words = _("%(pct)s%% of the principal repaid early")
        return ChargeWords(
            _("Early repayment charge"), words % {"pct": item["pct"]}, None, collector
        )
    return ChargeWords(item["name"], item["standard"], None, collector)


def _collector(item: Mapping[str, Any]) -> str:
    name = str(item["collected_by"])
    return str(settings.LOANWRIGHT_INSTITUTION["name"]) if name in ("", "lender") else name
