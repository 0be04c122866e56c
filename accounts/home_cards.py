"""The start page is put together by all stages: each registers cards from its `apps.py`.

A later stage knows its own loans and products; this stage only knows where on the page they go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.models import Borrower

Audience = Literal["borrower", "visitor"]
RenderCard = Callable[[HttpRequest, Borrower | None], str]


@dataclass(frozen=True)
class HomeCard:
    order: int
    render: RenderCard
    audience: Audience


_cards: list[HomeCard] = []


def register_home_card(order: int, render: RenderCard, *, audience: Audience = "borrower") -> None:
    """Put a card on the start page.

    `render(request, borrower)` gives safe HTML (of `render_to_string`), or "" to show nothing; a
    visitor has no borrower. Orders: 10 what is due now, 20 loans, 30 applications, 50 products,
    80 everything else; the steps towards the first loan stand at 40.
    """
    card = HomeCard(order, render, audience)
    if card not in _cards:
        _cards.append(card)


def render_home_cards(
    request: HttpRequest, borrower: Borrower | None, *, until: int = 1000, since: int = 0
) -> list[SafeString]:
    """The cards of a range of orders for this person, each as HTML."""
    audience: Audience = "visitor" if borrower is None else "borrower"
    wanted = [c for c in _cards if c.audience == audience and since <= c.order < until]
    rendered = [card.render(request, borrower) for card in sorted(wanted, key=lambda c: c.order)]
    return [SafeString(html) for html in rendered if html]
