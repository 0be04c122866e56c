"""Puts the outside services together and answers requests, whatever carries them."""

from __future__ import annotations

import dataclasses
import hmac
import logging
import sqlite3
import time

from sandbox import pages
from sandbox.bank.cashier import Cashier
from sandbox.bank.movements import Movements
from sandbox.bank.statement import Statements
from sandbox.bureau import MAGIC_SEQUENCES, Bureau
from sandbox.config import Config
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.identity import MAGIC_NAMES, Identity
from sandbox.signing import WINDOW_SECONDS, SignatureRefused, verify
from sandbox.sms import Sms
from sandbox.store import Store
from sandbox.web import (
    ApiError,
    Request,
    Response,
    Route,
    error_response,
    find_route,
    json_response,
)

log = logging.getLogger("sandbox.world")


class World:
    def __init__(self, config: Config) -> None:
        self.config = config
        self._store = Store(config.state)
        self.courier = Courier(config=config, store=self._store)
        self._faults = Faults(config)
        movements = Movements(config=config, store=self._store, courier=self.courier)
        parts = (
            movements,
            Cashier(config=config, store=self._store, courier=self.courier, movements=movements),
            Statements(store=self._store, movements=movements),
            Identity(),
            Bureau(config),
            Sms(config=config, store=self._store, courier=self.courier),
            self._faults,
        )
        self._routes = [
            Route("GET", "/", self._index, page=True),
            Route("GET", "/health", self._health),
            Route("GET", "/sandbox.css", self._style),
        ] + [route for part in parts for route in part.routes()]

    def close(self) -> None:
        self.courier.stop()
        self._store.close()

    def answer(self, request: Request) -> Response:
        """The answer to one request; a refusal is an answer too."""
        route = None
        try:
            route, values = find_route(self._routes, request.method, request.path)
            self._admit(route, request)
            wait = self._faults.wait_seconds(route.service) if route.service else 0.0
            response = route.handler(request, **values)
            if wait:
                response = dataclasses.replace(response, wait_seconds=response.wait_seconds + wait)
            return response
        except ApiError as error:
            is_page = route is not None and route.page
            return pages.error_page(error) if is_page else error_response(error)

    def _admit(self, route: Route, request: Request) -> None:
        if route.guard == "signed":
            self._admit_signed(request)
        elif route.guard == "key" and self.config.api_key is not None:
            expected = f"Bearer {self.config.api_key}".encode()
            given = (request.headers.get("Authorization") or "").encode()
            if not hmac.compare_digest(expected, given):
                raise ApiError(401, "key_refused", "Authorization must carry the API key")

    def _admit_signed(self, request: Request) -> None:
        now = time.time()
        try:
            nonce = verify(
                headers=request.headers,
                key_id=self.config.bank_key_id,
                secret=self.config.bank_secret,
                method=request.method,
                path=request.target,
                body=request.body,
                now=now,
            )
            with self._store.transaction() as connection:
                connection.execute(
                    "DELETE FROM nonces WHERE seen_at < ?", (now - 2 * WINDOW_SECONDS - 1,)
                )
                connection.execute("INSERT INTO nonces VALUES (?, ?)", (nonce, now))
        except SignatureRefused as error:
            raise ApiError(401, "signature_refused", str(error)) from error
        except sqlite3.IntegrityError as error:
            raise ApiError(401, "signature_refused", "X-Nonce was used before") from error

    def _index(self, request: Request) -> Response:
        return pages.index_page(names=MAGIC_NAMES, sequences=MAGIC_SEQUENCES)

    def _health(self, request: Request) -> Response:
        return json_response(200, {"status": "ok"})

    def _style(self, request: Request) -> Response:
        return Response(200, pages.STYLE, "text/css; charset=utf-8")
