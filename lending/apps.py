from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    label = "lending"
    verbose_name = _("Lending")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.day_end import register_sealer
        from lending.accrual.coherence import register_accrual_checks
        from lending.coherence import register_lending_checks
        from lending.ledger.seals import seal_of_date

        register_sealer(seal_of_date)
        register_lending_checks()
        register_accrual_checks()
