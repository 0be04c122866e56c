from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    OPEN = "open", _("open")
    WORKING = "working", _("being worked on")
    CURED = "cured", _("cured")
    SETTLED = "settled", _("settled")
    WRITTEN_OFF = "written_off", _("written off")
