"""Coherence: what must be true of the books is checked by asking the database, again and again."""

from core.coherence.checks import Check, CheckReport, CheckResult, register_check, run_checks

__all__ = ["Check", "CheckReport", "CheckResult", "register_check", "run_checks"]
