"""The bank over HTTP. It never repeats a request by itself: whether to is the caller's decision."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import time
from collections.abc import Callable
from decimal import Decimal
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx

from lending.rails import answers
from lending.rails.errors import (
    BankAnswerUnreadable,
    BankOutcomeUnknown,
    BankReferenceConflict,
    BankReferenceUnknown,
    BankRefused,
    BankUnreachable,
)
from lending.rails.signing import sign_request
from lending.rails.types import (
    Accepted,
    AccountCheck,
    BankAccount,
    CashierOrder,
    Movement,
    StatementLine,
)

T = TypeVar("T")

# Before these, no byte of the request has left for the bank.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


class BankClient:
    """Keep one per process: it holds open connections and may be used by many threads.

    ``clock`` (Unix seconds) only dates signatures; business dates are arguments. A proxy is used
    when given, never taken from the environment.
    """

    def __init__(
        self,
        *,
        base_url: str,
        key_id: str,
        secret: str,
        timeout: float = 10.0,
        proxy: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key_id, self._secret, self._clock = key_id, secret, clock
        self._base_url = httpx.URL(base_url.rstrip("/"))
        self._http = httpx.Client(timeout=timeout, proxy=proxy, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def send_payout(
        self,
        *,
        reference: str,
        amount: Decimal,
        currency: str,
        account: BankAccount,
        purpose: str,
        on: dt.date,
    ) -> Accepted:
        """Order money out; the same reference with the same content is paid once only.

        Raises:
            BankUnreachable: not sent; may be sent again under the same reference.
            BankOutcomeUnknown: ask ``payout(reference=...)``.
            BankReferenceConflict, BankRefused: refused, nothing was paid.
        """
        return self._order("/bank/payouts", reference, amount, currency, account, purpose, on)

    def payout(self, *, reference: str) -> Movement:
        """Ask what became of a payout.

        Raises: BankReferenceUnknown (the bank never got it), BankUnreachable, BankRefused,
        BankAnswerUnreadable.
        """
        content = self._ask("GET", f"/bank/payouts/{quote(reference, safe='')}")
        return answers.movement(content, reference=reference)

    def send_debit(
        self,
        *,
        reference: str,
        amount: Decimal,
        currency: str,
        account: BankAccount,
        purpose: str,
        on: dt.date,
    ) -> Accepted:
        """Collect money by direct debit. Raises as ``send_payout``."""
        return self._order("/bank/debits", reference, amount, currency, account, purpose, on)

    def debit(self, *, reference: str) -> Movement:
        """Ask what became of a direct debit. Raises as ``payout``."""
        content = self._ask("GET", f"/bank/debits/{quote(reference, safe='')}")
        return answers.movement(content, reference=reference)

    def open_cashier_order(
        self,
        *,
        reference: str,
        amount: Decimal,
        currency: str,
        subject: str,
        return_url: str,
        on: dt.date,
    ) -> CashierOrder:
        """Open an order the borrower pays on the bank's page. Raises as ``send_payout``."""
        content = {
            "reference": reference,
            "amount": _written(amount),
            "currency": currency,
            "subject": subject,
            "return_url": return_url,
            "business_date": on.isoformat(),
        }
        answer = self._act("/bank/cashier-orders", content, reference)
        return _sure(answers.cashier_order, answer, reference)

    def cashier_order(self, *, reference: str) -> CashierOrder:
        """Ask whether a cashier order has been paid. Raises as ``payout``."""
        content = self._ask("GET", f"/bank/cashier-orders/{quote(reference, safe='')}")
        return answers.cashier_order(content, reference=reference)

    def close_cashier_order(self, *, reference: str) -> CashierOrder:
        """Make an unpaid order unpayable; closing twice is harmless.

        Raises: BankReferenceConflict when it has been paid, otherwise as ``send_payout``.
        """
        path = f"/bank/cashier-orders/{quote(reference, safe='')}/close"
        answer = self._act(path, {}, reference)
        return _sure(answers.cashier_order, answer, reference)

    def check_account(
        self, *, number: str, holder: str, resident_id: str | None = None, phone: str | None = None
    ) -> AccountCheck:
        """Ask whether an account belongs to its holder. Raises as ``payout``."""
        content = {"number": number, "holder": holder, "resident_id": resident_id, "phone": phone}
        return answers.account_check(self._ask("POST", "/bank/account-checks", content))

    def statement_file(self, *, on: dt.date) -> bytes:
        """The day's statement as the bank sent it, to be kept as it is. Raises as ``payout``."""
        response = self._asked("GET", f"/bank/statements/{on.isoformat()}", None)
        return response.content

    def statement(self, *, on: dt.date) -> list[StatementLine]:
        """The day's movements. Raises as ``payout``."""
        return answers.statement_lines(self.statement_file(on=on), on=on)

    def _order(
        self,
        path: str,
        reference: str,
        amount: Decimal,
        currency: str,
        account: BankAccount,
        purpose: str,
        on: dt.date,
    ) -> Accepted:
        content = {
            "reference": reference,
            "amount": _written(amount),
            "currency": currency,
            "account": {
                "number": account.number,
                "bank": account.bank,
                "holder": account.holder,
            },
            "purpose": purpose,
            "business_date": on.isoformat(),
        }
        return _sure(answers.accepted, self._act(path, content, reference), reference)

    def _act(self, path: str, content: dict[str, Any], reference: str) -> httpx.Response:
        """Send something that may move money: a silence afterwards is an unknown outcome."""
        try:
            response = self._send("POST", path, content)
        except _NOT_SENT as error:
            raise BankUnreachable("the bank cannot be reached") from error
        except httpx.HTTPError as error:
            raise BankOutcomeUnknown(
                f"the bank did not answer ({type(error).__name__})", reference=reference
            ) from error
        if not (response.is_success or response.is_client_error):
            raise BankOutcomeUnknown(
                f"the bank answered {response.status_code}", reference=reference
            )
        return _unless_refused(response)

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        return answers.json_object(self._asked(method, path, content).content)

    def _asked(self, method: str, path: str, content: dict[str, Any] | None) -> httpx.Response:
        """Send a question: it changes nothing, so any failure only means to ask again."""
        try:
            response = self._send(method, path, content)
        except httpx.HTTPError as error:
            raise BankUnreachable(f"the bank did not answer ({type(error).__name__})") from error
        if not (response.is_success or response.is_client_error):
            raise BankUnreachable(f"the bank answered {response.status_code}")
        return _unless_refused(response)

    def _send(self, method: str, path: str, content: dict[str, Any] | None) -> httpx.Response:
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        url = httpx.URL(f"{self._base_url}{path}")
        headers = sign_request(
            key_id=self._key_id,
            secret=self._secret,
            method=method,
            path=url.raw_path.decode("ascii"),
            body=body,
            timestamp=int(self._clock()),
            nonce=secrets.token_hex(16),
        )
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._http.request(method, url, content=body or None, headers=headers)


def _unless_refused(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    try:
        error = answers.json_object(response.content).get("error")
    except BankAnswerUnreadable:
        error = None
    reason = str(error.get("code", "")) if isinstance(error, dict) else ""
    # A 408 or 429 comes before the bank has looked at the order: it is a refusal like the others.
    if response.status_code == httpx.codes.CONFLICT:
        kind: type[BankRefused] = BankReferenceConflict
    elif response.status_code == httpx.codes.NOT_FOUND and reason == "unknown_reference":
        kind = BankReferenceUnknown
    else:
        kind = BankRefused
    message = f"the bank refused with {response.status_code} {reason}".rstrip()
    raise kind(message, status=response.status_code, reason=reason)


def _sure(read: Callable[..., T], response: httpx.Response, reference: str) -> T:
    """Read the answer to an order; one we cannot read leaves the outcome unknown."""
    try:
        return read(answers.json_object(response.content), reference=reference)
    except BankAnswerUnreadable as error:
        raise BankOutcomeUnknown(str(error), reference=reference) from error


def _written(amount: Decimal) -> str:
    """The amount in full, never in powers of ten. Raises TypeError for anything but a Decimal."""
    if not isinstance(amount, Decimal):
        raise TypeError("amounts are Decimal")
    return f"{amount:f}"
