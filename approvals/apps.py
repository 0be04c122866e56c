from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from approvals import coherence, handlers  # noqa: PLC0415
        from approvals.services.decide_waiting import decide_waiting  # noqa: PLC0415
        from core import doorbell  # noqa: PLC0415
        from core.events import subscribe  # noqa: PLC0415
        from lending.events import ApplicationRecalled, ApplicationWithdrawn  # noqa: PLC0415

        subscribe(ApplicationRecalled, handlers.on_recalled)
        subscribe(ApplicationWithdrawn, handlers.on_withdrawn)
        doorbell.register("approvals.decide_waiting", decide_waiting)
        coherence.register()
