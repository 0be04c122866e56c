"""Masked forms of personal data, the only forms shown unless somebody gave a reason to see more."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """张三丰 -> 张**; John Smith -> J*********."""
    return name[:1] + "*" * max(1, len(name) - 1)


def mask_phone(phone: str) -> str:
    """13812345678 -> 138****5678."""
    return phone[:-8] + "****" + phone[-4:] if len(phone) >= 8 else "****"


def mask_resident_id(resident_id: str) -> str:
    """110101199003077758 -> 110***********7758."""
    return (
        resident_id[:3] + "*" * (len(resident_id) - 7) + resident_id[-4:]
        if len(resident_id) > 7
        else "****"
    )


def mask_bank_account(number: str) -> str:
    """6222021234567890 -> **** 7890."""
    return "**** " + number[-4:]
