"""A quote of the maths as facts of a contract: the same figures, in the words that the law's table wants.

The maths speaks in codes and English (``interest``, ``lender``); people sign Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.documents.errors import IncompleteFacts
from core.documents.figures import percent, yuan
from lending.contracts.facts import Charge, ContingentCharge, CostStatement, ScheduleRow
from products.maths.terms import Fee, Terms

FEE_TIMES = {
    "upfront": "放款日一次收取",
    "first": "随首期一次收取",
    "per_instalment": "随每期收取",
}
FEE_BASES = {"principal": "本金", "instalment": "当期应还本息", "interest": "当期利息"}


def schedule_from_quote(quote: Mapping[str, Any]) -> tuple[ScheduleRow, ...]:
    """The rows of a quote. Row 0, an upfront charge, is kept; an empty row 0 is left out."""
    rows = (
        ScheduleRow(
            number=int(row["number"]),
            due_on=date.fromisoformat(str(row["due_on"])),
            principal=_decimal(row["principal"]),
            interest=_decimal(row["interest"]),
            fee=_decimal(row["fee"]),
            total=_decimal(row["total"]),
            closing=_decimal(row["closing"]),
        )
        for row in quote["rows"]
    )
    return tuple(row for row in rows if row.number > 0 or row.total)


def cost_statement_from_quote(
    quote: Mapping[str, Any], *, terms: Terms, lender: str
) -> CostStatement:
    """The quote's cost statement in Chinese. ``lender`` is the name that ``lender`` stands for.

    Raises:
        IncompleteFacts: no annualised figure exists for these terms, a fee is withheld from the payout (RULES P9), or
            terms and quote do not belong together.
    """
    statement = quote["cost_statement"]
    if statement["annualised_cost"] is None:
        raise IncompleteFacts(reason="there is no annualised cost for these terms")
    interest, *fees = statement["charges"]
    if len(fees) != len(terms.fees) or _decimal(statement["principal"]) != terms.principal:
        raise IncompleteFacts(reason="terms and quote do not belong together")
    charges = [
        Charge(
            name="利息",
            standard=_interest_standard(terms),
            amount=_decimal(interest["amount"]),
            collected_by=_collector(interest, lender),
        )
    ]
    for item, fee in zip(fees, terms.fees, strict=True):
        charges.append(
            Charge(
                name=fee.name,
                standard=_fee_standard(fee),
                amount=_decimal(item["amount"]),
                collected_by=_collector(item, lender),
            )
        )
    return CostStatement(
        principal=_decimal(statement["principal"]),
        net_disbursed=_decimal(statement["net_disbursed"]),
        charges=tuple(charges),
        annualised_cost=_decimal(statement["annualised_cost"]),
        annualised_method=str(statement["annualised_method"]),
        contingent=tuple(_contingent(item, lender) for item in statement["contingent"]),
    )


def _interest_standard(terms: Terms) -> str:
    base = "原始本金" if terms.method == "flat" else "剩余本金"
    when = "到期一次计收" if terms.method == "bullet" else "逐期计收"
    daily = f"（日利率 {percent(terms.daily_rate)}）" if terms.daily_rate is not None else ""
    text = f"年利率 {percent(terms.annual_rate)}{daily}，按{base}{when}"
    if terms.subsidy is not None:
        share = percent(terms.subsidy.interest_pct, decimals=0)
        text += f"；利息的 {share} 由第三方贴息承担，本表列示您实际承担的部分"
    return text


def _fee_standard(fee: Fee) -> str:
    when = FEE_TIMES[fee.kind]
    if fee.amount is not None:
        return f"{yuan(fee.amount)}，{when}"
    if fee.pct is None:
        raise IncompleteFacts(reason=f"the fee {fee.name!r} has neither amount nor share")
    return f"{FEE_BASES[fee.of]}的 {percent(fee.pct)}，{when}"


def _contingent(item: Mapping[str, Any], lender: str) -> ContingentCharge:
    """Charges we know by code are worded here; others must come in words already."""
    name, standard = str(item["name"]), str(item["standard"])
    if name == "penalty_interest":
        rate = percent(_decimal(item["annual_rate"]))
        name, standard = "罚息", f"逾期后，对逾期本金按年化 {rate}、按实际逾期天数计收"
    elif name == "early_repayment_charge":
        share = percent(_decimal(item["pct"]))
        name, standard = "提前还款违约金", f"提前还款时，按提前偿还本金的 {share} 计收"
    return ContingentCharge(name=name, standard=standard, collected_by=_collector(item, lender))


def _collector(item: Mapping[str, Any], lender: str) -> str:
    collector = str(item["collected_by"])
    return lender if collector in ("", "lender") else collector


def _decimal(value: object) -> Decimal:
    if isinstance(value, float):
        raise IncompleteFacts(reason="an amount came as a float")
    return Decimal(str(value))
