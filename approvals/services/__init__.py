"""Everything this stage does, by verb."""

from approvals.services.block_borrower import block_borrower, lift_block
from approvals.services.cancel_review import cancel_review
from approvals.services.claim_review import claim_review, release_review
from approvals.services.decide_application import decide_application
from approvals.services.decide_second_review import decide_second_review
from approvals.services.decide_waiting import decide_waiting
from approvals.services.look_at_report import look_at_report
from approvals.services.pass_first_review import pass_first_review
from approvals.services.publish_rule_set import draft_rule_set, publish_rule_set
from approvals.services.replay_decision import replay_decision
from approvals.services.seed_rules import seed_rules
from approvals.services.submit_and_decide import submit_and_decide

__all__ = [
    "block_borrower",
    "cancel_review",
    "claim_review",
    "decide_application",
    "decide_second_review",
    "decide_waiting",
    "draft_rule_set",
    "lift_block",
    "look_at_report",
    "pass_first_review",
    "publish_rule_set",
    "release_review",
    "replay_decision",
    "seed_rules",
    "submit_and_decide",
]
