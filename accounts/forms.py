"""What people type; the rules are in the services."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.consent_texts import CURRENT
from accounts.site.forms import ServiceForm
from accounts.states import ConsentPurpose


def _phone_field() -> forms.CharField:
    attrs = {"inputmode": "tel", "autocomplete": "username", "type": "tel"}
    return forms.CharField(
        label=_("Mobile phone number"), max_length=24, widget=forms.TextInput(attrs=attrs)
    )


def _code_field() -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--code"}
    return forms.CharField(
        label=_("Code from the text message"), max_length=12, widget=forms.TextInput(attrs=attrs)
    )


def _password_field(label: Any, *, autocomplete: str, **extra: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **extra)


def consent_field(purpose: ConsentPurpose, *, is_required: bool = True) -> forms.BooleanField:
    """A tick box for one purpose, empty at first: nothing is agreed to by default (PIPL 14)."""
    return forms.BooleanField(
        label=_ask(purpose),
        required=is_required,
        error_messages={"required": _please_tick(purpose)},
    )


def _ask_now(purpose: ConsentPurpose) -> SafeString:
    text = CURRENT[purpose.value]
    if not text.page:
        return format_html("{}", text.ask)
    link = '{} <a href="/{}/" target="_blank">{}</a>'
    return format_html(link, text.ask, text.page, _("Read it"))


def _please_tick_now(purpose: ConsentPurpose) -> str:
    return str(_("Please tick “%(title)s”.") % {"title": CURRENT[purpose.value].title})


# In the language of the request, not of the moment in which a form was made.
_ask = lazy(_ask_now, SafeString)
_please_tick = lazy(_please_tick_now, str)


class PhoneForm(ServiceForm):
    phone = _phone_field()


class SignUpForm(ServiceForm):
    """The second step: the code, a password, and each consent apart."""

    code = _code_field()
    password = _password_field(
        _("Choose a password"),
        autocomplete="new-password",
        help_text=_("At least 10 characters. A short sentence is easy to remember."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in self.purposes:
            is_required = CURRENT[purpose.value].is_required
            self.fields[purpose.value] = consent_field(purpose, is_required=is_required)

    purposes: ClassVar = (ConsentPurpose.TERMS, ConsentPurpose.PRIVACY, ConsentPurpose.MARKETING)

    @property
    def ticks(self) -> list[forms.BoundField]:
        return [self[purpose.value] for purpose in self.purposes]

    @property
    def ticked(self) -> list[str]:
        return [p.value for p in self.purposes if self.cleaned_data.get(p.value)]


class SignInForm(ServiceForm):
    phone = _phone_field()
    password = _password_field(_("Password"), autocomplete="current-password")


class CodeForm(ServiceForm):
    code = _code_field()


class PasswordForm(ServiceForm):
    password = _password_field(_("Password"), autocomplete="current-password")


class NewPasswordForm(ServiceForm):
    password = _password_field(
        _("New password"),
        autocomplete="new-password",
        help_text=_("At least 10 characters. A short sentence is easy to remember."),
    )


class IdentityForm(ServiceForm):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Exactly as it stands on the ID card."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    resident_id = forms.CharField(
        label=_("Resident ID number"),
        help_text=_("18 characters; the last one may be X."),
        max_length=24,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, needs_consent: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_consent:
            self.fields["identity_check"] = consent_field(ConsentPurpose.IDENTITY_CHECK)


class BankAccountForm(ServiceForm):
    """No holder is asked for: it can only be the verified person."""

    number = forms.CharField(
        label=_("Account or card number"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-group-digits": ""}
        ),
    )
    bank = forms.CharField(
        label=_("Bank"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "banks"}),
    )

    def __init__(self, *args: Any, needs_consent: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_consent:
            self.fields["bank_account"] = consent_field(ConsentPurpose.BANK_ACCOUNT)
