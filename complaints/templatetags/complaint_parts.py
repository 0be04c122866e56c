"""The state of a complaint as a word and an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from complaints.states import ComplaintState as S
from lending.templatetags.lending_parts import status_chip

if TYPE_CHECKING:
    from complaints.models import Complaint

register = template.Library()
_LOOKS = {
    S.REGISTERED: ("wait", "clock"),
    S.IN_HANDLING: ("wait", "person"),
    S.ANSWERED: ("paid", "talk"),
    S.CLOSED: ("paid", "check"),
    S.WITHDRAWN: ("", "cross"),
}


@register.simple_tag
def complaint_status(complaint: Complaint) -> SafeString:
    state = S(complaint.state)
    return status_chip(*_LOOKS[state], state.label)
