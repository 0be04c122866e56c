from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Composes the stages: commands that need all of them. No rule and no table."""

    name = "config"
    label = "composition"
