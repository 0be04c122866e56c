from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.states import IdentityState
from core.actors import Actor
from core.fields import AmountField
from core.ids import PublicIdField
from core.privacy.fields import SealedTextField
from core.privacy.masking import mask_name, mask_phone, mask_resident_id
from core.state_machine import states_check


class Borrower(models.Model):
    """The natural person who owes: one row a person, by whatever channel they came (XC4)."""

    public_id = PublicIdField(prefix="bor")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    name = SealedTextField(null=True)
    resident_id = SealedTextField(null=True)
    resident_id_index = models.CharField(max_length=64, null=True, unique=True)
    phone = SealedTextField(null=True)
    phone_index = models.CharField(max_length=64, null=True, db_index=True)
    email = SealedTextField(null=True)
    identity_state = models.CharField(
        max_length=16, choices=IdentityState.choices, default=IdentityState.UNVERIFIED
    )
    verified_at = models.DateTimeField(null=True)
    monthly_income = AmountField(null=True)
    is_student = models.BooleanField(null=True)  # null: not asked yet (A12)
    language = models.CharField(max_length=10, default="zh-hans")
    is_imported = models.BooleanField(default=False)  # a pseudonym from another system's book
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            states_check("borrower_identity_state", IdentityState, field="identity_state"),
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(user__isnull=False),
                name="one_sign_in_a_phone",
            ),
            models.CheckConstraint(
                condition=models.Q(identity_state="unverified", verified_at=None)
                | models.Q(
                    identity_state="verified",
                    verified_at__isnull=False,
                    resident_id_index__isnull=False,
                ),
                name="borrower_verified_pairs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.masked_name} ({self.public_id})"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name) if self.name else "—"

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else "—"

    @property
    def masked_resident_id(self) -> str:
        return mask_resident_id(self.resident_id) if self.resident_id else "—"

    def as_actor(self) -> Actor:
        return Actor(kind="borrower", id=self.public_id, label=self.public_id)


class IdentityCheck(models.Model):
    """One question to the identity authority and its answer."""

    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="identity_checks"
    )
    result = models.CharField(max_length=16)  # "match", "mismatch", "not_found"
    provider_reference = models.CharField(max_length=80)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.borrower_id}: {self.result}"


class Consent(models.Model):
    """Agreement to one purpose in one version of its text; withdrawn, never changed (PIPL 14-16)."""

    public_id = PublicIdField(prefix="cst")
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="consents"
    )
    purpose = models.CharField(max_length=24)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=40)  # "web", "partner:par_..."
    evidence = models.JSONField(default=dict)  # what was ticked, where: no personal data

    class Meta:
        indexes = [models.Index(fields=["borrower", "purpose"], name="consents_by_purpose")]
        constraints = [
            models.UniqueConstraint(
                fields=["borrower", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="one_live_consent_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class BankAccount(models.Model):
    """An account of the borrower for payout and repayment; holder checked with the bank."""

    public_id = PublicIdField(prefix="acc")
    borrower = models.ForeignKey(
        "accounts.Borrower", on_delete=models.PROTECT, related_name="bank_accounts"
    )
    number = SealedTextField()
    number_index = models.CharField(max_length=64)
    last_four = models.CharField(max_length=4)
    bank = models.CharField(max_length=80)
    holder = SealedTextField()
    checked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["borrower", "number_index"],
                condition=models.Q(removed_at=None),
                name="one_row_a_bank_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank} **** {self.last_four}"
