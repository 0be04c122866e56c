from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    label = "products"
    verbose_name = _("Products")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the products on the start page and into the site's sections."""
        from accounts.home_cards import register_home_card
        from accounts.site import register_navigation_item
        from products.views import visitor_card

        register_navigation_item(order=20, path="/products/", label=_("Borrow"), icon="plus")
        register_home_card(50, visitor_card, audience="visitor")
        register_home_card(50, visitor_card)
