"""The first rule set of an installation."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Final

from django.db import transaction

from approvals.models import RuleSet
from approvals.services.publish_rule_set import draft_rule_set, publish_rule_set
from core.actors import System

SEED: Final = Path(__file__).resolve().parent.parent / "rules" / "seed"
SEEDER: Final = System("seed")


@transaction.atomic
def seed_rules(*, at: dt.datetime) -> list[RuleSet]:
    """Publish the rule sets that come with the platform, each only where none of its code exists.

    What an institution has made of them since is left alone. Returns what was published.
    """
    published = []
    for path in sorted(SEED.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if RuleSet.objects.filter(code=content["code"]).exists():
            continue
        draft = draft_rule_set(user=SEEDER, at=at, **content)
        published.append(publish_rule_set(rule_set_id=draft.public_id, user=SEEDER, at=at))
    return published
