"""The business date: a row, not the wall clock. Receipts and postings are booked on the open date."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from core.errors import OutsideTransaction
from core.models import BusinessDate

# Key of the advisory lock that keeps postings and the closing of a date apart.
BOOKING_LOCK = 7_240_001


def institution_zone() -> ZoneInfo:
    """Time zone of the institution (due dates and quiet hours follow it)."""
    return ZoneInfo(settings.LOANWRIGHT_INSTITUTION["timezone"])


def open_date() -> dt.date:
    """The date on which money is booked now; opened at `today` of the institution's zone at first use."""
    row = BusinessDate.objects.filter(pk=1).first()
    if row is None:
        today = dt.datetime.now(institution_zone()).date()
        row, _ = BusinessDate.objects.get_or_create(pk=1, defaults={"open_on": today})
    return row.open_on


def hold_open_date() -> dt.date:
    """The open date, kept open until the caller's transaction ends: whoever books calls this first.

    Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("hold_open_date")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BOOKING_LOCK])
    return open_date()


def wait_for_bookings() -> None:
    """Keep everybody from booking until the caller's transaction ends (the closing of a date)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BOOKING_LOCK])


@transaction.atomic
def set_open_date(*, on: dt.date) -> None:
    """Move the open date (day-end, and the import of a book into an empty installation)."""
    BusinessDate.objects.update_or_create(pk=1, defaults={"open_on": on})


def business_now(*, at: dt.datetime) -> dt.datetime:
    """The open business date with the real time of day `at`: quiet hours and consents follow it."""
    local = at.astimezone(institution_zone())
    return dt.datetime.combine(open_date(), local.timetz())
