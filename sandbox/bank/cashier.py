"""The cashier: the bank's own page on which a borrower pays an order of the platform."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
import urllib.parse
from typing import Any

from sandbox import fields, pages
from sandbox.bank.magic import PAID, behaviour_of
from sandbox.bank.movements import Movements, bank_reference_for
from sandbox.config import Config
from sandbox.courier import Courier
from sandbox.store import Store, insert
from sandbox.web import ApiError, Request, Response, Route, invalid, json_response, redirect

OPEN, CLOSED = "open", "closed"


class Cashier:
    def __init__(
        self, *, config: Config, store: Store, courier: Courier, movements: Movements
    ) -> None:
        self._config, self._store = config, store
        self._courier, self._movements = courier, movements

    def routes(self) -> list[Route]:
        orders = "/bank/cashier-orders"
        return [
            Route("POST", orders, self.create, service="bank", guard="signed"),
            Route("GET", orders + "/{reference}", self.show, service="bank", guard="signed"),
            Route(
                "POST", orders + "/{reference}/close", self.close, service="bank", guard="signed"
            ),
            Route("GET", "/bank/cashier/{token}", self.page, page=True),
            Route("POST", "/bank/cashier/{token}", self.submit, page=True),
        ]

    def create(self, request: Request) -> Response:
        """201 for a new order, 200 for the same one again, 409 for another under its reference."""
        body = request.json()
        reference, currency = fields.reference(body), fields.currency(body)
        content = {
            "amount": fields.amount(body, currency=currency),
            "currency": currency,
            "subject": fields.text(body, "subject", most=120),
            "return_url": _return_url(body),
        }
        fingerprint = fields.fingerprint(content)
        business_date = fields.business_date(body)
        with self._store.transaction() as connection:
            known = self._order(connection, "reference", reference)
            if known is None:
                insert(
                    connection,
                    "orders",
                    **content,
                    reference=reference,
                    token=secrets.token_urlsafe(24),
                    form_token=secrets.token_urlsafe(24),
                    fingerprint=fingerprint,
                    bank_reference=bank_reference_for("cashier_payment", reference),
                    business_date=business_date,
                    state=OPEN,
                )
            elif known["fingerprint"] != fingerprint:
                raise ApiError(
                    409,
                    "reference_conflict",
                    "this reference was used for another order",
                    field="reference",
                )
        row = self._known("reference", reference)
        return json_response(201 if known is None else 200, self._described(row))

    def show(self, request: Request, *, reference: str) -> Response:
        return json_response(200, self._described(self._known("reference", reference)))

    def close(self, request: Request, *, reference: str) -> Response:
        """Close an unpaid order; a paid one answers 409, a closed one the same again."""
        self._known("reference", reference)
        self._close(reference, reason="closed_by_merchant")
        row = self._known("reference", reference)
        if row["state"] == PAID:
            raise ApiError(409, "already_paid", "this order has been paid")
        return json_response(200, self._described(row))

    def page(self, request: Request, *, token: str) -> Response:
        return self._page(self._known("token", token))

    def submit(self, request: Request, *, token: str) -> Response:
        form, row = request.form(), self._known("token", token)
        # The token stands on the page only, so that no other site can press the button.
        if not hmac.compare_digest(form.get("form_token", "").encode(), row["form_token"].encode()):
            raise ApiError(403, "form_expired", "this page has expired, please open it again")
        if form.get("action") == "cancel":
            self._close(row["reference"], reason="cancelled_by_payer")
            return redirect(_back_to(row))
        if form.get("action") != "pay":
            raise invalid("action", "must be pay or cancel")
        magic = behaviour_of(form.get("card", "0001"))
        if magic.debit_reason:
            return self._page(row, refusal=magic.debit_reason)
        callbacks = self._pay(row["reference"], delivery=magic.delivery)
        if magic.delivery == "early":
            self._courier.deliver_now(callbacks)
        self._courier.wake()
        return redirect(_back_to(row))

    def _pay(self, reference: str, *, delivery: str) -> list[int]:
        """Take the money once: pressing the button again changes nothing."""
        with self._store.transaction() as connection:
            row = connection.execute(
                "UPDATE orders SET state = 'paid', paid_on = business_date"
                " WHERE reference = ? AND state = 'open' RETURNING *",
                (reference,),
            ).fetchone()
            if row is None:
                return []
            return self._movements.pay_in(
                connection,
                kind="cashier_payment",
                reference=reference,
                bank_reference=row["bank_reference"],
                amount=row["amount"],
                currency=row["currency"],
                counterparty="cashier",
                remark=row["subject"],
                business_date=row["business_date"],
                delivery=delivery,
            )

    def _close(self, reference: str, *, reason: str) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE orders SET state = 'closed', reason = ?"
                " WHERE reference = ? AND state = 'open'",
                (reason, reference),
            )

    def _order(self, connection: sqlite3.Connection, column: str, value: str) -> sqlite3.Row | None:
        statement = f"SELECT * FROM orders WHERE {column} = ?"  # noqa: S608
        found: sqlite3.Row | None = connection.execute(statement, (value,)).fetchone()
        return found

    def _known(self, column: str, value: str) -> sqlite3.Row:
        with self._store.transaction() as connection:
            row = self._order(connection, column, value)
        if row is None:
            raise ApiError(404, "unknown_reference", "the bank has no such cashier order")
        return row

    def _described(self, row: sqlite3.Row) -> dict[str, Any]:
        url = f"{self._config.public_url}/bank/cashier/{row['token']}"
        order = {
            name: row[name]
            for name in (
                "reference",
                "bank_reference",
                "state",
                "amount",
                "currency",
                "subject",
                "business_date",
                "paid_on",
                "reason",
            )
        }
        return {"order": order, "cashier_url": url}

    def _page(self, row: sqlite3.Row, *, refusal: str | None = None) -> Response:
        back = urllib.parse.urlsplit(row["return_url"])
        return pages.cashier_page(
            order=dict(row),
            refusal=refusal,
            back_to=_back_to(row),
            # Chromium applies form-action to the redirect that follows the form as well.
            form_targets=f"'self' {back.scheme}://{back.netloc}",
        )


def _return_url(body: dict[str, Any]) -> str:
    url = fields.text(body, "return_url", most=500)
    problem = "must be an absolute http or https address"
    try:
        parts = urllib.parse.urlsplit(url)
        hostname, _ = parts.hostname, parts.port
    except ValueError as error:
        raise invalid("return_url", problem) from error
    plain = url.isascii() and not any(character in url for character in " \t\n\r;,'\"<>\\")
    if parts.scheme not in ("http", "https") or not hostname or parts.username or not plain:
        raise invalid("return_url", problem)
    return url


def _back_to(row: sqlite3.Row) -> str:
    address, _, fragment = row["return_url"].partition("#")
    joint = "&" if "?" in address else "?"
    query = urllib.parse.urlencode({"reference": row["reference"]})
    return f"{address}{joint}{query}" + (f"#{fragment}" if fragment else "")
