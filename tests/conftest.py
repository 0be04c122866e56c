"""Fixtures for the whole suite; each concern is a plugin under ``tests/foundation``."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.foundation.guards",
    "tests.foundation.databases",
    "tests.foundation.live_services",
    "tests.foundation.browser",
    "tests.approvals.review_cases",  # a referred case, for the desk too
]

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick", max_examples=50, deadline=None, suppress_health_check=_SLOW_IS_FINE, database=None
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
