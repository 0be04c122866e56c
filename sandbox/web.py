"""A very small web framework: requests, answers, errors and routes."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any


class ApiError(Exception):
    """A refusal, told as JSON to programs and as a page to people."""

    def __init__(self, status: int, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


def invalid(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid_field", f"{field}: {message}", field=field)


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = dataclasses.field(repr=False)

    @property
    def path(self) -> str:
        return urllib.parse.unquote(self.target.partition("?")[0])

    @property
    def query(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.target.partition("?")[2], max_num_fields=50))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises ApiError (415, 400)."""
        # Insisting on the media type keeps other sites' forms from reaching these endpoints.
        self._insist_on("application/json")
        try:
            parsed = json.loads(self.body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "malformed_json", "the body is not valid UTF-8 JSON") from error
        if not isinstance(parsed, dict):
            raise ApiError(400, "malformed_json", "the body must be a JSON object")
        return parsed

    def form(self) -> dict[str, str]:
        """The body as a submitted form. Raises ApiError (415, 400)."""
        self._insist_on("application/x-www-form-urlencoded")
        try:
            pairs = urllib.parse.parse_qsl(
                self.body.decode("ascii"), keep_blank_values=True, max_num_fields=50
            )
        except ValueError as error:
            raise ApiError(400, "malformed_form", "the form cannot be read") from error
        return dict(pairs)

    def _insist_on(self, media_type: str) -> None:
        given = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if given != media_type:
            raise ApiError(415, "wrong_media_type", f"Content-Type must be {media_type}")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclasses.dataclass(frozen=True)
class Response:
    """An answer; ``wait_seconds`` holds it back and ``dropped`` cuts the line without it."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    wait_seconds: float = 0.0
    dropped: bool = False


def json_response(status: int, content: Any) -> Response:
    body = json.dumps(content, ensure_ascii=False).encode() + b"\n"
    return Response(status, body, "application/json; charset=utf-8")


def error_response(error: ApiError) -> Response:
    content = {"code": error.code, "message": error.message, "field": error.field}
    return json_response(error.status, {"error": content})


def redirect(location: str) -> Response:
    return Response(303, b"", "text/plain; charset=utf-8", (("Location", location),))


def escape(text: object) -> str:
    return html.escape(str(text), quote=True)


@dataclasses.dataclass(frozen=True)
class Route:
    """``service`` names the fault switch; ``guard`` is how a caller proves who it is."""

    method: str
    pattern: str
    handler: Callable[..., Response]
    service: str | None = None
    guard: str = "open"  # open, signed or key
    page: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        regex = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.pattern)
        found = re.fullmatch(regex, path)
        return found.groupdict() if found else None


def find_route(routes: list[Route], method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Raises ApiError: 404 for an unknown address, 405 for a method it does not have."""
    allowed = []
    for route in routes:
        values = route.match(path)
        if values is None:
            continue
        if route.method == method:
            return route, values
        allowed.append(route.method)
    if allowed:
        raise ApiError(405, "method_not_allowed", f"use {', '.join(sorted(set(allowed)))}")
    raise ApiError(404, "not_found", "there is nothing at this address")
