"""Officers' pages of this stage."""

from accounts.admin import borrowers, people

__all__ = ["borrowers", "people"]
