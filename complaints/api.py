"""Calls about complaints that reach a partner: passed on at once, followed to the answer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from complaints.models import Complaint
from complaints.selectors import complaint_for
from complaints.services import file_complaint
from complaints.states import Category, ComplaintState
from core.errors import InvalidInput, NotFound
from core.rest import Read, Shape, StrictInput, Write
from core.rest.fields import Text
from lending.selectors import loan_for
from lending.shapes import moment


class ComplaintShape(Shape):
    """A complaint in its present state."""

    id = serializers.CharField()
    number = serializers.CharField(help_text="What the borrower asks by.")
    state = serializers.ChoiceField(choices=ComplaintState.choices)
    category = serializers.ChoiceField(choices=Category.choices)
    borrower = serializers.CharField()
    loan = serializers.CharField(allow_null=True)
    received_on = serializers.DateField()
    deadline = serializers.DateField(help_text="The day by which it is answered.")
    answer = serializers.CharField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class ComplaintInput(StrictInput):
    """What a borrower complains of: name the borrower, or the loan, or both."""

    borrower = Text(required=False, max_length=60)
    loan = Text(required=False, max_length=60)
    category = serializers.ChoiceField(choices=Category.choices)
    text = Text(min_length=5, max_length=5000, help_text="5 to 5,000 characters.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("borrower") and not attrs.get("loan"):
            text = _("Name the borrower or the loan.")
            raise serializers.ValidationError(
                {"borrower": [serializers.ErrorDetail(str(text), "required")]}
            )
        return attrs


class CreateComplaint(Write):
    """Registers a complaint. The borrower gets its number and deadline by message at once."""

    summary = "Pass on a complaint"
    required_scopes = ["complaints"]
    input = ComplaintInput
    output = ComplaintShape
    success_status = 201

    def perform(self, *, caller: Any, data: dict[str, Any], **facts: Any) -> dict[str, Any]:
        actor = caller.as_actor()
        borrower, loan_id = data.get("borrower"), data.get("loan")
        if loan_id:
            try:
                owner = loan_for(caller, loan_id).borrower.public_id
            except NotFound:
                raise InvalidInput.at("/loan", "unknown_loan", NotFound().detail) from None
            borrower = borrower or owner
        try:
            complaint = file_complaint(
                borrower_id=str(borrower),
                loan_id=loan_id,
                category=data["category"],
                text=data["text"],
                channel=actor.key,
                partner_id=caller.pk,
                actor=actor,
                at=timezone.now(),
            )
        except NotFound:
            raise InvalidInput.at("/borrower", "unknown_borrower", NotFound().detail) from None
        return complaint_view(complaint)


class GetComplaint(Read):
    """A complaint that you passed on, with its answer once there is one."""

    summary = "Read a complaint"
    required_scopes = ["complaints"]
    output = ComplaintShape

    def read(self, *, caller: Any, complaint_id: str = "", **facts: Any) -> dict[str, Any]:
        return complaint_view(complaint_for(caller, complaint_id))


def complaint_view(complaint: Complaint) -> dict[str, Any]:
    """A complaint as the partner sees it; what was complained of does not go out again."""
    return {
        "id": complaint.public_id,
        "number": complaint.number,
        "state": complaint.state,
        "category": complaint.category,
        "borrower": complaint.borrower.public_id,
        "loan": complaint.loan.public_id if complaint.loan else None,
        "received_on": complaint.received_on.isoformat(),
        "deadline": complaint.deadline.isoformat(),
        "answer": complaint.answer,
        "answered_at": moment(complaint.answered_at),
    }
