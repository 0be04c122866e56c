"""The clock of a complaint: which day it must be answered by.

RULES C2 (CBRC notice 2012, point 9): 15 working days. RULES C5 (CBIRC Order 2020 No. 3): 15 days.
Both stand side by side; the earlier binds. The day of receipt is not counted (Civil Code 201), and
a period of days that ends on a day off ends on the next working day (Civil Code 203).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from core.calendar.working_days import WorkingDays

DAYS: Final = 15
LONGEST_WORKING_DAYS: Final = 60


@dataclass(frozen=True)
class Deadlines:
    working_days: dt.date
    calendar_days: dt.date

    @property
    def binding(self) -> dt.date:
        return min(self.working_days, self.calendar_days)


def deadlines(*, received_on: dt.date, working_days: WorkingDays) -> Deadlines:
    """Both deadlines of a complaint received on a day."""
    return Deadlines(
        working_days=working_days.add(received_on, DAYS),
        calendar_days=working_days.next_on_or_after(received_on + dt.timedelta(days=DAYS)),
    )


def latest_extension(*, received_on: dt.date, working_days: WorkingDays) -> dt.date:
    """The last day a complex complaint may be extended to: 60 working days in all (C2)."""
    return working_days.add(received_on, LONGEST_WORKING_DAYS)
