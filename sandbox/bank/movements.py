"""Money that moves: taken on, settled a moment later, told by callback, asked for by reference."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from typing import Any

from sandbox import fields
from sandbox.bank.magic import FAILED, PAID, Behaviour, behaviour_of
from sandbox.config import Config
from sandbox.courier import Courier
from sandbox.store import Store, insert
from sandbox.web import ApiError, Request, Response, Route, error_response, json_response

CALLBACK_PATH = "/callbacks/bank/"
# kind of movement -> direction seen from the platform, event when paid, event when failed
KINDS = {
    "payout": ("out", "payout.paid", "payout.failed"),
    "debit": ("in", "debit.succeeded", "debit.failed"),
    "cashier_payment": ("in", "payment.succeeded", "payment.failed"),
    "incoming_transfer": ("in", "", ""),
}


def bank_reference_for(kind: str, reference: str) -> str:
    """The bank's own number: the same in every run, so that a simulation can be repeated."""
    digest = hashlib.sha256(f"{kind}|{reference}".encode()).hexdigest()
    return f"BK{digest[:16].upper()}"


class Movements:
    """Payouts to, and direct debits from, other people's accounts."""

    def __init__(self, *, config: Config, store: Store, courier: Courier) -> None:
        self._config, self._store, self._courier = config, store, courier
        courier.settle_with(self.settle_due)

    def routes(self) -> list[Route]:
        def signed(method: str, pattern: str, handler: Any) -> Route:
            return Route(method, pattern, handler, service="bank", guard="signed")

        return [
            signed("POST", "/bank/payouts", lambda request: self.take_on(request, "payout")),
            signed(
                "GET",
                "/bank/payouts/{reference}",
                lambda request, reference: self.show("payout", reference),
            ),
            signed("POST", "/bank/debits", lambda request: self.take_on(request, "debit")),
            signed(
                "GET",
                "/bank/debits/{reference}",
                lambda request, reference: self.show("debit", reference),
            ),
            signed("POST", "/bank/account-checks", self.check_account),
        ]

    def take_on(self, request: Request, kind: str) -> Response:
        """202 for a new order, 200 with the same answer for the same one again, 409 for another."""
        body = request.json()
        reference, currency = fields.reference(body), fields.currency(body)
        account = fields.account(body)
        content = {
            "amount": fields.amount(body, currency=currency),
            "currency": currency,
            "account": account,
            "purpose": fields.optional_text(body, "purpose"),
            "mandate": fields.optional_text(body, "mandate"),
        }
        # The business date is left out: the same order asked again a day later is the same order.
        fingerprint = fields.fingerprint(content)
        business_date = fields.business_date(body)
        magic = behaviour_of(account["number"])
        with self._store.transaction() as connection:
            known = connection.execute(
                "SELECT * FROM movements WHERE kind = ? AND reference = ?", (kind, reference)
            ).fetchone()
            if known is None:
                reason = magic.payout_reason if kind == "payout" else magic.debit_reason
                self._record(
                    connection,
                    kind=kind,
                    reference=reference,
                    fingerprint=fingerprint,
                    amount=content["amount"],
                    currency=currency,
                    counterparty=account["holder"],
                    remark=content["purpose"],
                    business_date=business_date,
                    reason=reason,
                    delivery=magic.delivery,
                    settles_at=time.time() + self._config.settle_seconds,
                )
        if known is not None and known["fingerprint"] != fingerprint:
            raise ApiError(
                409,
                "reference_conflict",
                "this reference was used for another order",
                field="reference",
            )
        accepted = self._accepted(kind, reference)
        if known is not None:
            return json_response(200, accepted)
        if magic.delivery == "early":
            self._courier.deliver_now(self._settle(kind, reference))
        self._courier.wake()
        return self._answer(magic, json_response(202, accepted))

    def _answer(self, magic: Behaviour, response: Response) -> Response:
        if magic.answer == "hang":
            return Response(
                0, b"", "text/plain", wait_seconds=self._config.hang_seconds, dropped=True
            )
        if magic.answer == "error":
            return error_response(ApiError(500, "internal_error", "the bank has a bad moment"))
        return response

    def _accepted(self, kind: str, reference: str) -> dict[str, str]:
        return {
            "reference": reference,
            "bank_reference": bank_reference_for(kind, reference),
            "state": "accepted",
        }

    def show(self, kind: str, reference: str) -> Response:
        row = self._store.row(
            "SELECT * FROM movements WHERE kind = ? AND reference = ?", kind, reference
        )
        if row is None:
            raise ApiError(404, "unknown_reference", f"the bank has no {kind} with this reference")
        return json_response(200, described(row))

    def check_account(self, request: Request) -> Response:
        body = request.json()
        number, _ = fields.account_number(body), fields.text(body, "holder")
        fields.optional_text(body, "resident_id", most=18)
        fields.optional_text(body, "phone", most=30)
        reason = behaviour_of(number).check_reason
        return json_response(200, {"match": reason is None, "reason": reason})

    def pay_in(
        self,
        connection: sqlite3.Connection,
        *,
        kind: str,
        reference: str | None,
        bank_reference: str,
        amount: str,
        currency: str,
        counterparty: str,
        remark: str,
        business_date: str,
        delivery: str,
    ) -> list[int]:
        """Book money that has already arrived, and put its callback in the post."""
        values = {
            "kind": kind,
            "reference": reference,
            "bank_reference": bank_reference,
            "amount": amount,
            "currency": currency,
            "counterparty": counterparty,
            "remark": remark,
            "business_date": business_date,
            "delivery": delivery,
        }
        insert(
            connection,
            "movements",
            **values,
            fingerprint="",
            direction=KINDS[kind][0],
            state=PAID,
            outcome=PAID,
            settles_at=time.time(),
            paid_on=business_date,
        )
        row = connection.execute(
            "SELECT * FROM movements WHERE bank_reference = ?", (bank_reference,)
        ).fetchone()
        return self._post_callback(connection, row)

    def _record(
        self, connection: sqlite3.Connection, *, kind: str, reference: str, **values: Any
    ) -> None:
        insert(
            connection,
            "movements",
            kind=kind,
            reference=reference,
            bank_reference=bank_reference_for(kind, reference),
            direction=KINDS[kind][0],
            state="accepted",
            outcome=FAILED if values["reason"] else PAID,
            **values,
        )

    def settle_due(self, now: float) -> float | None:
        """Settle what is due; when the next one is."""
        rows = self._store.rows(
            "SELECT kind, reference, settles_at FROM movements"
            " WHERE state = 'accepted' ORDER BY settles_at, id LIMIT 500"
        )
        for row in rows:
            if row["settles_at"] > now:
                return float(row["settles_at"])
            self._settle(row["kind"], row["reference"])
        return now if len(rows) == 500 else None

    def _settle(self, kind: str, reference: str) -> list[int]:
        with self._store.transaction() as connection:
            moved = connection.execute(
                "UPDATE movements SET state = outcome,"
                " paid_on = CASE WHEN outcome = 'paid' THEN business_date END"
                " WHERE kind = ? AND reference = ? AND state = 'accepted' RETURNING *",
                (kind, reference),
            ).fetchone()
            return [] if moved is None else self._post_callback(connection, moved)

    def _post_callback(self, connection: sqlite3.Connection, row: sqlite3.Row) -> list[int]:
        _, paid_event, failed_event = KINDS[row["kind"]]
        event = paid_event if row["state"] == PAID else failed_event
        if not event or row["delivery"] == "never":
            return []
        content = {
            "event": event,
            "event_id": f"evt_{row['bank_reference']}_{event}",
            "reference": row["reference"],
            "bank_reference": row["bank_reference"],
            "amount": row["amount"],
            "currency": row["currency"],
            "paid_on": row["paid_on"],
            "reason": row["reason"],
        }
        # An early callback is carried by the request itself; the courier only steps in afterwards.
        late = {"late": self._config.late_seconds, "early": 1.0}.get(row["delivery"], 0.0)
        return self._courier.enqueue(
            connection,
            path=CALLBACK_PATH,
            content=content,
            due_at=time.time() + late,
            copies=2 if row["delivery"] == "twice" else 1,
        )


def described(row: sqlite3.Row) -> dict[str, Any]:
    """A movement as the bank answers for it; the reason is known once it has failed."""
    return {
        "reference": row["reference"],
        "bank_reference": row["bank_reference"],
        "state": row["state"],
        "amount": row["amount"],
        "currency": row["currency"],
        "paid_on": row["paid_on"],
        "reason": row["reason"] if row["state"] == FAILED else None,
    }
