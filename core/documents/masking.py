"""Personal data as documents show it when the whole is not needed."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """``13812345678`` to ``138****5678``; a short number keeps its last two digits only."""
    digits = phone.strip()
    if len(digits) < 8:
        return "*" * max(len(digits) - 2, 0) + digits[-2:]
    return f"{digits[:-8]}****{digits[-4:]}"


def mask_resident_id(resident_id: str) -> str:
    """``11010519900307123X`` to ``110105********123X``: the place and the last four stay."""
    if len(resident_id) != 18:
        return "*" * max(len(resident_id) - 4, 0) + resident_id[-4:]
    return f"{resident_id[:6]}********{resident_id[-4:]}"


def mask_account(number: str) -> str:
    """A bank account by its last four digits: ``**** 0123``."""
    digits = number.replace(" ", "")
    return f"**** {digits[-4:]}" if len(digits) > 4 else "****"
