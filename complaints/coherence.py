"""What must hold between complaints, redress and the ledger."""

from __future__ import annotations

from django.db.models import F, Q

from complaints.models import Complaint, Redress
from complaints.states import ComplaintState, RedressState
from core.coherence import Check, CheckResult, register_check


def register_complaint_checks() -> None:
    """Called by the app when it is ready."""
    register_check(
        Check(
            id="complaints.redress",
            title="Redress was paid into the complaint's own loan, in its amount, once two people agreed",
            run=check_redress,
        )
    )
    register_check(
        Check(
            id="complaints.clock",
            title="Every complaint has its deadline, moved only with a reason",
            run=check_clock,
        )
    )


def check_redress(deep: bool) -> CheckResult:
    """Paid redress has a payment of its amount into its loan and an approved request."""
    paid = Redress.objects.filter(state=RedressState.PAID)
    right = Q(payment__amount=F("amount"), payment__loan_id=F("loan_id"), request__state="approved")
    broken = [*paid.exclude(right), *Redress.objects.exclude(loan_id=F("complaint__loan_id"))]
    return CheckResult(
        checked=Redress.objects.count(),
        broken=len(broken),
        examples=[r.public_id for r in broken[:5]],
    )


def check_clock(deep: bool) -> CheckResult:
    """The binding deadline is the earlier of the two clocks, or later with a reason; answers have a time."""
    moved = Q(extended_at__isnull=False) & ~Q(extension_reason="")
    first = Q(deadline=F("deadline_working_days")) | Q(deadline=F("deadline_calendar_days"))
    answered = Q(state__in=[ComplaintState.ANSWERED, ComplaintState.CLOSED])
    broken = Complaint.objects.exclude(moved | first) | Complaint.objects.filter(
        answered, answered_at=None
    )
    return CheckResult(
        checked=Complaint.objects.count(),
        broken=broken.count(),
        examples=[c.number for c in broken.order_by("pk")[:5]],
    )
