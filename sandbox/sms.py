"""The SMS gateway, and the phone on which its messages can be read."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from sandbox import fields, pages
from sandbox.config import Config
from sandbox.courier import Courier
from sandbox.store import Store, insert
from sandbox.web import ApiError, Request, Response, Route, json_response

CALLBACK_PATH = "/callbacks/sms/"
FAILING_ENDING = "0000"


class Sms:
    def __init__(self, *, config: Config, store: Store, courier: Courier) -> None:
        self._config, self._store, self._courier = config, store, courier

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/sms/messages", self.send, service="sms", guard="key"),
            Route("GET", "/sms/messages", self.messages),
            Route("GET", "/sms", self.inbox, page=True),
            Route("GET", "/sms/", self.inbox, page=True),
        ]

    def send(self, request: Request) -> Response:
        """202 for a new message, 200 with the same answer for a repeat, 409 for another text."""
        body = request.json()
        reference, number = fields.reference(body), fields.phone(body, "to")
        content = {
            "number": number,
            "text": fields.text(body, "text", most=1000, may_break_lines=True),
            "template": fields.optional_text(body, "template", most=60),
        }
        fingerprint = fields.fingerprint(content)
        state = "failed" if number.endswith(FAILING_ENDING) else "delivered"
        with self._store.transaction() as connection:
            known = connection.execute(
                "SELECT id, fingerprint FROM sms WHERE reference = ?", (reference,)
            ).fetchone()
            if known is None:
                message_id = insert(
                    connection,
                    "sms",
                    **content,
                    reference=reference,
                    fingerprint=fingerprint,
                    state=state,
                    sent_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                )
                self._post_receipt(connection, message_id, reference, state)
            else:
                message_id = known["id"]
        if known is not None and known["fingerprint"] != fingerprint:
            raise ApiError(
                409,
                "reference_conflict",
                "this reference was used for another message",
                field="reference",
            )
        self._courier.wake()
        answer = {"id": f"SM{message_id:08d}", "state": "accepted"}
        return json_response(202 if known is None else 200, answer)

    def messages(self, request: Request) -> Response:
        """Newest first: what a test reads instead of a phone."""
        number = request.query.get("to")
        if not number:
            raise ApiError(422, "invalid_field", "to: must be given", field="to")
        rows = self._messages_to(number)
        return json_response(200, {"messages": [_described(row) for row in rows]})

    def inbox(self, request: Request) -> Response:
        number = request.query.get("to")
        if number:
            found = [_described(row) for row in self._messages_to(number)]
            return pages.thread_page(number=number, messages=found)
        rows = self._store.rows(
            "SELECT * FROM sms WHERE id IN (SELECT MAX(id) FROM sms GROUP BY number)"
            " ORDER BY id DESC LIMIT 200"
        )
        return pages.inbox_page([_described(row) for row in rows])

    def _messages_to(self, number: str) -> list[Any]:
        # A "+" in an address arrives as a blank when it was not escaped.
        wanted = number.strip().replace(" ", "").lstrip("+")
        return self._store.rows(
            "SELECT * FROM sms WHERE number IN (?, ?, ?, ?) ORDER BY id DESC LIMIT 200",
            wanted,
            f"+{wanted}",
            f"86{wanted}",
            f"+86{wanted}",
        )

    def _post_receipt(self, connection: Any, message_id: int, reference: str, state: str) -> None:
        content = {
            "event": f"sms.{state}",
            "event_id": f"evt_SM{message_id:08d}_{state}",
            "id": f"SM{message_id:08d}",
            "reference": reference,
            "state": state,
            "reason": "unreachable_number" if state == "failed" else None,
        }
        self._courier.enqueue(
            connection,
            path=CALLBACK_PATH,
            content=content,
            due_at=time.time() + self._config.settle_seconds,
        )


def _described(row: Any) -> dict[str, Any]:
    return {
        "id": f"SM{row['id']:08d}",
        "to": row["number"],
        "text": row["text"],
        "template": row["template"],
        "reference": row["reference"],
        "state": row["state"],
        "sent_at": row["sent_at"],
    }
