"""Addresses of the products."""

from django.urls import path

from products import views

urlpatterns = [
    path("products/", views.product_list, name="product-list"),
    path("products/<str:code>/", views.calculator, name="product-calculator"),
]
