"""The day-end: closes business dates one after the other, each once, whatever dies on the way.

Each stage registers its steps; `config/day_end.py` puts them in order. Progress is rows in the
database: a run that was killed is continued by the next, and two runs share the work.
"""

from core.day_end.close import close_date, close_until
from core.day_end.closed import closed_dates, last_closed_on, open_date_or_none
from core.day_end.errors import DateNotOpen, DayEndStuck, DayEndTooEarly
from core.day_end.report import DayReport, StepReport
from core.day_end.schedule import hold_nightly_closing
from core.day_end.seal import NO_PREVIOUS, Seal, register_sealer
from core.day_end.steps import Step, StepResult, moment, register_step

__all__ = [
    "NO_PREVIOUS",
    "DateNotOpen",
    "DayEndStuck",
    "DayEndTooEarly",
    "DayReport",
    "Seal",
    "Step",
    "StepReport",
    "StepResult",
    "close_date",
    "close_until",
    "closed_dates",
    "hold_nightly_closing",
    "last_closed_on",
    "moment",
    "open_date_or_none",
    "register_sealer",
    "register_step",
]
