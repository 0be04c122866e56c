"""Which pages each role may view: need-to-know, in one table (SC2, G8).

Viewing is all that Django's permissions give here: what an officer may do is decided by the
policies of the services. Nobody has a permission to add, change or delete.
"""

from __future__ import annotations

from typing import Final

from accounts.states import Role

_LOAN: Final = ("accounts.borrower", "lending.application", "lending.contract", "lending.loan")
_REVIEW: Final = (*_LOAN, "approvals.reviewcase", "approvals.decision")
_MONEY: Final = ("lending.disbursement", "repayments.payment", "repayments.bill")
_COLLECTION: Final = (
    "collections.collectioncase",
    "collections.contactattempt",
    "collections.promisetopay",
)
_COMPLAINTS: Final = ("complaints.complaint", "complaints.redress")
_RULES: Final = ("approvals.ruleset", "approvals.block", "products.productversion")
_BOOKS: Final = ("lending.journalentry", "core.closeddate", "core.quarantinedobligation")
_TRAIL: Final = (
    "core.auditentry",
    "core.transitionlog",
    "core.foureyesrequest",
    "core.notification",
)

_SECOND: Final = ("core.foureyesrequest",)
_HOUSE: Final = ("core.outboxmessage", "accounts.user", "accounts.partner")

VIEWS: Final[dict[Role, tuple[str, ...]]] = {
    Role.FIRST_REVIEWER: (*_REVIEW, "products.productversion"),
    Role.SENIOR_REVIEWER: (*_REVIEW, "products.productversion", *_SECOND),
    Role.FINANCE: (
        *(*_LOAN, *_MONEY, *_BOOKS, *_SECOND),
        *("approvals.reviewcase", "collections.collectioncase"),
    ),
    Role.COLLECTOR: (
        *("accounts.borrower", "lending.loan", "repayments.payment", "repayments.bill"),
        *_COLLECTION,
    ),
    Role.COMPLAINT_HANDLER: (*_LOAN, "repayments.payment", *_COMPLAINTS, *_SECOND),
    Role.RISK: (*_REVIEW, *_RULES, *_COLLECTION, *_SECOND),
    Role.COMPLIANCE: (
        *(*_REVIEW, *_RULES, *_COLLECTION, *_COMPLAINTS, *_TRAIL),
        "repayments.payment",
    ),
    Role.AUDITOR: (
        *(*_REVIEW, *_MONEY, *_COLLECTION, *_COMPLAINTS, *_RULES, *_BOOKS, *_TRAIL),
        *_HOUSE,
    ),
    Role.ADMIN: (
        *_HOUSE,
        *("core.quarantinedobligation", "core.closeddate", "core.auditentry"),
    ),
}
