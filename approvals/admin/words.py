"""What the rules saw, in words and units that people read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from approvals.models import Decision
from approvals.reasons import explain
from approvals.states import Outcome
from core.desk import TONES, Fact, Panel, Table, case_url, local, money, percent
from core.desk.words import NOTHING

# In the order in which a reviewer asks; what is not named here shows under its own name.
FACT_WORDS: Final[dict[str, Any]] = {
    "requested_cents": _("Amount asked for"),
    "instalments": _("Instalments"),
    "monthly_burden_cents": _("Monthly burden of this loan"),
    "monthly_income_cents": _("Monthly income"),
    "monthly_obligations_cents": _("Monthly payments elsewhere"),
    "debt_to_income_permille": _("Debt to income"),
    "age_years": _("Age"),
    "employment": _("Employment"),
    "is_student": _("Student"),
    "purpose": _("Purpose"),
    "bureau_score": _("Score of the bureau"),
    "max_overdue_days": _("Longest overdue, days"),
    "overdue_count_24m": _("Times overdue in 24 months"),
    "inquiries_3m": _("Inquiries in 3 months"),
    "open_loans": _("Open loans elsewhere"),
    "exposure_cents": _("Owed to us already"),
    "exposure_cap_cents": _("Most that one person may owe"),
    "identity_verified": _("Identity verified"),
    "blocked": _("On the block list"),
    "report_status": _("Credit report"),
    "has_record": _("Has a credit record"),
    "product_score_floor": _("Lowest score of the product"),
    "annual_rate_ceiling": _("Highest rate of the product"),
}
# Shown above the fold of a case.
_FIRST: Final = (
    "debt_to_income_permille",
    "monthly_income_cents",
    "monthly_obligations_cents",
    "monthly_burden_cents",
    "bureau_score",
    "max_overdue_days",
    "overdue_count_24m",
    "inquiries_3m",
    "open_loans",
    "exposure_cents",
    "employment",
    "age_years",
)
_EMPLOYMENTS: Final[dict[str, Any]] = {
    "employed": _("employed"),
    "self_employed": _("self-employed"),
    "unemployed": _("not employed"),
    "student": _("student"),
    "other": _("other"),
}


def value_text(name: str, value: Any) -> str:
    """A stored input in its unit."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_cents"):
        return money(Decimal(value) / 100)
    if name.endswith("_permille"):
        return percent(Decimal(value) / 10)
    if name == "employment":
        return str(_EMPLOYMENTS.get(value, value))
    return str(value)


def first_figures(inputs: Mapping[str, Any]) -> list[Fact]:
    """The figures that a reviewer weighs first."""
    return [
        Fact(FACT_WORDS[name], value_text(name, inputs[name])) for name in _FIRST if name in inputs
    ]


def reasons_of(decision: Decision) -> list[dict[str, str]]:
    language = get_language() or "zh-hans"
    return [explain(reason, language=language) for reason in decision.reasons]


def outcome_text(outcome: str) -> str:
    return str(Outcome(outcome).label)


def decision_panel(decision: Decision, *, title: Any = "") -> Panel:
    """Outcome, reasons and score of one decision."""
    facts = [
        Fact(_("Outcome"), outcome_text(decision.outcome), tone=TONES[decision.outcome] or "quiet")
    ]
    if decision.score is not None:
        facts.append(Fact(_("Score"), decision.score, note=decision.grade))
    if decision.limit is not None:
        facts.append(Fact(_("Limit"), money(decision.limit)))
        facts.append(Fact(_("Rate a year"), percent(decision.annual_rate)))
    facts.append(Fact(_("Decided by"), decision.decided_by, note=local(decision.decided_at)))
    facts.append(Fact(_("Record"), decision.public_id, href=case_url(decision)))
    rows = [[reason["text"], reason["advice"]] for reason in reasons_of(decision)]
    table = Table(columns=[_("Reason"), _("What would change it")], rows=rows) if rows else None
    return Panel(
        title=title or _("Decision of the rules"),
        facts=facts,
        table=table,
        tone=TONES[decision.outcome],
    )


def inputs_panel(decision: Decision) -> Panel:
    """Everything the rules saw, folded."""
    known = [name for name in FACT_WORDS if name in decision.inputs]
    rest = sorted(set(decision.inputs) - set(known))
    rows = [
        [FACT_WORDS.get(name, name), value_text(name, decision.inputs[name])]
        for name in [*known, *rest]
        if not isinstance(decision.inputs[name], dict)
    ]
    table = Table(columns=[_("What"), _("Value")], rows=rows)
    return Panel(title=_("What the rules saw"), table=table, is_folded=True)


def trace_panel(decision: Decision) -> Panel | None:
    """How the rules came to it: the scorecard's points, then the rows that answered."""
    trace = decision.trace or {}
    rows: list[list[Any]] = []
    card = trace.get("scorecard") or {}
    for name, points in sorted((card.get("parts") or {}).items(), key=lambda part: -part[1]):
        seen = value_text(name, decision.inputs.get(name))
        rows.append([_("Scorecard"), FACT_WORDS.get(name, name), seen, f"+{points}"])
    if card:
        rows.append([_("Scorecard"), _("Sum"), card.get("grade", ""), card.get("points", "")])
    for node in trace.get("nodes") or []:
        for row in node.get("rows") or []:
            seen = ", ".join(f"{name} = {value}" for name, value in row.get("saw", {}).items())
            number = gettext("row %(number)s") % {"number": row.get("row", "?")}
            rows.append([node.get("node", ""), number, seen, ""])
        if node.get("values"):
            seen = ", ".join(f"{name} = {value}" for name, value in node["values"].items())
            rows.append([node.get("node", ""), _("figures"), seen, ""])
    if not rows:
        return None
    table = Table(columns=[_("Step"), _("What"), _("Saw"), _("Points")], rows=rows)
    return Panel(title=_("How the rules came to it"), table=table, is_folded=True)
