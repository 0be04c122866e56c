from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django_fsm import transition

from approvals.states import ReviewState as S
from core.actors import Actor
from core.ids import PublicIdField
from core.state_machine import FSMModelMixin, StateField, guarded, states_check


@guarded
class ReviewCase(FSMModelMixin, models.Model):
    """A referred application on people's desks: first review, then second by another person (SC2)."""

    public_id = PublicIdField(prefix="rev")
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="review_cases"
    )
    state = StateField(choices=S.choices, default=S.FIRST_REVIEW)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="claimed_reviews",
    )
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # service clock (AL3: 60 minutes)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            states_check("review_case_state", S),
            models.CheckConstraint(
                condition=models.Q(first_reviewer=None)
                | models.Q(second_reviewer=None)
                | ~models.Q(first_reviewer=models.F("second_reviewer")),
                name="review_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["first_review", "second_review"]),
                name="one_open_review_an_application",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @transition(field=state, source=S.FIRST_REVIEW, target=S.SECOND_REVIEW)
    def pass_first(self, *, actor: Actor, at: dt.datetime, reviewer_id: int) -> None:
        self.first_reviewer_id = reviewer_id
        self.claimed_by_id = None

    @transition(field=state, source=S.FIRST_REVIEW, target=S.DECLINED)
    def decline_first(self, *, actor: Actor, at: dt.datetime, reviewer_id: int) -> None:
        self.first_reviewer_id = reviewer_id
        self.closed_at = at

    @transition(field=state, source=S.SECOND_REVIEW, target=S.FIRST_REVIEW)
    def send_back(self, *, actor: Actor, at: dt.datetime) -> None:
        self.first_reviewer_id = None
        self.claimed_by_id = None

    @transition(field=state, source=S.SECOND_REVIEW, target=S.APPROVED)
    def approve(self, *, actor: Actor, at: dt.datetime, reviewer_id: int) -> None:
        self.second_reviewer_id = reviewer_id
        self.closed_at = at

    @transition(field=state, source=S.SECOND_REVIEW, target=S.DECLINED)
    def decline_second(self, *, actor: Actor, at: dt.datetime, reviewer_id: int) -> None:
        self.second_reviewer_id = reviewer_id
        self.closed_at = at

    @transition(field=state, source=[S.FIRST_REVIEW, S.SECOND_REVIEW], target=S.CANCELLED)
    def cancel(self, *, actor: Actor, at: dt.datetime) -> None:
        self.closed_at = at


class ReviewNote(models.Model):
    """What a reviewer found; the second reviewer reads the first one's (SC15)."""

    case = models.ForeignKey("approvals.ReviewCase", on_delete=models.PROTECT, related_name="notes")
    stage = models.CharField(max_length=16)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recommendation = models.CharField(max_length=16)  # "approve", "decline", "send_back"
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.recommendation}"
