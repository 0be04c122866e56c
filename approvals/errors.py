"""Refusals of this stage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, LoanwrightError


class RuleSetRefused(InvalidInput):
    """The rule set has faults; `errors` names each with its table, row and cell."""

    code = "rule_set_refused"
    message = _("This rule set has faults and cannot be published.")


class InputsRefused(InvalidInput):
    """A declared input of the rules is missing, unknown or of the wrong type; `errors` names each."""

    code = "rule_inputs_refused"
    message = _("The facts given to the rules are not complete.")


class VerdictUnreadable(LoanwrightError):
    """The rules ran, but what came out is not a verdict that may be acted on."""

    code = "verdict_unreadable"
    http_status = 500
    message = _("The rules gave no usable verdict (%(why)s).")


class NoPublishedRuleSet(LoanwrightError):
    code = "no_published_rule_set"
    message = _("No rule set %(code)s is published.")


class DecisionNotByRules(LoanwrightError):
    """A person gave this decision: there is nothing to compute again."""

    code = "decision_not_by_rules"
    message = _("Decision %(id)s was given by an officer, not by rules.")


class ReviewClaimedByAnother(LoanwrightError):
    code = "review_claimed_by_another"
    message = _("A colleague is working on this case.")


class ReviewNotClaimed(LoanwrightError):
    """Nobody holds the case, so there is nothing to give back."""

    code = "review_not_claimed"
    message = _("You do not hold this case.")


class ReviewHasBegun(LoanwrightError):
    """An officer has taken the case: it can be withdrawn, not recalled for changes (SC9)."""

    code = "review_has_begun"
    message = _("An officer has begun to review this application: it can no longer be recalled.")


class DecisionPending(LoanwrightError):
    """The application is submitted; what the decision needs from outside has not come yet."""

    code = "decision_pending"
    retryable = True
    message = _("The application has not been decided yet. Please ask again in a little while.")
