"""What every page of the borrower site is built with: sections, guards, forms."""

from accounts.site.forms import ServiceForm
from accounts.site.guards import borrower_required, client_address, recent_confirmation_required
from accounts.site.navigation import NavigationItem, navigation_for, register_navigation_item

__all__ = [
    "NavigationItem",
    "ServiceForm",
    "borrower_required",
    "client_address",
    "navigation_for",
    "recent_confirmation_required",
    "register_navigation_item",
]
