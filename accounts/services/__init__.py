"""Everything this stage can do to its rows: the table of contents."""

from accounts.services.add_bank_account import add_bank_account
from accounts.services.change_password import change_password
from accounts.services.change_staff import change_roles, set_staff_active
from accounts.services.create_partner import create_partner
from accounts.services.create_staff import create_staff, ensure_roles
from accounts.services.find_or_register_customer import find_or_register_customer
from accounts.services.give_consent import give_consent
from accounts.services.remove_bank_account import remove_bank_account
from accounts.services.see_personal_data import see_personal_data
from accounts.services.set_language import set_language
from accounts.services.sign_in import confirm_password, request_sign_in_code, sign_in
from accounts.services.sign_up import request_sign_up_code, sign_up
from accounts.services.verify_identity import verify_identity
from accounts.services.withdraw_consent import withdraw_consent

__all__ = [
    "add_bank_account",
    "change_password",
    "change_roles",
    "confirm_password",
    "create_partner",
    "create_staff",
    "ensure_roles",
    "find_or_register_customer",
    "give_consent",
    "remove_bank_account",
    "request_sign_in_code",
    "request_sign_up_code",
    "see_personal_data",
    "set_language",
    "set_staff_active",
    "sign_in",
    "sign_up",
    "verify_identity",
    "withdraw_consent",
]
