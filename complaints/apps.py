from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.site import register_navigation_item
        from complaints.coherence import register_complaint_checks
        from complaints.services.redress import register_redress_approval

        register_redress_approval()
        register_complaint_checks()
        register_navigation_item(order=60, path="/complaints/", label=_("Help"), icon="talk")
