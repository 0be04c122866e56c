from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only once every app is loaded.
        from core import doorbell, outbox
        from core.coherence.core_checks import register_core_checks
        from core.day_end.steps import check_order
        from core.notifications import messages

        outbox.register(messages.TOPIC, messages.deliver_sms)
        doorbell.register("core.outbox", lambda at: outbox.deliver_due(at=at))
        register_core_checks()
        checks.register(check_order, "day_end")
