"""Resident ids with a wanted sequence number, right to the check digit."""

from __future__ import annotations

from stdnum.cn import ric


def resident_id(sequence: str, *, place: str = "110101", born: str = "19900307") -> str:
    front = f"{place}{born}{sequence}"
    return front + ric.calc_check_digit(front + "0")
