"""One class per call: `Read` answers, `Write` does one thing once.

A write with an `Idempotency-Key` is claimed first, so that a second one with the same key waits
outside; its answer is kept in the transaction of its change, so both are there or neither.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.actors import Actor
from core.errors import InvalidInput, LoanwrightError, NotFound
from core.idempotency import Replay, claim, complete, forget, release
from core.rest.errors import BodyTooLarge
from core.rest.field_errors import field_problems
from core.rest.parsers import JSON_BYTES_MAX, BoundedMultiPartParser, ExactJSONParser
from core.rest.schema import OperationSchema

_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")


class Caller(Protocol):
    """Whoever is behind the token, as far as an operation looks at it."""

    pk: Any
    public_id: Any

    def as_actor(self) -> Actor: ...


@dataclass(frozen=True)
class Answer:
    """A body with another status than the operation's usual one."""

    status: int
    body: Mapping[str, Any]


class OnlyJSON(BaseContentNegotiation):
    """There is one form of every answer, whatever `Accept` says."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        wanted = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> Any:
        first = next(iter(renderers))
        return first, first.media_type


class Operation(APIView):
    """What all calls have in common."""

    schema = OperationSchema()
    metadata_class = None
    content_negotiation_class = OnlyJSON
    parser_classes = [ExactJSONParser]
    required_scopes: ClassVar[Sequence[str]] = ()
    output: ClassVar[Any] = None  # a `Shape`
    success_status: ClassVar[int] = 200
    summary: ClassVar[str] = ""
    example: ClassVar[Any] = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, then refuse ids that cannot be ids as if nothing were there."""
        super().initial(request, *args, **kwargs)
        if not all(_PUBLIC_ID.match(str(value)) for value in kwargs.values()):
            raise NotFound

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing of the API may be kept by a cache; the rate limit is told on every answer."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        for name, value in getattr(request, "rate_limit_headers", {}).items():
            response[name] = value
        return response


class Read(Operation):
    """A GET: `read(caller, query, **ids)` returns the body, or a whole response."""

    query: ClassVar[type[serializers.Serializer[Any]] | None] = None
    http_method_names = ["get", "head"]

    def get(self, request: Request, **ids: str) -> HttpResponseBase:
        query = validated(self.query, request.query_params.dict()) if self.query else {}
        caller: Any = request.user
        body = self.read(caller=caller, query=query, **ids)
        return body if isinstance(body, HttpResponseBase) else Response(body)

    def read(self, *, caller: Caller, query: dict[str, Any], **ids: str) -> Any:
        """Overridden by each operation."""
        raise TypeError(f"{type(self).__name__} has no read()")


class Write(Operation):
    """A POST: `prepare` talks to the outside, `perform` changes things in one transaction.

    What `prepare` does is safe to be done again; it returns what `perform` gets as `prepared`.
    """

    input: ClassVar[type[serializers.Serializer[Any]]]
    needs_key: ClassVar[bool] = True
    http_method_names = ["post"]

    def post(self, request: Request, **ids: str) -> HttpResponseBase:
        if not self.needs_key:
            answer = self._answer_of(self._perform(request, is_resumed=False, ids=ids))
            return _response(_rendered(answer), answer.status)
        caller: Any = request.user
        claimed = claim(
            client=caller.as_actor().key,
            key=request.headers.get("Idempotency-Key", "").strip() or None,
            method=str(request.method),
            path=request.path,
            body=self._fingerprint(request),
            at=timezone.now(),
        )
        if isinstance(claimed, Replay):
            return _response(claimed.response, claimed.status, is_replayed=True)
        is_answered = False
        try:
            facts = self._facts(request, ids)
            prepared = self.prepare(**facts, is_resumed=claimed.is_resumed)
            with transaction.atomic():
                answer = self._answer_of(self.perform(**facts, prepared=prepared))
                text = _rendered(answer)
                complete(claimed, status=answer.status, response=text, at=timezone.now())
                is_answered = True
        except LoanwrightError:
            # Also one from what follows a commit: then the answer that was kept is not the answer.
            (forget if is_answered else release)(claimed)
            raise
        except BaseException:
            release(claimed)
            raise
        return _response(text, answer.status)

    def prepare(
        self,
        *,
        caller: Caller,
        data: dict[str, Any],
        request: HttpRequest,
        is_resumed: bool,
        **ids: str,
    ) -> Any:
        """Everything that leaves the house, outside of any transaction.

        `is_resumed`: an earlier request with this key died before it answered.
        """

    def perform(
        self,
        *,
        caller: Caller,
        data: dict[str, Any],
        request: HttpRequest,
        prepared: Any,
        **ids: str,
    ) -> Any:
        """Overridden by each operation; returns the body or an `Answer`."""
        raise TypeError(f"{type(self).__name__} has no perform()")

    def _perform(self, request: Request, *, is_resumed: bool, ids: dict[str, str]) -> Any:
        facts = self._facts(request, ids)
        prepared = self.prepare(**facts, is_resumed=is_resumed)
        with transaction.atomic():
            return self.perform(**facts, prepared=prepared)

    def _facts(self, request: Request, ids: dict[str, str]) -> dict[str, Any]:
        data = validated(self.input, request.data)
        return {"caller": request.user, "data": data, "request": request._request, **ids}

    def _answer_of(self, result: Any) -> Answer:
        return result if isinstance(result, Answer) else Answer(self.success_status, result)

    def _fingerprint(self, request: Request) -> bytes:
        """What must be equal for two requests to be the same one."""
        if BoundedMultiPartParser in self.parser_classes:
            return _form_fingerprint(request)
        if int(request.META.get("CONTENT_LENGTH") or 0) > JSON_BYTES_MAX:
            raise BodyTooLarge(most=JSON_BYTES_MAX)
        return bytes(request._request.body)


def validated(serializer: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """The values of the input. Raises InvalidInput with a pointer for each that is wrong."""
    checked = serializer(data=data)
    try:
        checked.is_valid(raise_exception=True)
    except serializers.ValidationError as refusal:
        raise InvalidInput(problems=list(field_problems(refusal.get_full_details()))) from None
    return dict(checked.validated_data)


def _form_fingerprint(request: Request) -> bytes:
    """A form by its values and the digests of its files: the boundary is new in every request."""
    total = hashlib.sha256()
    for name, values in sorted(request._request.POST.lists()):
        total.update(repr((name, values)).encode())
    for name, files in sorted(request._request.FILES.lists()):
        for file in files:
            body = hashlib.sha256(b"".join(file.chunks())).hexdigest()
            total.update(repr((name, file.name, body)).encode())
            file.seek(0)
    return total.digest()


def _rendered(answer: Answer) -> str:
    return JSONRenderer().render(answer.body).decode()


def _response(text: str, status: int, *, is_replayed: bool = False) -> HttpResponse:
    """The same bytes the first time and each time after."""
    response = HttpResponse(text, status=status, content_type="application/json")
    if is_replayed:
        response["Idempotency-Replayed"] = "true"
    return response
