"""Borrowers: masked, with a look behind the masks for a stated reason (G8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.models import Borrower
from accounts.phones import parse_phone
from accounts.policies import may_see_personal_data
from accounts.selectors import age_on, bank_accounts_of, consents_of
from accounts.services import see_personal_data
from accounts.states import ConsentPurpose
from core.calendar.business_date import open_date
from core.desk import (
    TONES,
    Cell,
    DeskAdmin,
    Fact,
    Panel,
    ReasonForm,
    ServiceAction,
    Shown,
    Table,
    local,
    money,
    timeline_panel,
)
from core.errors import InvalidInput
from core.privacy.sealing import blind_index


def _see(*, obj: Borrower, user: Any, at: dt.datetime, reason: str) -> Shown:
    data = see_personal_data(borrower_id=obj.public_id, user=user, reason=reason, at=at)
    facts = [
        Fact(_("Name"), data.name or "—"),
        Fact(_("Phone"), data.phone or "—"),
        Fact(_("Resident id"), data.resident_id or "—"),
        Fact(_("E-mail"), data.email or "—"),
    ]
    return Shown(
        title=gettext("Personal data"),
        panels=[Panel(title=obj.public_id, facts=facts)],
        warning=gettext("Your look is on record with your reason. Do not copy what you see."),
    )


def _matches(term: str) -> Q:
    """The public id, or the digest of a whole number."""
    found = Q(public_id=term) | Q(resident_id_index=blind_index("resident_id", term.upper()))
    try:
        return found | Q(phone_index=blind_index("phone", parse_phone(term)))
    except InvalidInput:
        return found


@admin.register(Borrower)
class BorrowerAdmin(DeskAdmin):
    """Natural persons, one row each, with their accounts and consents."""

    list_display = ("public_id", "name_masked", "phone_masked", "identity", "joined", "is_imported")
    list_filter = ("identity_state", "is_imported")
    search_fields = ("=public_id",)
    search_help_text = _("Public id, or the whole phone number or resident id")
    ordering = ("-pk",)
    paginator = InfinitePaginator
    service_actions = (
        ServiceAction(
            name="unmask", title=_("Show personal data"), run=_see, form=ReasonForm,
            may=may_see_personal_data, icon="visibility", key="u",
            intro=_("Say why you need it. Each look is on record with your name and reason."),
        ),
    )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By public id, or by a whole number through its blind index: no part of one finds anybody."""
        return queryset.filter(_matches(search_term.strip())) if search_term else queryset, False

    @display(description=_("Name"))
    def name_masked(self, obj: Borrower) -> str:
        return obj.masked_name

    @display(description=_("Phone"))
    def phone_masked(self, obj: Borrower) -> str:
        return obj.masked_phone

    @display(description=_("Identity"), ordering="identity_state", label=TONES)
    def identity(self, obj: Borrower) -> tuple[str, str]:
        return obj.identity_state, str(obj.get_identity_state_display())

    @display(description=_("Joined"), ordering="pk")
    def joined(self, obj: Borrower) -> str:
        return local(obj.created_at)

    def title_of(self, obj: Borrower) -> str:
        return f"{obj.masked_name} · {obj.public_id}"

    def state_of(self, obj: Borrower) -> tuple[str, str]:
        return str(obj.get_identity_state_display()), TONES[obj.identity_state]

    def facts(self, obj: Borrower) -> Iterable[Fact]:
        yield Fact(_("Phone"), obj.masked_phone)
        yield Fact(_("Resident id"), obj.masked_resident_id)
        yield Fact(_("Age"), age_on(obj, open_date()) or "—")
        yield Fact(_("Monthly income"), money(obj.monthly_income))
        yield Fact(_("Verified"), local(obj.verified_at))
        yield Fact(_("Joined"), local(obj.created_at))

    def panels(self, request: HttpRequest, obj: Borrower) -> Iterable[Panel]:
        accounts = [[str(account), local(account.checked_at)] for account in bank_accounts_of(obj)]
        table = Table(columns=[_("Account"), _("Checked")], rows=accounts, empty=_("None."))
        yield Panel(title=_("Bank accounts"), table=table, place="side")
        names = dict(ConsentPurpose.choices)
        rows = [
            [
                names.get(consent.purpose, consent.purpose),
                consent.version,
                local(consent.given_at),
                Cell(_("withdrawn"), tone="danger", note=local(consent.withdrawn_at))
                if consent.withdrawn_at
                else Cell(_("stands"), tone="success"),
            ]
            for consent in consents_of(obj)
        ]
        columns = [_("For what"), _("Version"), _("Given"), _("State")]
        yield Panel(title=_("Consents"), table=Table(columns=columns, rows=rows, empty=_("None.")))
        checks = [
            [local(check.asked_at), Cell(check.result, tone=TONES[check.result] or "quiet")]
            for check in obj.identity_checks.order_by("-pk")[:10]
        ]
        table = Table(columns=[_("When"), _("Answer")], rows=checks, empty=_("None."))
        yield Panel(title=_("Identity checks"), table=table, place="side")
        yield timeline_panel(obj.public_id)
