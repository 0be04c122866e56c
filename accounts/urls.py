"""Addresses of this stage. `/verify/` belongs to the public check of contracts."""

from django.urls import path

from accounts.views import bank_accounts, home, identity, profile, sign_in, sign_up, texts

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-up/", sign_up.ask_phone, name="sign-up"),
    path("sign-up/code/", sign_up.finish, name="sign-up-code"),
    path("sign-up/code/again/", sign_up.send_again, name="sign-up-code-again"),
    path("sign-in/", sign_in.by_password, name="sign-in"),
    path("sign-in/code/", sign_in.ask_code, name="sign-in-code"),
    path("sign-in/code/enter/", sign_in.by_code, name="sign-in-code-enter"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("confirm-it-is-you/", sign_in.confirm, name="confirm-it-is-you"),
    path("verify-identity/", identity.verify, name="verify-identity"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="change-password"),
    path("profile/consents/<slug:purpose>/", profile.consent, name="consent"),
    path("profile/bank-accounts/add/", bank_accounts.add, name="bank-account-add"),
    path(
        "profile/bank-accounts/<slug:account_id>/remove/",
        bank_accounts.remove,
        name="bank-account-remove",
    ),
    path("terms/", texts.legal, {"purpose": "terms"}, name="terms"),
    path("privacy/", texts.legal, {"purpose": "privacy"}, name="privacy"),
    path("language/", texts.language, name="language"),
]
