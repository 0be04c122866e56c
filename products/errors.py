"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import LoanwrightError, NotFound


class NoSuchProduct(NotFound):
    code = "no_such_product"
    message = _("There is no product %(product)s on offer.")


class CostAboveCap(LoanwrightError):
    """RULES P3-P5: the all-in cost may not pass the cap of product, institution and date."""

    code = "cost_above_cap"
    http_status = 422
    message = _("The annualised cost of %(cost)s %% is above the cap of %(cap)s %%.")
