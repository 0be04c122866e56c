"""Calls about decisions: handing an application in, and reading what was decided."""

from __future__ import annotations

from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers

from approvals.errors import DecisionPending, NoPublishedRuleSet
from approvals.selectors import decision_view, latest_decision
from approvals.services import decide_application
from approvals.states import Outcome
from core.errors import IllegalMove, NotFound
from core.rest import Read, Shape, StrictInput, Write
from core.rest.fields import Amount
from lending.selectors import application_for
from lending.services import submit_application
from lending.shapes import ApplicationShape, application_view
from lending.states import ApplicationState
from products.shapes import QuoteShape

logger = structlog.get_logger(__name__)


class OfferShape(Shape):
    """One term that may be accepted."""

    amount = Amount()
    instalments = serializers.IntegerField()
    quote = QuoteShape()


class ReasonShape(Shape):
    """Why, and what would change it."""

    code = serializers.CharField()
    text = serializers.CharField(help_text="For the borrower, in the language asked for.")
    advice = serializers.CharField()


class DecisionShape(Shape):
    """The decision that counts now."""

    id = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    limit = Amount(allow_null=True)
    annual_rate = serializers.CharField(allow_null=True)
    offers = OfferShape(many=True)
    reasons = ReasonShape(many=True)
    decided_at = serializers.DateTimeField()


class SubmitInput(StrictInput):
    """No body, or an empty object."""


class SubmitApplication(Write):
    """Hands the application in and decides at once where the credit bureau answers.

    Where it does not, the state stays `submitted` and the decision follows by itself.
    """

    summary = "Submit an application"
    required_scopes = ["applications"]
    input = SubmitInput
    output = ApplicationShape

    def prepare(
        self, *, caller: Any, is_resumed: bool, application_id: str = "", **facts: Any
    ) -> None:
        at = timezone.now()
        try:
            submit_application(application_id=application_id, actor=caller.as_actor(), at=at)
        except IllegalMove:
            # The request before this one died after it had submitted: go on where it stopped.
            seen = application_for(caller, application_id)
            if not is_resumed or seen.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
                raise
        try:
            decide_application(application_id=application_id, at=at)
        except NoPublishedRuleSet:
            logger.exception("no rules to decide by", application=application_id)

    def perform(self, *, caller: Any, application_id: str = "", **facts: Any) -> dict[str, Any]:
        return application_view(application_for(caller, application_id))


class GetDecision(Read):
    """The decision with its reasons and, while the offer stands, the terms that may be accepted.

    `decision_pending` (409, retryable) while an application is submitted and not decided; an
    application that was never submitted has no decision (404).
    """

    summary = "Read the decision"
    required_scopes = ["applications"]
    output = DecisionShape
    more_refusals = (409,)

    def read(self, *, caller: Any, application_id: str = "", **facts: Any) -> dict[str, Any]:
        application = application_for(caller, application_id)
        decision = latest_decision(application)
        if decision is None:
            raise (DecisionPending if application.state == ApplicationState.SUBMITTED else NotFound)
        return decision_view(decision, get_language() or "zh-hans")
