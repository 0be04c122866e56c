"""The few pages people see: cashier, transfer, phone inbox and the list of magic values."""

from __future__ import annotations

import pathlib
import re
import urllib.parse
from typing import Any

from sandbox.bank.magic import BEHAVIOURS
from sandbox.web import ApiError, Response, escape

STYLE = (pathlib.Path(__file__).parent / "sandbox.css").read_bytes()
_CODE = re.compile(r"(?<![0-9])[0-9]{4,8}(?![0-9])")
_CARDS = {
    "0001": "正常付款 Pays normally",
    "0005": "通知迟到 Notice comes late",
    "0006": "通知两次 Notice comes twice",
    "0007": "通知先到 Notice comes before the page returns",
    "0008": "不发通知 No notice, has to be asked for",
    "0009": "余额不足 Insufficient funds",
}
_REFUSALS = {
    "insufficient_funds": "余额不足，未扣款。 Insufficient funds, nothing was taken.",
    "account_closed": "账户已销户，未扣款。 This account is closed, nothing was taken.",
    "name_mismatch": "户名不符，未扣款。 The name does not match, nothing was taken.",
}


def html_page(
    *,
    title: str,
    content: str,
    status: int = 200,
    form_targets: str = "'self'",
    refresh_seconds: int | None = None,
) -> Response:
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    document = (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{refresh}<title>{escape(title)}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/sandbox.css"></head>'
        f"<body><main>{content}</main>"
        '<footer>沙盒 · 不是真实的资金 <span lang="en">Sandbox: no real money moves here</span>'
        "</footer></body></html>"
    )
    policy = (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none';"
        f" frame-ancestors 'none'; form-action {form_targets}"
    )
    headers = (("Content-Security-Policy", policy), ("Cache-Control", "no-store"))
    return Response(status, document.encode(), "text/html; charset=utf-8", headers)


def error_page(error: ApiError) -> Response:
    content = (
        "<h1>无法继续 <small lang='en'>This did not work</small></h1>"
        f'<p class="notice bad" role="alert">{escape(error.message)}</p>'
        '<p><a href="/">沙盒首页 <span lang="en">Sandbox</span></a></p>'
    )
    return html_page(title="无法继续", content=content, status=error.status)


def cashier_page(
    *, order: dict[str, Any], refusal: str | None, back_to: str, form_targets: str
) -> Response:
    head = (
        '<header class="bank">沙盒银行收银台 <span lang="en">Sandbox Bank cashier</span></header>'
        '<section class="card"><p class="subject">{subject}</p>'
        '<p class="amount"><span class="currency">{currency}</span> {amount}</p>'
        "<dl><dt>订单号 <span lang='en'>Order</span></dt><dd>{reference}</dd></dl>"
    ).format(
        **{name: escape(order[name]) for name in ("subject", "currency", "amount", "reference")}
    )
    if order["state"] == "open":
        body = _cashier_form(order, refusal)
    else:
        paid = order["state"] == "paid"
        told = "已支付 Paid" if paid else "订单已关闭 This order is closed"
        body = (
            f'<p class="notice {"good" if paid else "bad"}" role="status">{told}</p>'
            f'<p><a class="button" href="{escape(back_to)}">返回商户 '
            '<span lang="en">Back to the merchant</span></a></p>'
        )
    return html_page(
        title="收银台 Cashier", content=f"{head}{body}</section>", form_targets=form_targets
    )


def _cashier_form(order: dict[str, Any], refusal: str | None) -> str:
    warning = ""
    if refusal:
        warning = (
            f'<p class="notice bad" role="alert">{escape(_REFUSALS.get(refusal, refusal))}</p>'
        )
    options = "".join(
        f'<option value="{ending}">**** {ending} · {escape(title)}</option>'
        for ending, title in _CARDS.items()
    )
    return (
        f'{warning}<form method="post" action="/bank/cashier/{escape(order["token"])}">'
        f'<input type="hidden" name="form_token" value="{escape(order["form_token"])}">'
        '<label for="card">付款账户 <span lang="en">Pay from</span></label>'
        f'<select id="card" name="card">{options}</select>'
        '<button class="primary" name="action" value="pay">确认支付 '
        '<span lang="en">Pay</span></button>'
        '<button name="action" value="cancel">取消 <span lang="en">Cancel</span></button></form>'
    )


def transfer_page(
    *, form_token: str, receipt: dict[str, Any] | None, business_date: str
) -> Response:
    done = ""
    if receipt:
        done = (
            '<p class="notice good" role="status">转账成功，凭证号 '
            f"<strong>{escape(receipt['bank_reference'])}</strong>："
            f"{escape(receipt['currency'])} {escape(receipt['amount'])}，"
            f'{escape(receipt["paid_on"])} <span lang="en">Transfer made</span></p>'
        )
    fields = "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" {attributes}>'
        for name, label, attributes in (
            ("payer", "付款人 <span lang='en'>Payer</span>", 'required maxlength="120"'),
            (
                "amount",
                "金额 <span lang='en'>Amount, such as 1000.00</span>",
                'required inputmode="decimal" pattern="[0-9]{1,12}[.][0-9]{2}"',
            ),
            ("remark", "附言 <span lang='en'>Remark</span>", 'maxlength="200"'),
            (
                "business_date",
                "入账日 <span lang='en'>Value date</span>",
                f'type="date" required value="{escape(business_date)}"',
            ),
        )
    )
    content = (
        '<header class="bank">沙盒银行转账 <span lang="en">Sandbox Bank transfer</span></header>'
        f'<section class="card">{done}<p>向平台的收款账户转账。 '
        '<span lang="en">To the platform\'s collecting account.</span></p>'
        f'<form method="post" action="/bank/transfer"><input type="hidden" name="form_token" '
        f'value="{escape(form_token)}">{fields}'
        '<button class="primary">转账 <span lang="en">Transfer</span></button></form></section>'
    )
    return html_page(title="转账 Transfer", content=content)


def inbox_page(latest: list[dict[str, Any]]) -> Response:
    items = "".join(
        f'<li><a href="/sms/?to={urllib.parse.quote(message["to"], safe="")}">'
        f"<strong>{escape(message['to'])}</strong><time>{escape(message['sent_at'])}</time>"
        f'<span class="preview">{escape(message["text"])}</span></a></li>'
        for message in latest
    )
    empty = '<p class="empty">还没有短信 <span lang="en">No messages yet</span></p>'
    content = (
        '<section class="phone"><h1>短信 <small lang="en">Messages</small></h1>'
        f"{f'<ul>{items}</ul>' if items else empty}</section>"
    )
    return html_page(title="短信 Messages", content=content, refresh_seconds=4)


def thread_page(*, number: str, messages: list[dict[str, Any]]) -> Response:
    bubbles = []
    for message in messages:
        found = _CODE.search(message["text"])
        code = f'<p class="code">{found.group()}</p>' if found else ""
        failed = message["state"] == "failed"
        mark = ' · 未送达 <span lang="en">not delivered</span>' if failed else ""
        bubbles.append(
            f'<li class="{"failed" if failed else "bubble"}">{code}'
            f"<p>{escape(message['text'])}</p><time>{escape(message['sent_at'])}{mark}</time></li>"
        )
    content = (
        '<section class="phone"><p><a href="/sms/">‹ 短信 <span lang="en">Messages</span></a></p>'
        f'<h1>{escape(number)}</h1><ul class="thread">{"".join(bubbles)}</ul></section>'
    )
    return html_page(title=f"短信 {number}", content=content, refresh_seconds=4)


def index_page(*, names: dict[str, str], sequences: dict[str, str]) -> Response:
    def table(heading: str, rows: list[tuple[str, str]]) -> str:
        lines = "".join(
            f"<tr><td><code>{escape(key)}</code></td><td>{escape(told)}</td></tr>"
            for key, told in rows
        )
        return f"<h2>{heading}</h2><table><tbody>{lines}</tbody></table>"

    accounts = [(f"…{ending}", magic.title) for ending, magic in BEHAVIOURS.items()]
    content = (
        '<h1>沙盒 <small lang="en">The outside world in a box</small></h1>'
        '<nav><a class="button" href="/sms/">手机短信 <span lang="en">Phone</span></a> '
        '<a class="button" href="/bank/transfer">银行转账 <span lang="en">Transfer</span></a></nav>'
        + table("账号末四位 <small lang='en'>Last four digits of an account</small>", accounts)
        + table(
            "姓名末字 <small lang='en'>Last character of a name</small>",
            [(f"…{character}", told) for character, told in names.items()],
        )
        + table(
            "身份证顺序码 <small lang='en'>Sequence number in a resident id</small>",
            [(f"9x{digit}", told) for digit, told in sequences.items()],
        )
        + table(
            "手机号 <small lang='en'>Phone number</small>",
            [("…0000", "the message is not delivered")],
        )
        + "<p>任何其他取值一切正常。 <span lang='en'>Anything else goes well.</span></p>"
    )
    return html_page(title="沙盒 Sandbox", content=content)
