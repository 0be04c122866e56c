"""Renminbi amounts in Chinese capitals (人民币大写).

Source: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》 (PBoC, 银发〔1997〕393号):
capitals for every digit, one 零 for any run of zeros inside the figure, 整 after 元 when nothing follows,
零 after 元 when there are fen but no jiao.
"""

from __future__ import annotations

from decimal import Decimal

from core.documents.errors import AmountNotInWords

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
LARGEST = Decimal("999999999999.99")
FEN_PER_YUAN = 100


def yuan_in_words(amount: Decimal) -> str:
    """``Decimal("1409.50")`` to 壹仟肆佰零玖元伍角.

    Raises:
        AmountNotInWords: negative, more than two decimals, not a number, or a trillion and more.
    """
    if not amount.is_finite() or amount < 0 or amount > LARGEST:
        raise AmountNotInWords(amount=amount)
    fen_total = amount * FEN_PER_YUAN
    if fen_total != fen_total.to_integral_value():
        raise AmountNotInWords(amount=amount)
    yuan, fen_part = divmod(int(fen_total), FEN_PER_YUAN)
    jiao, fen = divmod(fen_part, 10)

    words = f"{_whole_in_words(yuan)}元" if yuan else ""
    if not fen_part:
        return (words or "零元") + "整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    if fen:
        words += f"{DIGITS[fen]}分"
    return words


def _whole_in_words(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    zero_pending = False
    for position in reversed(range(len(groups))):
        group = groups[position]
        if not group:
            zero_pending = True
            continue
        if words and (zero_pending or group < 1_000):
            words += "零"
        words += _group_in_words(group) + GROUPS[position]
        zero_pending = False
    return words


def _group_in_words(group: int) -> str:
    """A number of one to four digits; the zeros before its first digit are the caller's."""
    words = ""
    zero_pending = False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if not digit:
            zero_pending = bool(words)
            continue
        if zero_pending:
            words += "零"
            zero_pending = False
        words += DIGITS[digit] + PLACES[place]
    return words
