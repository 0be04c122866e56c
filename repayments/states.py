from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentMethod(models.TextChoices):
    CASHIER = "cashier", _("cashier page")
    PARTNER_COLLECTED = "partner_collected", _("collected by a partner")
    VOUCHER = "voucher", _("bank transfer with voucher")
    DIRECT_DEBIT = "direct_debit", _("direct debit")
    REDRESS = "redress", _("redress")
    UNAPPLIED = "unapplied", _("money held for the borrower")


# What a partner may name in a call; direct debit is answered with a clear refusal.
PARTNER_METHODS = [
    (method.value, method.label)
    for method in (
        PaymentMethod.PARTNER_COLLECTED,
        PaymentMethod.CASHIER,
        PaymentMethod.DIRECT_DEBIT,
    )
]


class PaymentState(models.TextChoices):
    """Money from the borrower, from announcement to the books."""

    PENDING = "pending", _("waiting for the payer")
    TO_CONFIRM = "to_confirm", _("waiting for finance to confirm")
    POSTED = "posted", _("posted")
    FAILED = "failed", _("not completed")
    REJECTED = "rejected", _("voucher rejected")
    REVERSED = "reversed", _("reversed")


class BillState(models.TextChoices):
    OPEN = "open", _("open")
    PAID = "paid", _("paid")
    OVERDUE = "overdue", _("overdue")
