"""Bringing another system's running book into an empty installation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import set_open_date
from core.errors import InvalidInput, LoanwrightError
from core.models import ClosedDate
from core.transitions import log_move
from lending.models import JournalEntry, Loan
from lending.takeover import lending_club
from lending.takeover.plan import LoanPlan, plan_loan
from lending.takeover.records import Origin
from lending.takeover.write import write_plans
from products.models import Product, ProductVersion
from products.states import Method, ProductVersionState

MAPPINGS: Final = {"lending-club": lending_club}
BATCH: Final = 1000


class NotEmpty(LoanwrightError):
    code = "installation_not_empty"
    message = "This installation has loans or postings: a portfolio is imported into an empty one (%(found)s found)."


@dataclass(frozen=True)
class ImportReport:
    """What INTERFACES promises of `import_portfolio`."""

    loans: int
    imported: int
    unreconciled: list[dict[str, str]]
    assumptions: list[str]

    def as_json(self) -> dict[str, Any]:
        return {
            "loans": self.loans,
            "imported": self.imported,
            "unreconciled": self.unreconciled,
            "assumptions": self.assumptions,
        }


def import_portfolio(
    *,
    path: str | None,
    mapping: str,
    as_of: dt.date,
    commit: bool,
    actor: Actor,
    progress: Callable[[str], None] = lambda _: None,
) -> ImportReport:
    """Plan every loan of the file and, with `commit`, write them all in one transaction.

    Raises InvalidInput for an unknown mapping or a broken file (naming row and column), NotEmpty.
    Nothing is written unless everything can be.
    """
    if mapping not in MAPPINGS:
        raise InvalidInput.at(
            "/mapping", "unknown_mapping", f"{mapping!r} is not one of {', '.join(MAPPINGS)}"
        )
    source = MAPPINGS[mapping]
    require_empty()
    plans = [plan_loan(loan, origin=source.ORIGIN, as_of=as_of) for loan in source.read(path)]
    _refuse_repeated_ids(plans)
    progress(f"{len(plans)} loans planned")
    imported = _write(plans, source.ORIGIN, as_of, actor, progress) if commit else 0
    return ImportReport(
        loans=len(plans),
        imported=imported,
        unreconciled=[difference for plan in plans for difference in plan.differences],
        assumptions=list(source.ORIGIN.assumptions),
    )


def require_empty() -> None:
    """Raises NotEmpty when anything was ever lent, booked or closed here."""
    for name, found in (
        ("loans", Loan.objects.exists()),
        ("postings", JournalEntry.objects.exists()),
        ("closed dates", ClosedDate.objects.exists()),
    ):
        if found:
            raise NotEmpty(found=name)


def _refuse_repeated_ids(plans: Sequence[LoanPlan]) -> None:
    seen: set[str] = set()
    for plan in plans:
        if plan.record.external_id in seen:
            raise InvalidInput.at(
                "/file", "repeated_id", f"loan {plan.record.external_id} stands in the file twice"
            )
        seen.add(plan.record.external_id)


@transaction.atomic
def _write(
    plans: Sequence[LoanPlan],
    origin: Origin,
    as_of: dt.date,
    actor: Actor,
    progress: Callable[[str], None],
) -> int:
    set_open_date(on=as_of)
    version = _product_version(plans, origin, as_of)
    log_move(version, source="", actor=actor, reason=f"taken over from {origin.mapping}")
    written = 0
    for start in range(0, len(plans), BATCH):
        batch = plans[start : start + BATCH]
        written += len(write_plans(batch, origin=origin, version=version, as_of=as_of, actor=actor))
        progress(f"{written} of {len(plans)} loans written")
    record(
        "lending.import_portfolio",
        actor=actor,
        subject=version,
        details={"mapping": origin.mapping, "as_of": as_of, "loans": written},
    )
    return written


def _product_version(plans: Sequence[LoanPlan], origin: Origin, as_of: dt.date) -> ProductVersion:
    """The origin's product, retired from the start: nobody can apply for it here."""
    records = [plan.record for plan in plans]
    product = Product.objects.create(
        code=origin.product_code,
        name_zh=origin.product_name_zh,
        name_en=origin.product_name_en,
        is_open=False,
    )
    rates = [r.annual_rate for r in records] or [Decimal(0)]
    amounts = [r.principal for r in records] or [Decimal(1)]
    return ProductVersion.objects.create(
        product=product,
        number=1,
        state=ProductVersionState.RETIRED,
        published_on=as_of,
        retired_on=as_of,
        currency=origin.currency,
        amount_min=min(amounts),
        amount_max=max(amounts),
        amount_step=Decimal("0.01"),
        instalment_choices=sorted({r.instalments for r in records}),
        method=Method.EQUAL_INSTALMENTS,
        annual_rate=max(rates),
        annual_rate_min=min(rates),
        annual_cost_cap=max(rates),
        day_count="30/360",
        interest_period="instalment",
        rounding=origin.rounding,
        grace_days=origin.grace_days,
        penalty_rate_factor=0,
    )
