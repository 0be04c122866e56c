"""The order of the day-end's steps: one readable list.

Each name is registered by its stage's `apps.py` (`core.day_end.register_step`); a name that nobody
registered, or a step that is missing here, stops every command at its start. The order of a day:
offers and money held first, then what falls due, then what is late, then what the day earned,
then what people must look at tomorrow.
"""

STEPS: list[str] = [
    "repayments.issue_bills",
    "repayments.fall_due",
    "repayments.fall_overdue",
    "collection.open_cases",
    "lending.expire_offers",
    "lending.recognise_income",
    "lending.schedule_next_events",
]
