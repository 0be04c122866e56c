"""A partner's application: everything that can be said is said before anybody outside is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import (
    AccountNotAccepted,
    ConsentMissing,
    HolderIsNotBorrower,
    IdentityMismatch,
    InvalidResidentId,
    UnderAge,
)
from accounts.identity.documents import parse_name
from accounts.phones import parse_phone
from accounts.selectors import borrower_of_person
from accounts.services import add_bank_account, find_or_register_customer
from accounts.services.add_bank_account import parse_account
from accounts.services.give_consent import check_version
from accounts.services.verify_identity import check_person
from accounts.types import ConsentInput
from core.calendar.business_date import open_date
from core.privacy.sealing import blind_index
from core.rest import Caller, pointing_at
from lending.application_input import read_purpose, read_terms
from lending.errors import DuplicateExternalRef
from lending.models import Application
from lending.services import create_application
from products.errors import NoSuchProduct
from products.selectors import published_version

# Where the body has what the services name their own way.
MOVED = {
    "/name": "/borrower/name",
    "/resident_id": "/borrower/resident_id",
    "/phone": "/borrower/phone",
    "/monthly_income": "/borrower/monthly_income",
    "/number": "/bank_account/number",
    "/bank": "/bank_account/bank",
    "/holder": "/bank_account/holder",
}
NAMED = {
    InvalidResidentId: "/borrower/resident_id",
    UnderAge: "/borrower/resident_id",
    IdentityMismatch: "/borrower/name",
    ConsentMissing: "/consents",
    HolderIsNotBorrower: "/bank_account/holder",
    AccountNotAccepted: "/bank_account/number",
    DuplicateExternalRef: "/external_ref",
}


def pointing() -> Any:
    """Refusals on the way of an application, pointing into its body."""
    return pointing_at(moved=MOVED, named=NAMED, as_input={NoSuchProduct: "/product"})


def find_same(*, partner_pk: int, data: dict[str, Any]) -> Application | None:
    """The application this partner made under the same number before, if its content is the same.

    Raises DuplicateExternalRef when the content is another.
    """
    known = (
        Application.objects.filter(partner_id=partner_pk, external_ref=data["external_ref"])
        .select_related("borrower", "product_version__product", "bank_account")
        .order_by("pk")
        .first()
    )
    if known is None:
        return None
    person = borrower_of_person("".join(data["borrower"]["resident_id"].split()))
    account = known.bank_account
    digits = "".join(c for c in data["bank_account"]["number"] if c.isdigit())
    is_same = (
        person is not None
        and person.pk == known.borrower_id
        and known.product_version.product.code == data["product"]
        and (known.amount, known.instalments, known.purpose)
        == (data["amount"], data["instalments"], data["purpose"])
        and account is not None
        and account.number_index == blind_index("bank_account", digits)
    )
    if not is_same:
        raise DuplicateExternalRef(external_ref=data["external_ref"][:120])
    return known


def judge(data: dict[str, Any], *, at: dt.datetime) -> None:
    """Refuse what is wrong in itself. Raises InvalidInput, InvalidResidentId, UnderAge and the like."""
    version = published_version(data["product"])
    read_terms(
        version=version,
        amount=data["amount"],
        instalments=data["instalments"],
        method=data.get("method"),
        on=open_date(),
    )
    read_purpose(version=version, purpose=data["purpose"])
    person, account = data["borrower"], data["bank_account"]
    name, _resident = check_person(name=person["name"], resident_id=person["resident_id"], at=at)
    parse_phone(person["phone"])
    for number, consent in enumerate(data["consents"]):
        check_version(
            ConsentInput(purpose=consent["purpose"], version=consent["version"]),
            pointer=f"/consents/{number}",
        )
    parse_account(number=account["number"], bank=account["bank"])
    if parse_name(account["holder"], pointer="/holder") != name:
        raise HolderIsNotBorrower


def register(data: dict[str, Any], *, caller: Caller, at: dt.datetime) -> dict[str, Any]:
    """Find or register the person and the account; asks the authority and the bank over HTTP."""
    actor = caller.as_actor()
    person, account = data["borrower"], data["bank_account"]
    borrower = find_or_register_customer(
        name=person["name"],
        resident_id=person["resident_id"],
        phone=person["phone"],
        email=person.get("email") or "",
        channel=actor.key,
        consents=[
            ConsentInput(
                purpose=consent["purpose"],
                version=consent["version"],
                given_at=consent["given_at"],
                evidence={"collected_by": actor.id},
            )
            for consent in data["consents"]
        ],
        actor=actor,
        at=at,
    )
    listed = add_bank_account(
        borrower_id=borrower.public_id,
        number=account["number"],
        bank=account["bank"],
        holder=account["holder"],
        actor=actor,
        at=at,
    )
    return {"borrower_id": borrower.public_id, "bank_account_id": listed.public_id}


def write(
    data: dict[str, Any], *, known: dict[str, Any], caller: Caller, at: dt.datetime
) -> Application:
    """The draft. Raises DuplicateExternalRef, also when two came at once."""
    actor = caller.as_actor()
    try:
        with transaction.atomic():
            return create_application(
                product_code=data["product"],
                amount=data["amount"],
                instalments=data["instalments"],
                method=data.get("method"),
                purpose=data["purpose"],
                monthly_income=data["borrower"].get("monthly_income"),
                channel=actor.key,
                partner_id=caller.pk,
                external_ref=data["external_ref"],
                actor=actor,
                at=at,
                **known,
            )
    except IntegrityError as error:
        if "one_application_an_external_ref" not in str(error):
            raise
        raise DuplicateExternalRef(external_ref=data["external_ref"][:120]) from None
