"""The description (OpenAPI 3.1) of an operation, taken from its class and nothing else."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from core.rest.serializers import Problem

PROBLEM: Final = "application/problem+json"
_MEANINGS: Final = {
    400: "The request cannot be read, or its Idempotency-Key is missing.",
    401: "No token, or one that is not valid any more.",
    403: "The token lacks the scope, or the partner may not act.",
    404: "No such object among your customers'.",
    409: "Not possible in the present state, or the same request is still running.",
    413: "The body is too large.",
    415: "Another content type than the one described.",
    422: "Values that are wrong, each named; or the key was used for another request.",
    429: "Too many requests: see Retry-After.",
    502: "Something outside refused. Nothing was changed.",
    503: "Something outside does not answer. Nothing was changed; try again.",
}
_READ: Final = (401, 403, 429, 503)
_WRITE: Final = (400, 401, 403, 409, 413, 415, 422, 429, 503)


class OperationSchema(AutoSchema):
    """Reads `summary`, `input`, `query`, `output`, `success_status`, `example` of the operation."""

    def get_operation_id(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self.view).__name__).lower()

    def get_summary(self) -> str:
        view: Any = self.view
        return str(view.summary)

    def get_description(self) -> str:  # type: ignore[override]
        return inspect.getdoc(type(self.view)) or ""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Shape")

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "input", None)

    def get_examples(self) -> list[OpenApiExample]:
        value = getattr(self.view, "input_example", None)
        return [OpenApiExample("request", value=value, request_only=True)] if value else []

    def get_response_serializers(self) -> Any:
        view: Any = self.view
        is_write = self.method == "POST"
        media_type = getattr(view, "output_media_type", "application/json")
        output = OpenApiResponse(
            response=view.output,
            description=view.summary,
            examples=(
                [OpenApiExample("example", value=view.example)] if view.example is not None else []
            ),
        )
        answers: dict[Any, Any] = {(view.success_status, media_type): output}
        for code, meaning in getattr(view, "other_answers", {}).items():
            answers[(code, media_type)] = OpenApiResponse(response=view.output, description=meaning)
        codes = {*(_WRITE if is_write else _READ)}
        if "{" in self.path:
            codes.add(404)
        if getattr(view, "query", None):
            codes.add(422)
        codes.update(getattr(view, "more_refusals", ()))
        for code in sorted(codes):
            answers[(code, PROBLEM)] = OpenApiResponse(
                response=Problem, description=_MEANINGS[code]
            )
        return answers

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        found: list[Any] = []
        if getattr(view, "query", None):
            found.append(view.query)
        if getattr(view, "needs_key", False):
            found.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    str,
                    OpenApiParameter.HEADER,
                    required=True,
                    description="1 to 255 characters, new for each thing to be done;"
                    " the same again for a repetition.",
                )
            )
            found.append(
                OpenApiParameter(
                    "Idempotency-Replayed",
                    str,
                    OpenApiParameter.HEADER,
                    response=[view.success_status],
                    description="`true` when this is the kept answer of an earlier request.",
                )
            )
        for name, text in (
            ("RateLimit-Limit", "Requests a window."),
            ("RateLimit-Remaining", "Requests left in this window."),
            ("RateLimit-Reset", "Seconds to the next window."),
        ):
            found.append(
                OpenApiParameter(
                    name,
                    int,
                    OpenApiParameter.HEADER,
                    response=[view.success_status, 429],
                    description=text,
                )
            )
        return found
