"""Words for what banks answer about an account, and the banks offered while typing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_REASONS: dict[str, Any] = {
    "account_closed": _("the account is closed."),
    "name_mismatch": _("the holder's name is not the one on the account."),
    "unknown_account": _("there is no such account."),
}
_OTHER: Any = _("please check the number, or use another account.")

COMMON_BANKS = (
    "中国工商银行",
    "中国农业银行",
    "中国银行",
    "中国建设银行",
    "交通银行",
    "中国邮政储蓄银行",
    "招商银行",
    "中信银行",
    "中国民生银行",
    "上海浦东发展银行",
    "兴业银行",
    "平安银行",
    "中国光大银行",
    "华夏银行",
    "广发银行",
)


def reason_text(code: str) -> str:
    """The bank's reason in words for the borrower."""
    return str(_REASONS.get(code, _OTHER))
