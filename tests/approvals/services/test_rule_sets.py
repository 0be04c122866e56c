"""Rules are data: drafted, linted, published by another person, and never changed after (DM2, A14)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from accounts.states import Role
from approvals.errors import RuleSetRefused
from approvals.models import Decision, RuleSet
from approvals.services import (
    decide_application,
    draft_rule_set,
    publish_rule_set,
    seed_rules,
)
from core.actors import Actor
from core.errors import IllegalMove, MakerIsChecker, NotAllowed, NotFound
from tests.approvals.review_cases import AT
from tests.approvals.rules.seeded import cell_id, rules, table
from tests.factories.accounts import make_staff


@pytest.fixture
def risk(db):
    return make_staff(Role.RISK)


def _draft(user, content=None):
    return draft_rule_set(code="consumer-loan", **(content or rules()), user=user, at=AT)


def test_seeding_twice_changes_nothing(house):
    assert seed_rules(at=AT) == []
    assert RuleSet.objects.count() == 1


def test_a_new_version_retires_the_old_and_old_decisions_keep_theirs(submitted, risk):
    first, second = submitted(), submitted()
    decide_application(application_id=first.public_id, at=AT)
    strict = rules()
    content = table(strict, "hard stops")
    content["rules"][8][cell_id(content, "max_overdue_days")] = ">= 0"
    draft = _draft(risk, strict)

    publish_rule_set(rule_set_id=draft.public_id, user=make_staff(Role.COMPLIANCE), at=AT)
    decide_application(application_id=second.public_id, at=AT)

    assert list(RuleSet.objects.order_by("version").values_list("version", "state")) == [
        (1, "retired"),
        (2, "published"),
    ]
    decisions = Decision.objects.order_by("pk").select_related("rule_set")
    assert [(d.rule_set.version, d.outcome) for d in decisions] == [(1, "approve"), (2, "decline")]


def test_whoever_wrote_the_rules_does_not_publish_them(house, risk):
    draft = _draft(risk)

    with pytest.raises(MakerIsChecker):
        publish_rule_set(rule_set_id=draft.public_id, user=risk, at=AT)

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_faulty_rules_stay_drafts_with_every_fault_named(house, risk):
    faulty = rules()
    content = table(faulty, "hard stops")
    content["rules"][0][cell_id(content, "age_years")] = "< < 18"
    content["rules"][8][cell_id(content, "max_overdue_days")] = '> "90"'
    draft = _draft(risk, faulty)

    with pytest.raises(RuleSetRefused) as refused:
        publish_rule_set(rule_set_id=draft.public_id, user=make_staff(Role.RISK), at=AT)

    assert [p.pointer for p in refused.value.errors] == [
        "/graph/hard stops/1/age_years",
        "/graph/hard stops/9/max_overdue_days",
    ]
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert RuleSet.objects.get(state="published").version == 1


def test_an_input_that_the_platform_never_gives_is_refused(house, risk):
    odd = rules()
    odd["input_schema"]["inputs"].append(
        {"name": "horoscope", "type": "int", "unit": "stars", "source": "newspaper"}
    )
    draft = _draft(risk, odd)

    with pytest.raises(RuleSetRefused, match="horoscope"):
        publish_rule_set(rule_set_id=draft.public_id, user=make_staff(Role.RISK), at=AT)


def test_only_risk_writes_and_risk_or_compliance_publishes(house, risk, first):
    with pytest.raises(NotAllowed):
        _draft(first)
    with pytest.raises(NotAllowed):
        _draft(Actor(kind="partner", id="par_x", label="x"))
    draft = _draft(risk)
    with pytest.raises(NotAllowed):
        publish_rule_set(rule_set_id=draft.public_id, user=first, at=AT)
    with pytest.raises(NotFound):
        publish_rule_set(rule_set_id="rul_nobody", user=risk, at=AT)


def test_a_published_version_is_not_published_again(house, risk):
    with pytest.raises(IllegalMove):
        publish_rule_set(rule_set_id=RuleSet.objects.get().public_id, user=risk, at=AT)


def test_the_database_keeps_the_content_of_a_version(house):
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleSet.objects.update(graph={})
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleSet.objects.all().delete()
