"""Switches by which a test takes a whole service down or makes it slow."""

from __future__ import annotations

import dataclasses
import threading

from sandbox.config import Config
from sandbox.web import ApiError, Request, Response, Route, invalid, json_response

SERVICES = ("bank", "identity", "bureau", "sms")
MODES = ("ok", "down", "slow")


@dataclasses.dataclass
class _Fault:
    mode: str
    requests_left: int | None
    seconds: float


class Faults:
    """Forgotten at a restart, which makes every service well again."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._faults: dict[str, _Fault] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/control/{service}", self.switch),
            Route("GET", "/control/{service}", self.show),
        ]

    def switch(self, request: Request, *, service: str) -> Response:
        self._known(service)
        body = request.json()
        mode, for_requests = body.get("mode"), body.get("for_requests")
        if mode not in MODES:
            raise invalid("mode", f"must be one of {', '.join(MODES)}")
        if for_requests is not None and (type(for_requests) is not int or for_requests < 1):
            raise invalid("for_requests", "must be a whole number of at least 1")
        seconds = body.get("seconds", self._config.slow_seconds)
        if type(seconds) not in (int, float) or not 0 <= seconds <= 300:
            raise invalid("seconds", "must be a number from 0 to 300")
        with self._lock:
            if mode == "ok":
                self._faults.pop(service, None)
            else:
                self._faults[service] = _Fault(mode, for_requests, seconds)
        return self.show(request, service=service)

    def show(self, request: Request, *, service: str) -> Response:
        self._known(service)
        with self._lock:
            fault = self._faults.get(service)
        content = {
            "service": service,
            "mode": fault.mode if fault else "ok",
            "for_requests": fault.requests_left if fault else None,
        }
        return json_response(200, content)

    def wait_seconds(self, service: str) -> float:
        """How long this request's answer is held back. Raises ApiError (503) when down."""
        with self._lock:
            fault = self._faults.get(service)
            if fault is None:
                return 0.0
            if fault.requests_left is not None:
                fault.requests_left -= 1
                if fault.requests_left == 0:
                    del self._faults[service]
        if fault.mode == "down":
            raise ApiError(503, "service_down", f"the {service} service is switched off")
        return fault.seconds

    def _known(self, service: str) -> None:
        if service not in SERVICES:
            raise ApiError(404, "not_found", f"services are {', '.join(SERVICES)}")
