from __future__ import annotations

from django.conf import settings
from django.db import models

from core.actors import Actor
from core.ids import PublicIdField


class Partner(models.Model):
    """A partner app with API access; sees its own customers' objects only."""

    public_id = PublicIdField(prefix="par")
    name = models.CharField(max_length=120, unique=True)
    oauth_application = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, on_delete=models.PROTECT, related_name="partner"
    )
    scopes = models.JSONField(
        default=list
    )  # what its tokens may carry, and get when they ask for none
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def as_actor(self) -> Actor:
        return Actor(kind="partner", id=self.public_id, label=self.name)
