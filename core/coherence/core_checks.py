"""The invariants of what every stage uses: state machines, four eyes, outbox."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.apps import apps
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from core.coherence.checks import EXAMPLES_MAX, Check, CheckResult, register_check
from core.models import FourEyesRequest, OutboxMessage, TransitionLog
from core.state_machine import FSMModelMixin

STUCK_AFTER: Final = dt.timedelta(hours=2)


def register_core_checks() -> None:
    register_check(
        Check("core.states", _("Every state is the one that its log ends in"), check_states)
    )
    register_check(Check("core.four_eyes", _("Whoever asked is not who agreed"), check_four_eyes))
    register_check(Check("core.outbox", _("Nothing is stuck on its way out"), check_outbox))


def check_states(deep: bool) -> CheckResult:
    """The state of every object of every machine is the target of the last move in its log."""
    checked = broken = 0
    examples: list[str] = []
    for model in apps.get_models():
        if not issubclass(model, FSMModelMixin):
            continue
        last = (
            TransitionLog.objects.filter(
                object_id=OuterRef("public_id"), machine=model._meta.model_name
            )
            .order_by("-id")
            .values("target")[:1]
        )
        logged = Coalesce(Subquery(last), Value(""), output_field=CharField())
        wrong = model._default_manager.annotate(logged=logged).exclude(state=F("logged"))
        checked += model._default_manager.count()
        found = list(wrong.order_by("pk").values_list("public_id", "state", "logged"))
        broken += len(found)
        examples += [
            f"{public_id} is {state}, its log says {log or 'nothing'}"
            for public_id, state, log in found[:EXAMPLES_MAX]
        ]
    return CheckResult(checked, broken, examples)


def check_four_eyes(deep: bool) -> CheckResult:
    """No request was decided by the person who made it, or without one."""
    decided = FourEyesRequest.objects.exclude(state=FourEyesRequest.State.PENDING)
    wrong = decided.filter(Q(checker_id=F("maker_id")) | Q(checker_id="") | Q(decided_at=None))
    return CheckResult(
        decided.count(),
        wrong.count(),
        list(wrong.order_by("pk").values_list("public_id", flat=True)[:EXAMPLES_MAX]),
    )


def check_outbox(deep: bool) -> CheckResult:
    """No message was given up, and none waits long after it was due."""
    open_messages = OutboxMessage.objects.filter(delivered_at=None)
    wrong = open_messages.filter(Q(given_up_at__isnull=False) | Q(due_at__lt=Now() - STUCK_AFTER))
    return CheckResult(
        open_messages.count(),
        wrong.count(),
        [
            f"{message} after {message.attempts} attempts: {message.last_error or 'no error'}"
            for message in wrong.order_by("due_at", "id")[:EXAMPLES_MAX]
        ],
    )
