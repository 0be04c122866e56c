from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from complaints.coherence import register_complaint_checks
        from complaints.services.redress import register_redress_approval

        register_redress_approval()
        register_complaint_checks()
