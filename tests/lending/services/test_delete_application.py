from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import NotFound
from core.models import AuditEntry
from lending.models import Application
from lending.services import delete_application
from tests.factories.accounts import NOON, make_borrower
from tests.factories.lending import applicant, draft


def test_the_draft_is_gone_and_the_trail_says_it_was_there(books_open: dt.date) -> None:
    application = draft()

    delete_application(application_id=application.public_id, actor=applicant(application), at=NOON)

    assert not Application.objects.exists()
    entry = AuditEntry.objects.get(action="lending.delete_application")
    assert entry.subject_id == application.public_id


def test_a_stranger_deletes_nothing(books_open: dt.date, assert_nothing_moved: Any) -> None:
    application, stranger = draft(), make_borrower()
    assert_nothing_moved()

    with pytest.raises(NotFound):
        delete_application(application_id=application.public_id, actor=stranger.as_actor(), at=NOON)
