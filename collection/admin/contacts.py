"""Contacts of all cases, for those who look after the collectors: read only, for ever."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from collection.admin.queues import collectors
from collection.admin.words import CHANNEL_WORDS, OUTCOME_WORDS
from collection.models import ContactAttempt
from core.desk import DeskAdmin, Fact, Panel, case_url, local
from core.desk.filters import choices_filter


@admin.register(ContactAttempt)
class ContactAttemptAdmin(DeskAdmin):
    """Who contacted which debtor, when, and what was said."""

    list_display = ("when_shown", "case_shown", "channel_shown", "outcome_shown", "by_shown")
    list_filter = (
        choices_filter("channel", gettext_lazy("How"), CHANNEL_WORDS.items),
        choices_filter("outcome", gettext_lazy("What came of it"), OUTCOME_WORDS.items),
        choices_filter("by", gettext_lazy("Who"), collectors),
        "contacted_at",
    )
    search_fields = ("=case__public_id",)
    search_help_text = gettext_lazy("Case")
    list_select_related = ("case", "by")
    ordering = ("-pk",)
    paginator = InfinitePaginator
    case_related = ("case", "by", "borrower")

    @display(description=gettext_lazy("When"), ordering="contacted_at")
    def when_shown(self, obj: ContactAttempt) -> str:
        return local(obj.contacted_at)

    @display(description=gettext_lazy("Case"))
    def case_shown(self, obj: ContactAttempt) -> str:
        return str(obj.case.public_id)

    @display(description=gettext_lazy("How"), ordering="channel")
    def channel_shown(self, obj: ContactAttempt) -> str:
        return str(CHANNEL_WORDS[obj.channel])

    @display(description=gettext_lazy("What came of it"), ordering="outcome")
    def outcome_shown(self, obj: ContactAttempt) -> str:
        return str(OUTCOME_WORDS[obj.outcome])

    @display(description=gettext_lazy("Who"), ordering="by__full_name")
    def by_shown(self, obj: ContactAttempt) -> str:
        return str(obj.by)

    def title_of(self, obj: ContactAttempt) -> str:
        return _("Contact of %(when)s") % {"when": local(obj.contacted_at)}

    def facts(self, obj: ContactAttempt) -> Iterable[Fact]:
        yield Fact(_("Case"), obj.case.public_id, case_url(obj.case))
        yield Fact(_("Borrower"), obj.borrower.masked_name, case_url(obj.borrower))
        yield Fact(_("How"), CHANNEL_WORDS[obj.channel])
        yield Fact(_("What came of it"), OUTCOME_WORDS[obj.outcome])
        yield Fact(_("Who"), str(obj.by))
        yield Fact(_("Recorded"), local(obj.recorded_at))

    def panels(self, request: HttpRequest, obj: ContactAttempt) -> Iterable[Panel]:
        yield Panel(title=_("What was said"), texts=[obj.note])
