from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectionConfig(AppConfig):
    name = "collection"
    label = "collections"
    verbose_name = _("Collections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from collection import handlers
        from collection.coherence import register_collection_checks
        from core.events import subscribe
        from lending.events import OverdueLoansTakenOver
        from repayments.events import LoanCured, LoanOverdue, LoanSettled

        subscribe(LoanOverdue, handlers.open_case)
        subscribe(OverdueLoansTakenOver, handlers.open_cases_of_book)
        subscribe(LoanCured, handlers.cure_case)
        subscribe(LoanSettled, handlers.settle_case)
        handlers.register_steps()
        register_collection_checks()
