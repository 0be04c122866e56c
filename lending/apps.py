from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    label = "lending"
    verbose_name = _("Lending")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.bank_check import register_account_checker
        from accounts.events import BankAccountRemoved, BorrowersJoined
        from accounts.home_cards import register_home_card
        from core import doorbell, outbox
        from core.coherence import register_check
        from core.day_end import Step, register_sealer, register_step
        from core.events import subscribe
        from lending import day_end, handlers
        from lending.accrual.coherence import register_accrual_checks
        from lending.coherence import register_lending_checks
        from lending.coherence_payouts import CHECKS
        from lending.ledger.seals import seal_of_date
        from lending.rails import callbacks
        from lending.rails.account_checker import check_account_holder
        from lending.services.chase_payouts import chase_payouts
        from lending.services.intend_payout import PAYOUT_TOPIC
        from lending.views.cards import applications_card

        register_home_card(30, applications_card)
        register_account_checker(check_account_holder)
        subscribe(BorrowersJoined, handlers.move_rows_of_joined_borrower)
        subscribe(BankAccountRemoved, handlers.keep_bank_account_in_use)
        outbox.register(PAYOUT_TOPIC, handlers.deliver_payout)
        doorbell.register("lending.payouts", chase_payouts)
        callbacks.register("payout.paid", handlers.payout_paid)
        callbacks.register("payout.failed", handlers.payout_failed)
        register_step(Step(name="lending.expire_offers", run=handlers.expire_offers_step))
        for check in CHECKS:
            register_check(check)
        register_sealer(seal_of_date)
        register_lending_checks()
        register_accrual_checks()
        day_end.register_loan_steps()
