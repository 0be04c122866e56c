"""Requests for a second person, and their decision.

A stage registers what its kind of request does when it is approved or refused, and who may decide
it. The effect runs in the transaction of the decision: both happen or neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record
from core.errors import InvalidInput, MakerIsChecker, NotAllowed, NotFound
from core.four_eyes.errors import AlreadyDecided
from core.models import FourEyesRequest


class Checker(Protocol):
    """A signed-in member of staff."""

    def as_actor(self) -> Actor: ...


class Effect(Protocol):
    """What a decision does; `actor` is the checker, the maker stands in the request."""

    def __call__(self, request: FourEyesRequest, *, actor: Actor, at: dt.datetime) -> None: ...


@dataclass(frozen=True)
class Kind:
    on_approve: Effect
    on_refuse: Effect | None
    may_check: Callable[[Any], bool]


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    on_approve: Effect,
    on_refuse: Effect | None = None,
    *,
    may_check: Callable[[Any], bool],
) -> None:
    """Say what an approval of this kind does and which users may give it (from an `apps.py`)."""
    _kinds[kind] = Kind(on_approve, on_refuse, may_check)


@transaction.atomic
def request_approval(
    *,
    kind: str,
    subject: Any,
    maker: Actor,
    at: dt.datetime,
    payload: dict[str, Any],
    summary: str,
    reason: str,
) -> FourEyesRequest:
    """Ask for a second person. `summary` is what the checker reads; `payload` what the effect needs.

    Raises InvalidInput without a reason, KeyError for a kind that nobody registered.
    """
    if kind not in _kinds:
        raise KeyError(f"four eyes: nobody registered {kind!r}")
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", _("A reason must be given."))
    request = FourEyesRequest.objects.create(
        kind=kind,
        subject_kind=subject._meta.model_name,
        subject_id=subject.public_id,
        payload=payload,
        summary=summary[:200],
        reason=reason.strip(),
        maker_id=maker.id,
        maker_label=maker.label,
        made_at=at,
    )
    record("four_eyes.request", actor=maker, subject=request, reason=reason, details={"kind": kind})
    return request


def may_decide(request: FourEyesRequest, user: Checker) -> bool:
    """Whether this user may decide this request: the right role, and not the person who made it."""
    kind = _kinds.get(request.kind)
    return (
        kind is not None and user.as_actor().id != request.maker_id and bool(kind.may_check(user))
    )


@transaction.atomic
def decide_request(
    *, request_id: str, checker: Checker, approve: bool, at: dt.datetime, note: str = ""
) -> FourEyesRequest:
    """Approve or refuse, and do what follows, in one transaction.

    Raises NotFound, MakerIsChecker, NotAllowed, AlreadyDecided, InvalidInput (a refusal needs a
    note), and whatever the effect refuses: then the request stays pending.
    """
    request = FourEyesRequest.objects.select_for_update().filter(public_id=request_id).first()
    if request is None:
        raise NotFound
    actor = checker.as_actor()
    if actor.id == request.maker_id:
        raise MakerIsChecker
    kind = _kinds[request.kind]
    if actor.kind != "staff" or not kind.may_check(checker):
        raise NotAllowed
    if request.state != FourEyesRequest.State.PENDING:
        raise AlreadyDecided
    if not approve and not note.strip():
        raise InvalidInput.at("/note", "required", _("A refusal needs a note."))
    request.state = FourEyesRequest.State.APPROVED if approve else FourEyesRequest.State.REFUSED
    request.checker_id, request.checker_label = actor.id, actor.label
    request.checker_note, request.decided_at = note.strip(), at
    request.save()
    verb = "four_eyes.approve" if approve else "four_eyes.refuse"
    record(verb, actor=actor, subject=request, reason=note, details={"kind": request.kind})
    effect = kind.on_approve if approve else kind.on_refuse
    if effect is not None:
        effect(request, actor=actor, at=at)
    return request
