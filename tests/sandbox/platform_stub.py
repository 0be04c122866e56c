"""A platform that only takes callbacks: what it was sent, and what it shall answer."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from lending.rails.signing import verify_request

KEY_ID, SECRET = "loanwright", "a secret that both sides know"


class PlatformStub(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.received: list[tuple[float, str, dict[str, Any]]] = []
        self.answers: dict[str, list[int]] = {}
        self._arrived = threading.Condition()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def take(self, path: str, content: dict[str, Any]) -> int:
        with self._arrived:
            self.received.append((time.monotonic(), path, content))
            self._arrived.notify_all()
            wanted = self.answers.get(content["reference"])
            return wanted.pop(0) if wanted else 204

    def events(self, reference: str) -> list[dict[str, Any]]:
        return [content for _, _, content in self.received if content["reference"] == reference]

    def arrived_at(self, reference: str) -> float:
        return next(at for at, _, content in self.received if content["reference"] == reference)

    def wait_for(self, reference: str, *, count: int = 1, seconds: float = 3.0) -> list[Any]:
        with self._arrived:
            enough = self._arrived.wait_for(
                lambda: len(self.events(reference)) >= count, timeout=seconds
            )
        assert enough, f"{len(self.events(reference))} of {count} callbacks came for {reference}"
        return self.events(reference)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: PlatformStub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        verify_request(
            headers=self.headers,
            key_id=KEY_ID,
            secret=SECRET,
            method="POST",
            path=self.path,
            body=body,
            now=time.time(),
        )
        self.send_response(self.server.take(self.path, json.loads(body)))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def eventually(ask: Callable[[], Any], wanted: Any, *, seconds: float = 3.0) -> None:
    deadline = time.monotonic() + seconds
    while (found := ask()) != wanted:
        assert time.monotonic() < deadline, f"still {found!r}, not {wanted!r}"
        time.sleep(0.01)
