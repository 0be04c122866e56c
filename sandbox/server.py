"""Carries the outside world over HTTP, on this machine only."""

from __future__ import annotations

import dataclasses
import email.utils
import http.server
import logging
import socket
import sys
import threading
import urllib.parse

from sandbox.config import LOOPBACK_HOSTS, MAX_BODY_BYTES, Config
from sandbox.web import ApiError, Request, Response, error_response
from sandbox.world import World

log = logging.getLogger("sandbox.server")


class SandboxServer(http.server.ThreadingHTTPServer):
    """A running sandbox: ``start()``, then ``url``; ``stop()`` ends all its threads."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, config: Config) -> None:
        if config.host not in LOOPBACK_HOSTS:
            raise ValueError(f"--host must be one of {', '.join(LOOPBACK_HOSTS)}")
        if config.host == "::1":
            self.address_family = socket.AF_INET6
        super().__init__((config.host, config.port), _Handler)
        host = f"[{config.host}]" if ":" in config.host else config.host
        self.url = f"http://{host}:{self.server_address[1]}"
        public_url = (config.public_url or self.url).rstrip("/")
        self.allowed_hosts = {*LOOPBACK_HOSTS, urllib.parse.urlsplit(public_url).hostname}
        self.stopping = threading.Event()
        try:
            self.world = World(dataclasses.replace(config, public_url=public_url))
        except BaseException:
            self.server_close()
            raise
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        self.world.courier.start()
        self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self.world.close()

    def handle_error(self, request: object, client_address: object) -> None:
        # A caller that hung up is what a time-out looks like from here.
        log.debug("connection ended early: %s", type(sys.exception()).__name__)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: SandboxServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "LoanwrightSandbox", ""
    timeout = 60
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> object:
        # One road for every method; which of them an address has is for the routes to say.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        try:
            self._check_host()
            headers = {name.title(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self._body())
            response = self.server.world.answer(request)
        except ApiError as error:
            # What is left of an unread body must not be taken for the next request.
            self.close_connection = True
            response = error_response(error)
        except Exception:
            log.exception("%s failed", self.command)
            self.close_connection = True
            self._send(error_response(ApiError(500, "internal_error", "the sandbox has a fault")))
            raise
        if response.wait_seconds:
            self.server.stopping.wait(response.wait_seconds)
        if response.dropped:
            self.close_connection = True
            return
        self._send(response)

    def _check_host(self) -> None:
        """Refuse names that are not ours, so that no web site can reach us through DNS."""
        try:
            hostname = urllib.parse.urlsplit(f"//{self.headers.get('Host') or ''}").hostname
        except ValueError:
            hostname = None
        if hostname not in self.server.allowed_hosts:
            raise ApiError(403, "host_refused", "the sandbox answers on this machine only")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding"):
            raise ApiError(411, "length_required", "Content-Length must be given")
        given = self.headers.get("Content-Length") or "0"
        if not given.isascii() or not given.isdigit():
            raise ApiError(400, "bad_length", "Content-Length must be a number")
        length = int(given[:12])
        if length > MAX_BODY_BYTES:
            raise ApiError(413, "too_large", f"a body may have at most {MAX_BODY_BYTES} bytes")
        body = self.rfile.read(length)
        if len(body) != length:
            raise ApiError(400, "bad_length", "the body is shorter than Content-Length")
        return body

    def _send(self, response: Response) -> None:
        headers = {
            "Content-Type": response.content_type,
            "Content-Length": str(len(response.body)),
            "Date": email.utils.formatdate(usegmt=True),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **dict(response.headers),
        }
        if self.close_connection:
            headers["Connection"] = "close"
        reason = http.server.BaseHTTPRequestHandler.responses.get(response.status, ("",))[0]
        lines = [f"HTTP/1.1 {response.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        # In one piece: two small writes would wait for each other's acknowledgement.
        self.wfile.write(head if self.command == "HEAD" else head + response.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: addresses may hold phone numbers."""


def serve(config: Config) -> SandboxServer:
    """Start a sandbox. Raises OSError when the port is taken, ValueError for a foreign host."""
    server = SandboxServer(config)
    server.start()
    return server
