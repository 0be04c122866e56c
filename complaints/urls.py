"""Addresses of this stage."""

from django.urls import path

from complaints import views

urlpatterns = [
    path("disclosure/", views.disclosure, name="disclosure"),
    path("complaints/", views.complaints, name="complaints"),
    path("complaints/new/", views.new, name="complaint-new"),
    path("complaints/<slug:complaint_id>/", views.complaint, name="complaint"),
    path("complaints/<slug:complaint_id>/withdraw/", views.withdraw, name="complaint-withdraw"),
]
