"""Codes of this stage in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

CHANNEL_WORDS: Final[dict[str, Any]] = {
    "call": _("phone call"),
    "sms": _("text message"),
    "visit": _("visit"),
    "letter": _("letter"),
}
OUTCOME_WORDS: Final[dict[str, Any]] = {
    "answered": _("reached the debtor"),
    "no_answer": _("no answer"),
    "promised": _("promised to pay"),
    "refused": _("refused to pay"),
    "wrong_number": _("wrong number"),
}
CLASS_WORDS: Final[dict[str, Any]] = {
    "normal": _("normal"),
    "special_mention": _("special mention"),
    "substandard": _("substandard"),
    "doubtful": _("doubtful"),
    "loss": _("loss"),
}
PROMISE_WORDS: Final[dict[str, Any]] = {
    "open": _("open"),
    "kept": _("kept"),
    "broken": _("broken"),
}
