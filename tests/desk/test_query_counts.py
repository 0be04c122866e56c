"""Each list and case page costs a known number of queries, kept in tests/query_counts.json.

After a change that is meant: UPDATE_QUERY_COUNTS=1 ./run test tests/desk/test_query_counts.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.states import Role
from approvals.models import ReviewCase
from tests.desk.conftest import SignIn
from tests.factories.lending import payout
from tests.repayments.book import make_test_loan

KEPT = Path(__file__).resolve().parents[1] / "query_counts.json"


def _cost(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)


def test_each_page_costs_what_it_did(referred: ReviewCase, sign_in: SignIn) -> None:
    payout()
    make_test_loan()
    client = sign_in(*Role)
    request = client.get(reverse("admin:index")).wsgi_request  # the process's caches are warm now
    counts = {"index": _cost(client, reverse("admin:index"))}
    for model, page in sorted(
        admin.site._registry.items(), key=lambda pair: pair[0]._meta.label_lower
    ):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        label = model._meta.label_lower
        counts[f"{label} list"] = _cost(client, reverse(f"{name}_changelist"))
        row = page.get_queryset(request).order_by("pk").first()
        if row is not None:
            counts[f"{label} page"] = _cost(client, reverse(f"{name}_change", args=[row.pk]))

    if os.environ.get("UPDATE_QUERY_COUNTS"):
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        KEPT.write_text(json.dumps({**kept, "desk": counts}, indent=2) + "\n")
    assert counts == json.loads(KEPT.read_text())["desk"]
    assert max(counts.values()) <= 40


def test_lists_cost_the_same_for_one_row_and_for_three(
    referred: ReviewCase, submitted: Any, sign_in: SignIn
) -> None:
    client = sign_in(*Role)
    labels = ("lending_application", "accounts_borrower", "approvals_decision", "core_auditentry")
    urls = [reverse(f"admin:{label}_changelist") for label in labels]
    before = [(_cost(client, url), _cost(client, url))[1] for url in urls]

    submitted()
    submitted()

    assert [_cost(client, url) for url in urls] == before
