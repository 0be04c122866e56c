"""Names of kinds and columns as officers read them, in both languages.

Given to the models when their page is registered: the models themselves stay free of words, and
no migration comes of a change here.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, tuple[Any, Any]]] = {
    "accounts.borrower": (_("borrower"), _("borrowers")),
    "accounts.partner": (_("partner"), _("partners")),
    "accounts.user": (_("staff member"), _("staff")),
    "approvals.block": (_("block"), _("block list")),
    "approvals.decision": (_("decision"), _("decisions")),
    "approvals.reviewcase": (_("review case"), _("review cases")),
    "approvals.ruleset": (_("rule set"), _("rule sets")),
    "collections.collectioncase": (_("collection case"), _("collection cases")),
    "collections.contactattempt": (_("contact"), _("contacts")),
    "collections.promisetopay": (_("promise"), _("promises")),
    "complaints.complaint": (_("complaint"), _("complaints")),
    "complaints.redress": (_("redress"), _("redress")),
    "core.auditentry": (_("audit entry"), _("audit trail")),
    "core.closeddate": (_("closed date"), _("closed dates")),
    "core.foureyesrequest": (_("request for a second person"), _("requests for a second person")),
    "core.notification": (_("message"), _("messages")),
    "core.outboxmessage": (_("outbox message"), _("outbox")),
    "core.quarantinedobligation": (_("obligation set aside"), _("set aside by the day-end")),
    "core.transitionlog": (_("state change"), _("state changes")),
    "lending.application": (_("application"), _("applications")),
    "lending.contract": (_("contract"), _("contracts")),
    "lending.disbursement": (_("payout"), _("payouts")),
    "lending.journalentry": (_("journal entry"), _("journal entries")),
    "lending.loan": (_("loan"), _("loans")),
    "products.productversion": (_("product version"), _("product versions")),
    "repayments.bill": (_("bill"), _("bills")),
    "repayments.payment": (_("payment"), _("payments")),
}

COLUMNS: Final[dict[str, Any]] = {
    "actor_label": _("who"),
    "attempts": _("tries"),
    "bank_reference": _("at the bank"),
    "blocked_at": _("blocked at"),
    "blocked_by": _("blocked by"),
    "booked_on": _("booked on"),
    "channel": _("channel"),
    "checker_label": _("decided by"),
    "claimed_by": _("on the desk of"),
    "closed_at": _("closed at"),
    "code": _("code"),
    "created_at": _("made at"),
    "decided_by": _("decided by"),
    "delivered_at": _("delivered at"),
    "digest": _("seal"),
    "disbursed_on": _("lent on"),
    "drafted_by": _("drafted by"),
    "due_at": _("due at"),
    "entries": _("entries"),
    "failure": _("failure"),
    "full_name": _("name"),
    "given_up_at": _("given up at"),
    "grade": _("grade"),
    "groups": _("role"),
    "id": _("number"),
    "identity_state": _("identity"),
    "instalments": _("instalments"),
    "is_active": _("active"),
    "is_imported": _("taken over"),
    "key": _("key"),
    "last_login": _("last sign-in"),
    "machine": _("kind"),
    "made_at": _("made at"),
    "maker_label": _("asked by"),
    "method": _("method"),
    "name": _("name"),
    "number": _("number"),
    "object_id": _("about"),
    "obligation_id": _("obligation"),
    "on": _("date"),
    "paid_on": _("arrived on"),
    "product": _("product"),
    "public_id": _("record"),
    "published_at": _("published at"),
    "published_on": _("published on"),
    "quarantined_at": _("set aside at"),
    "reason": _("reason"),
    "recipient": _("to"),
    "reference": _("reference"),
    "released_at": _("released at"),
    "score": _("score"),
    "sent_at": _("sent at"),
    "signed_on": _("signed on"),
    "source": _("because of"),
    "state": _("state"),
    "step": _("step"),
    "summary": _("what was asked for"),
    "template": _("template"),
    "topic": _("topic"),
    "kind": _("kind"),
    "username": _("user name"),
    "value_on": _("value date"),
    "version": _("version"),
    "outcome": _("outcome"),
    "business_on": _("business date"),
}


def give_names(model: type[Model]) -> None:
    """Name a kind and its columns for the desk."""
    kind = KINDS.get(model._meta.label_lower)
    if kind is not None:
        model._meta.verbose_name, model._meta.verbose_name_plural = kind
    for column in [*model._meta.fields, *model._meta.many_to_many]:
        if column.name in COLUMNS:
            column.verbose_name = COLUMNS[column.name]
