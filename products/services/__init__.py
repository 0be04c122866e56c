from products.services.publish_version import publish_version
from products.services.quote_product import (
    contingent_charges,
    penalty_rate,
    quote_product,
    terms_for,
)
from products.services.seed_products import seed_products

__all__ = [
    "contingent_charges",
    "penalty_rate",
    "publish_version",
    "quote_product",
    "seed_products",
    "terms_for",
]
