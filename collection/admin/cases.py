"""Collection cases: taking one, recording a contact within the rules, giving it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.models import User
from accounts.selectors import may_see_personal_data
from accounts.services import see_personal_data
from collection.admin.forms import ContactForm, ReleaseForm, moment_today
from collection.admin.queues import case_items, collectors
from collection.admin.words import CHANNEL_WORDS, CLASS_WORDS, OUTCOME_WORDS, PROMISE_WORDS
from collection.models import CollectionCase, ContactAttempt
from collection.policies import may_collect
from collection.selectors import (
    CaseFacts,
    PromiseView,
    case_facts,
    contact_allowance,
    contacts_of,
    promises_of,
)
from collection.services import claim_case, log_contact, release_case
from collection.states import CaseState
from collection.types import CALLS_A_DAY_MAX, PromiseInput
from core.calendar.business_date import open_date
from core.desk import (
    TONES,
    Cell,
    Column,
    DeskAdmin,
    Fact,
    Figure,
    Panel,
    QueueItem,
    ReasonForm,
    ServiceAction,
    Shown,
    Table,
    case_url,
    day,
    local,
    money,
    timeline_panel,
)
from core.desk.filters import choices_filter
from core.desk.officers import officer


def _is_open(case: CollectionCase) -> bool:
    return case.state in (CaseState.OPEN, CaseState.WORKING)


def _is_own(case: CollectionCase, user: User) -> bool:
    return bool(case.state == CaseState.WORKING and case.collector_id == user.pk)


def _claim(*, obj: CollectionCase, user: User, at: dt.datetime) -> str:
    claim_case(case_id=obj.public_id, user=user, at=at)
    return _("The case is yours.")


def _see_phone(*, obj: CollectionCase, user: User, at: dt.datetime, reason: str) -> Shown:
    """What a collector needs to reach the debtor, and no more."""
    borrower = obj.loan.borrower
    data = see_personal_data(borrower_id=borrower.public_id, user=user, reason=reason, at=at)
    facts = [Fact(_("Name"), data.name or "—"), Fact(_("Phone"), data.phone or "—")]
    return Shown(
        title=_("The debtor"),
        panels=[Panel(title=obj.public_id, facts=facts), _rules_panel(obj)],
        warning=_("Your look is on record with your reason. Do not copy what you see."),
    )


def _release(*, obj: CollectionCase, user: User, at: dt.datetime, reason: str) -> str:
    release_case(case_id=obj.public_id, user=user, at=at, reason=reason)
    return _("The case is back on the desk.")


def _log_contact(
    *,
    obj: CollectionCase,
    user: User,
    at: dt.datetime,
    time: dt.time,
    amount: Any,
    promised_for: dt.date | None,
    **facts: Any,
) -> str:
    promise = PromiseInput(amount, promised_for) if amount and promised_for else None
    log_contact(
        case_id=obj.public_id,
        user=user,
        contacted_at=moment_today(time),
        promise=promise,
        **facts,
    )
    return _("The contact is recorded.")


def _rules_panel(case: CollectionCase) -> Panel:
    """What may still be done to this debtor now (RULES K1-K3)."""
    allowed = contact_allowance(case, at=timezone.now())
    facts = [
        Fact(
            _("Calls left today"),
            _("%(left)s of %(most)s") % {"left": allowed.calls_left, "most": CALLS_A_DAY_MAX},
            tone="" if allowed.calls_left else "danger",
        ),
        Fact(
            _("Now"),
            _("night: no contact") if allowed.is_quiet else _("contact allowed"),
            tone="danger" if allowed.is_quiet else "success",
        ),
    ]
    return Panel(
        title=gettext_lazy("What is allowed"),
        place="side",
        facts=facts,
        texts=[
            _(
                "Nobody between 22:00 and 08:00; only the debtor; at most three answered calls a day."
            )
        ],
        tone="" if allowed.may_call else "danger",
    )


class CaseList(ChangeList):
    """The list with the figures of the loans of one page, in a fixed number of queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        cases = list(self.result_list)
        for facts in case_facts(cases, on=open_date()):
            facts.case.desk_facts = facts  # type: ignore[attr-defined]
        self.result_list = cases


@admin.register(CollectionCase)
class CollectionCaseAdmin(DeskAdmin):
    """Overdue loans on the collectors' desk."""

    list_display = (
        "number_shown",
        "state_mark",
        "borrower_masked",
        "days_shown",
        "arrears_shown",
        "collector_shown",
        "last_contact_shown",
    )
    list_filter = ("state", choices_filter("collector", gettext_lazy("Collector"), collectors))
    search_fields = ("=public_id", "=loan__public_id")
    search_help_text = gettext_lazy("Case or loan")
    list_select_related = ("loan__borrower", "collector")
    ordering = ("loan__oldest_unpaid_due_on", "pk")
    paginator = InfinitePaginator
    case_related = ("loan__borrower", "collector")
    service_actions = (
        ServiceAction(
            name="claim",
            title=gettext_lazy("Take the case"),
            run=_claim,
            may=may_collect,
            when=lambda case, user: case.state == CaseState.OPEN,
            icon="front_hand",
            key="g",
            variant="primary",
        ),
        ServiceAction(
            name="contact",
            title=gettext_lazy("Record a contact"),
            intro=gettext_lazy("True and complete: what is recorded cannot be changed any more."),
            run=_log_contact,
            form=ContactForm,
            may=may_collect,
            when=_is_own,
            icon="call",
            key="c",
            variant="primary",
            panels=lambda case: [_rules_panel(case), _contacts_panel(case)],
        ),
        ServiceAction(
            name="phone",
            title=gettext_lazy("Show the phone number"),
            intro=gettext_lazy("Each look is on record with your name and reason."),
            run=_see_phone,
            form=ReasonForm,
            may=lambda user: may_collect(user) and may_see_personal_data(user),
            when=_is_own,
            icon="visibility",
            key="p",
        ),
        ServiceAction(
            name="release",
            title=gettext_lazy("Give the case back"),
            run=_release,
            form=ReleaseForm,
            may=may_collect,
            when=_is_own,
            icon="undo",
        ),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CaseList

    @display(description=gettext_lazy("Borrower"))
    def borrower_masked(self, obj: CollectionCase) -> str:
        return facts_of(obj).borrower

    @display(description=gettext_lazy("Days past due"), ordering="loan__oldest_unpaid_due_on")
    def days_shown(self, obj: CollectionCase) -> str:
        return str(facts_of(obj).days_past_due or "—")

    @display(description=gettext_lazy("Arrears"))
    def arrears_shown(self, obj: CollectionCase) -> str:
        return money(facts_of(obj).arrears, facts_of(obj).currency)

    @display(description=gettext_lazy("Collector"), ordering="collector__full_name")
    def collector_shown(self, obj: CollectionCase) -> str:
        return str(obj.collector or "—")

    @display(description=gettext_lazy("Last contact"))
    def last_contact_shown(self, obj: CollectionCase) -> str:
        last = facts_of(obj).last_contact
        return f"{day(last.contacted_at.date())} {OUTCOME_WORDS[last.outcome]}" if last else "—"

    def figure(self, obj: CollectionCase) -> Figure:
        facts = facts_of(obj)
        return Figure(
            label=_("Arrears"),
            value=money(facts.arrears, facts.currency),
            note=_("%(days)s days overdue") % {"days": facts.days_past_due}
            if _is_open(obj)
            else "",
        )

    def facts(self, obj: CollectionCase) -> Iterable[Fact]:
        facts = facts_of(obj)
        yield Fact(_("Borrower"), facts.borrower, case_url(obj.loan.borrower), note=facts.phone)
        yield Fact(_("Loan number"), facts.loan, case_url(obj.loan))
        yield Fact(_("Outstanding principal"), money(facts.outstanding_principal, facts.currency))
        yield Fact(_("Class"), _class_text(facts.risk_class))
        yield Fact(_("Collector"), str(obj.collector or _("nobody yet")))
        yield Fact(_("Opened on"), day(obj.opened_on))
        if obj.closed_on:
            yield Fact(_("Closed on"), day(obj.closed_on))

    def panels(self, request: HttpRequest, obj: CollectionCase) -> Iterable[Panel]:
        if _is_open(obj):
            yield _rules_panel(obj)
        yield _contacts_panel(obj)
        yield _promises_panel(obj)
        yield timeline_panel(obj.public_id)

    def queue(self, request: HttpRequest, obj: CollectionCase) -> Sequence[QueueItem]:
        if not may_collect(officer(request)) or not _is_open(obj):
            return ()
        return case_items(officer(request), here=obj.pk)


def facts_of(case: CollectionCase) -> CaseFacts:
    """The figures of a case, read once a page."""
    found: CaseFacts | None = getattr(case, "desk_facts", None)
    if found is None:
        (found,) = case_facts([case], on=open_date())
        case.desk_facts = found  # type: ignore[attr-defined]
    return found


def _class_text(code: str) -> str:
    return str(CLASS_WORDS.get(code, code))


def _contacts_panel(case: CollectionCase) -> Panel:
    return Panel(
        title=gettext_lazy("Contacts"),
        table=Table(
            columns=[_("When"), _("What came of it"), _("What was said"), _("Who")],
            rows=[_contact_row(contact) for contact in contacts_of(case)],
            empty=_("Nobody has contacted the debtor yet."),
        ),
    )


def _contact_row(contact: ContactAttempt) -> list[Any]:
    return [
        local(contact.contacted_at),
        f"{CHANNEL_WORDS[contact.channel]} · {OUTCOME_WORDS[contact.outcome]}",
        contact.note,
        str(contact.by),
    ]


def _promises_panel(case: CollectionCase) -> Panel:
    currency = case.loan.currency
    return Panel(
        title=gettext_lazy("Promises to pay"),
        table=Table(
            columns=[
                _("Promised on"),
                _("Promised for"),
                Column(_("Amount"), is_number=True),
                Column(_("Paid since"), is_number=True),
                _("State"),
            ],
            rows=[_promise_row(view, currency) for view in promises_of(case, on=open_date())],
            empty=_("None yet."),
        ),
    )


def _promise_row(view: PromiseView, currency: str) -> list[Any]:
    return [
        local(view.made_at),
        day(view.promised_for),
        money(view.amount, currency),
        money(view.paid, currency),
        Cell(PROMISE_WORDS[view.status], tone=TONES[view.status]),
    ]
