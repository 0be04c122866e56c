"""Officers' pages of this stage."""

from lending.admin import applications, contracts, journal, loans

__all__ = ["applications", "contracts", "journal", "loans"]
