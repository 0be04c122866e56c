"""Who may do what in this stage: the one place that decides.

First and second review are separate powers (SC2); rules are published by somebody who did not
write them (RULES A14).
"""

from __future__ import annotations

from accounts.states import Role
from approvals.models import CreditReport, ReviewCase
from approvals.states import ReviewState
from approvals.types import Officer

ROLE_OF_STATE = {
    ReviewState.FIRST_REVIEW: Role.FIRST_REVIEWER,
    ReviewState.SECOND_REVIEW: Role.SENIOR_REVIEWER,
}


def may_see_queue(user: Officer) -> bool:
    return user.has_role(Role.FIRST_REVIEWER, Role.SENIOR_REVIEWER, Role.RISK, Role.AUDITOR)


def may_work_on(user: Officer, case: ReviewCase) -> bool:
    """The role of the case's stage, and not one's own application."""
    role = ROLE_OF_STATE.get(ReviewState(case.state))
    own = case.application.borrower.user_id
    return role is not None and user.has_role(role) and (own is None or own != user.pk)


def may_look_at_report(
    user: Officer, report: CreditReport, *, open_case: ReviewCase | None
) -> bool:
    """Reviewers while the case is theirs to work on; risk and compliance for their checks (RULES D11)."""
    if user.has_role(Role.RISK, Role.COMPLIANCE):
        return True
    return (
        open_case is not None
        and open_case.application_id == report.application_id
        and open_case.claimed_by_id == user.pk
        and may_work_on(user, open_case)
    )


def may_draft_rules(user: Officer) -> bool:
    return user.has_role(Role.RISK)


def may_publish_rules(user: Officer) -> bool:
    return user.has_role(Role.RISK, Role.COMPLIANCE)


def may_block(user: Officer) -> bool:
    return user.has_role(Role.RISK, Role.COMPLIANCE)
