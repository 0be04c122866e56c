from products.services.publish_version import publish_version
from products.services.quote_product import (
    contingent_charges,
    penalty_rate,
    quote_product,
    terms_for,
)
from products.services.review_version import (
    publish_reviewed_version,
    send_version_back,
    send_version_to_review,
)
from products.services.seed_products import seed_products

__all__ = [
    "contingent_charges",
    "penalty_rate",
    "publish_reviewed_version",
    "publish_version",
    "quote_product",
    "seed_products",
    "send_version_back",
    "send_version_to_review",
    "terms_for",
]
