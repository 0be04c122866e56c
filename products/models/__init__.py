from products.models.product import Product, ProductVersion

__all__ = ["Product", "ProductVersion"]
