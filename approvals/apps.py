from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from approvals import coherence, handlers
        from approvals.services.decide_waiting import decide_waiting
        from core import doorbell
        from core.events import subscribe
        from lending.events import ApplicationRecalled, ApplicationWithdrawn

        subscribe(ApplicationRecalled, handlers.on_recalled)
        subscribe(ApplicationWithdrawn, handlers.on_withdrawn)
        doorbell.register("approvals.decide_waiting", decide_waiting)
        coherence.register()
