from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    label = "lending"
    verbose_name = _("Lending")
    default_auto_field = "django.db.models.BigAutoField"
