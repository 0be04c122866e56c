"""The daily statement file, and transfers that customers make by themselves."""

from __future__ import annotations

import csv
import io
import secrets

from sandbox import fields, pages
from sandbox.bank.movements import Movements
from sandbox.store import Store
from sandbox.web import ApiError, Request, Response, Route, json_response, redirect

# The first seven columns are fixed; readers must bear with further ones.
COLUMNS = (
    "reference",
    "bank_reference",
    "kind",
    "direction",
    "amount",
    "counterparty",
    "paid_on",
    "currency",
    "remark",
)


class Statements:
    def __init__(self, *, store: Store, movements: Movements) -> None:
        self._store, self._movements = store, movements
        # Pressing the button needs this token, which only our own page shows.
        self._form_token = secrets.token_urlsafe(24)

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/bank/statements/{date}", self.statement, service="bank", guard="signed"),
            # Unsigned: it is the customer who pays here, not the platform.
            Route("POST", "/bank/incoming-transfers", self.transfer, service="bank"),
            Route("GET", "/bank/transfer", self.page, page=True),
            Route("POST", "/bank/transfer", self.submit, page=True),
        ]

    def statement(self, request: Request, *, date: str) -> Response:
        """All settled movements of a day as CSV, in the order in which the bank took them on."""
        day = fields.iso_date("date", date)
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in self._store.rows(
            "SELECT * FROM movements WHERE paid_on = ? AND state = 'paid' ORDER BY id", day
        ):
            writer.writerow([row[column] or "" for column in COLUMNS])
        name = ("Content-Disposition", f'attachment; filename="statement-{day}.csv"')
        return Response(200, lines.getvalue().encode(), "text/csv; charset=utf-8", (name,))

    def transfer(self, request: Request) -> Response:
        body = request.json()
        bank_reference = self._take_in(dict(body))
        return json_response(201, {"bank_reference": bank_reference, "state": "paid"})

    def page(self, request: Request) -> Response:
        receipt = request.query.get("receipt", "")
        row = self._store.row(
            "SELECT * FROM movements WHERE kind = 'incoming_transfer' AND bank_reference = ?",
            receipt,
        )
        return pages.transfer_page(
            form_token=self._form_token,
            receipt=dict(row) if row else None,
            business_date=fields.business_date({}),
        )

    def submit(self, request: Request) -> Response:
        form = request.form()
        if not secrets.compare_digest(
            form.get("form_token", "").encode(), self._form_token.encode()
        ):
            raise ApiError(403, "form_expired", "this page has expired, please open it again")
        return redirect(f"/bank/transfer?receipt={self._take_in(dict(form))}")

    def _take_in(self, body: dict[str, object]) -> str:
        currency = fields.currency(body)
        amount = fields.amount(body, currency=currency)
        payer = fields.text(body, "payer", most=120)
        remark = fields.optional_text(body, "remark")
        business_date = fields.business_date(body)
        with self._store.transaction() as connection:
            number = connection.execute(
                "SELECT COUNT(*) FROM movements WHERE kind = 'incoming_transfer'"
            ).fetchone()[0]
            bank_reference = f"TR{business_date.replace('-', '')}{number + 1:06d}"
            self._movements.pay_in(
                connection,
                kind="incoming_transfer",
                reference=None,
                bank_reference=bank_reference,
                amount=amount,
                currency=currency,
                counterparty=payer,
                remark=remark,
                business_date=business_date,
                delivery="never",
            )
        return bank_reference
