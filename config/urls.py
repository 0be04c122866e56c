"""Addresses of the whole platform."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from config import health
from config.api.error_pages import error_index, error_page
from config.api.tokens import PartnerTokenView
from config.sms_receipts import sms_receipt

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("products.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("staff/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("lending.urls")),
    path("", include("approvals.urls")),
    path("", include("repayments.urls")),
    path("", include("complaints.urls")),
    path("callbacks/sms/", sms_receipt, name="sms-receipt"),
    path("oauth/token/", PartnerTokenView.as_view(), name="oauth-token"),
    path("api/v1/", include("config.api.urls")),
    path("api/errors/", error_index, name="api-errors"),
    path("api/errors/<slug:code>", error_page, name="api-error"),
    path("api/schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="api-schema"), name="api-docs"),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
