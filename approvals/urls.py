"""Addresses of this stage: one application and its decision."""

from django.urls import path

from approvals import views

urlpatterns = [
    path("applications/<slug:application_id>/", views.application, name="application"),
    path("applications/<slug:application_id>/submit/", views.submit, name="application-submit"),
    path("applications/<slug:application_id>/accept/", views.accept, name="application-accept"),
]
