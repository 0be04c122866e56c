"""What this stage does, one verb a file."""

from lending.services.accept_offer import accept_offer
from lending.services.approve_application import approve_application
from lending.services.ask_payout import ask_payout
from lending.services.attach_document import attach_document
from lending.services.cancel_contract import cancel_contract
from lending.services.chase_payouts import chase_payouts
from lending.services.confirm_cost_statement import confirm_cost_statement
from lending.services.confirm_payout import confirm_payout
from lending.services.create_application import create_application
from lending.services.decline_application import decline_application
from lending.services.delete_application import delete_application
from lending.services.edit_application import edit_application
from lending.services.expire_offers import expire_offers
from lending.services.fail_payout import fail_payout
from lending.services.open_loan import open_loan
from lending.services.recall_application import recall_application
from lending.services.receive_bank_callback import receive_bank_callback
from lending.services.refer_application import refer_application
from lending.services.retry_payout import retry_payout
from lending.services.send_payout import send_payout
from lending.services.send_signing_code import send_signing_code
from lending.services.show_cost_statement import show_cost_statement
from lending.services.sign_contract import sign_contract
from lending.services.submit_application import submit_application
from lending.services.withdraw_application import withdraw_application

__all__ = [
    "accept_offer",
    "approve_application",
    "ask_payout",
    "attach_document",
    "cancel_contract",
    "chase_payouts",
    "confirm_cost_statement",
    "confirm_payout",
    "create_application",
    "decline_application",
    "delete_application",
    "edit_application",
    "expire_offers",
    "fail_payout",
    "open_loan",
    "recall_application",
    "receive_bank_callback",
    "refer_application",
    "retry_payout",
    "send_payout",
    "send_signing_code",
    "show_cost_statement",
    "sign_contract",
    "submit_application",
    "withdraw_application",
]
