from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with the officers' site in the place of its own."""

    default_site = "core.desk.site.DeskSite"
