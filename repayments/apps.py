from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepaymentsConfig(AppConfig):
    name = "repayments"
    label = "repayments"
    verbose_name = _("Repayments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.events import BorrowersJoined
        from accounts.home_cards import register_home_card
        from accounts.site import register_navigation_item
        from core import doorbell
        from core.events import subscribe
        from lending.rails import callbacks
        from repayments import day_end, handlers
        from repayments.coherence import register_repayment_checks
        from repayments.services.ask_cashier import ask_cashier
        from repayments.views.loans import due_card

        register_navigation_item(order=40, path="/loans/", label=_("My loans"), icon="loan")
        register_home_card(10, due_card)
        subscribe(BorrowersJoined, handlers.move_payments_of_joined_borrower)
        callbacks.register("payment.succeeded", handlers.cashier_order_paid)
        doorbell.register("repayments.cashier", ask_cashier)
        day_end.register_steps()
        register_repayment_checks()
