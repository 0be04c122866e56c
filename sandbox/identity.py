"""The identity authority: does this name belong to this resident id?"""

from __future__ import annotations

import hashlib

from sandbox import fields
from sandbox.web import ApiError, Request, Response, Route, json_response

# The last character of a name decides.
MAGIC_NAMES = {
    "错": "mismatch: the number belongs to somebody else",
    "无": "not_found: the authority has no such person",
    "停": "the authority is out of service (503)",
}
_RESULTS = {"错": "mismatch", "无": "not_found"}


class Identity:
    def routes(self) -> list[Route]:
        return [Route("POST", "/identity/checks", self.check, service="identity", guard="key")]

    def check(self, request: Request) -> Response:
        body = request.json()
        name = fields.text(body, "name", most=60)
        resident_id = fields.text(body, "resident_id", most=18).upper()
        if name[-1] == "停":
            raise ApiError(503, "out_of_service", "the authority is out of service")
        if fields.is_resident_id(resident_id):
            result, reason = _RESULTS.get(name[-1], "match"), None
        else:
            result, reason = "error", "invalid_resident_id"
        digest = hashlib.sha256(f"{name}|{resident_id}".encode()).hexdigest()
        request_id = f"IDC{digest[:16].upper()}"
        content = {"result": result, "reason": reason, "request_id": request_id}
        return json_response(200, content)
