"""Pages of products: the list with the annualised cost first, and the calculator of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.selectors import age_on, borrower_of_user
from core.calendar.business_date import open_date
from products.forms import FilterForm
from products.models import ProductVersion
from products.quote_figures import QuoteFigures, figures_of
from products.selectors import published_version, published_versions
from products.services import penalty_rate, quote_product
from products.terms_form import TermsForm

if TYPE_CHECKING:
    from accounts.models import Borrower

USUAL_AMOUNT = Decimal(10_000)
USUAL_TERM = 12


@dataclass(frozen=True)
class Offered:
    """A product on the list, with an example worked out at its highest and its lowest rate."""

    version: ProductVersion
    amount: Decimal
    instalments: int
    dearest: QuoteFigures
    cheapest: QuoteFigures
    closed_because: str = ""

    @property
    def has_range(self) -> bool:
        return bool(self.version.annual_rate_min != self.version.annual_rate)


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """Products that fit what is asked for; what is closed to this person says why (XC5)."""
    versions = list(published_versions())
    form = FilterForm(request.GET or None, versions=versions)
    fitting = form.fitting()
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    borrower, on = _borrower_of(request), open_date()
    age = age_on(borrower, on) if borrower else None
    offers = [
        _offered(
            version,
            on=on,
            amount=asked.get("amount"),
            months=asked.get("months"),
            closed_because=_closed_to(version, borrower, age=age),
        )
        for version in fitting
    ]
    context = {
        "form": form,
        "offers": [offer for offer in offers if not offer.closed_because],
        "closed": [offer for offer in offers if offer.closed_because],
        "is_narrowed": any(asked.values()),
    }
    return render(request, "products/list.html", context)


@require_safe
def calculator(request: HttpRequest, code: str) -> HttpResponse:
    """One product: amount and term in, instalment and whole cost out."""
    version = published_version(code)
    start = {
        "amount": str(_usual_amount(version)),
        "instalments": _usual_term(version),
    }
    asked = {name: request.GET[name] for name in start if name in request.GET}
    form = TermsForm({**start, **asked}, version=version, initial=start)
    figures = cheapest = None
    if form.is_valid():
        asked_for = (form.cleaned_data["amount"], form.cleaned_data["instalments"])
        on = open_date()
        figures = _quoted(version, *asked_for, on=on)
        if version.annual_rate_min != version.annual_rate:
            cheapest = _quoted(version, *asked_for, on=on, rate=version.annual_rate_min)
    context = {
        "version": version,
        "form": form,
        "figures": figures,
        "cheapest": cheapest,
        "penalty": penalty_rate(version=version, annual_rate=version.annual_rate),
        "is_fragment": request.headers.get("X-Fragment") == "result",
    }
    template = (
        "products/parts/result.html" if context["is_fragment"] else "products/calculator.html"
    )
    return render(request, template, context, status=200 if figures else 422)


def visitor_card(request: HttpRequest, borrower: Borrower | None) -> str:
    """The products on the start page of somebody who is not signed in, and of a new borrower."""
    on = open_date()
    offers = [_offered(version, on=on) for version in published_versions()[:3]]
    return render_to_string("products/card.html", {"offers": offers}, request) if offers else ""


def _borrower_of(request: HttpRequest) -> Borrower | None:
    user: Any = request.user
    return borrower_of_user(user) if user.is_authenticated and not user.is_staff else None


def _offered(
    version: ProductVersion,
    *,
    on: dt.date,
    amount: Decimal | None = None,
    months: int | None = None,
    closed_because: str = "",
) -> Offered:
    wanted = amount - amount % version.amount_step if amount else _usual_amount(version)
    amount = min(max(wanted, version.amount_min), version.amount_max)
    instalments = months or _usual_term(version)
    dearest = _quoted(version, amount, instalments, on=on)
    return Offered(
        version=version,
        amount=amount,
        instalments=instalments,
        dearest=dearest,
        cheapest=_quoted(version, amount, instalments, on=on, rate=version.annual_rate_min)
        if version.annual_rate_min != version.annual_rate
        else dearest,
        closed_because=closed_because,
    )


def _closed_to(version: ProductVersion, borrower: Borrower | None, *, age: int | None) -> str:
    """What stands against this person applying; empty when nothing is known that does."""
    if age is not None and not version.age_min <= age <= version.age_max:
        return "age"
    if borrower is not None and borrower.is_student and not version.open_to_students:
        return "student"
    return ""


def _quoted(
    version: ProductVersion,
    amount: Decimal,
    instalments: int,
    *,
    on: dt.date,
    rate: Decimal | None = None,
) -> QuoteFigures:
    quote = quote_product(
        version=version,
        amount=amount,
        instalments=instalments,
        annual_rate=rate,
        start_on=on,
    )
    return figures_of(quote)


def _usual_amount(version: ProductVersion) -> Decimal:
    amount: Decimal = min(max(USUAL_AMOUNT, version.amount_min), version.amount_max)
    return amount


def _usual_term(version: ProductVersion) -> int:
    choices = sorted(version.instalment_choices)
    return USUAL_TERM if USUAL_TERM in choices else int(choices[-1])
