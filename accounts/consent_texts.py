"""The texts that borrowers agree to, each purpose apart, each in a version of its own.

The words of a version never change once it was shown: a changed text gets a new version, and the
ledger of consents keeps the digest of what was agreed to. Both languages stand here and not in the
translation files, because a translator's correction would change a text that people agreed to.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import get_language

from accounts.legal_texts import privacy_notice, terms_of_service
from accounts.legal_texts.words import Words
from accounts.states import ConsentPurpose

VERSION = "2026-11"


@dataclass(frozen=True)
class ConsentText:
    """One text in one version; `is_required` ones are what the sign-in itself rests on."""

    purpose: ConsentPurpose
    version: str
    is_required: bool
    zh: Words
    en: Words
    page: str = ""  # name of the address with the full text, where it is long

    @property
    def words(self) -> Words:
        """In the language of the moment, with the institution's name filled in."""
        return self._in(get_language() or "")

    @property
    def title(self) -> str:
        return self.words.title

    def title_in(self, language: str) -> str:
        return self._in(language).title

    def _in(self, language: str) -> Words:
        words = self.en if language.startswith("en") else self.zh
        return words.for_institution(settings.LOANWRIGHT_INSTITUTION["name"])

    @property
    def ask(self) -> str:
        """The sentence beside the tick box."""
        return self.words.ask

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the words in both languages: the evidence of what was agreed to."""
        content = [self.purpose.value, self.version, asdict(self.zh), asdict(self.en)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


_TEXTS = (
    ConsentText(
        ConsentPurpose.TERMS,
        VERSION,
        True,
        zh=terms_of_service.ZH,
        en=terms_of_service.EN,
        page="terms",
    ),
    ConsentText(
        ConsentPurpose.PRIVACY,
        VERSION,
        True,
        zh=privacy_notice.ZH,
        en=privacy_notice.EN,
        page="privacy",
    ),
    ConsentText(
        ConsentPurpose.IDENTITY_CHECK,
        VERSION,
        False,
        zh=Words(
            title="身份核验授权",
            ask="我同意{institution}将我的姓名和居民身份证号码提交身份核验机构，核对是否一致。",
            sections=(
                ("用途", "只用于确认申请借款的是您本人，并确认您已年满 18 周岁。"),
                ("内容", "姓名、居民身份证号码。不采集人脸等生物识别信息。"),
                ("期限", "每次核验时使用；核验结果与借款记录一并保存。"),
                ("撤回", "可随时在「我的」页面撤回；撤回不影响此前已完成的核验。"),
            ),
        ),
        en=Words(
            title="Identity check",
            ask="I agree that {institution} sends my name and resident ID number to the identity"
            " authority to confirm that they belong together.",
            sections=(
                ("What for", "Only to confirm that it is you who applies, and that you are 18."),
                ("What", "Name and resident ID number. No face or other biometric data."),
                ("How long", "Used at each check; the answer is kept with the loan's records."),
                ("Withdrawal", "At any time on your profile; checks already made stay valid."),
            ),
        ),
    ),
    ConsentText(
        ConsentPurpose.CREDIT_REPORT,
        VERSION,
        False,
        zh=Words(
            title="个人征信查询授权",
            ask="我授权{institution}为审批本人的借款申请，向征信机构查询我的个人信用报告。",
            sections=(
                ("用途", "仅用于贷款审批和贷后管理，不用于其他目的，不向第三方转提供。"),
                ("内容", "信贷记录、公共信息和查询记录。每次查询都会在征信报告中留痕。"),
                ("期限", "自授权之日起，至申请被拒绝、撤回或借款结清为止。"),
                ("撤回", "可随时在「我的」页面撤回；撤回后我们不再查询，新的申请将无法审批。"),
            ),
        ),
        en=Words(
            title="Credit report",
            ask="I authorise {institution} to query my personal credit report to decide on my own"
            " loan application.",
            sections=(
                ("What for", "To decide on and look after your loan; it is not passed on."),
                ("What", "Credit records, public records, queries. Each query leaves a trace."),
                ("How long", "Until the application is declined or withdrawn, or the loan repaid."),
                (
                    "Withdrawal",
                    (
                        "At any time on your profile; we stop querying, and new applications cannot"
                        " be decided."
                    ),
                ),
            ),
        ),
    ),
    ConsentText(
        ConsentPurpose.BANK_ACCOUNT,
        VERSION,
        False,
        zh=Words(
            title="银行账户信息授权",
            ask="我同意{institution}使用我提供的银行账户信息，向银行核对户名，并用于放款和还款。",
            sections=(
                ("用途", "核对账户是否为本人所有；向该账户放款；接收您的还款。"),
                ("内容", "账号、开户银行、户名。账号加密保存，页面只显示后四位。"),
                ("期限", "至您移除该账户为止；已发生的收付款记录依法保存。"),
                ("撤回", "可随时在「我的」页面移除账户或撤回同意。"),
            ),
        ),
        en=Words(
            title="Bank account data",
            ask="I agree that {institution} uses the bank account I enter: to check its holder with"
            " the bank, to pay out and to receive repayments.",
            sections=(
                ("What for", "To check that the account is yours, pay out to it, be repaid."),
                ("What", "Number, bank, holder. The number is encrypted; pages show four digits."),
                ("How long", "Until you remove the account; records of payments stay by law."),
                ("Withdrawal", "At any time on your profile: remove the account or withdraw."),
            ),
        ),
    ),
    ConsentText(
        ConsentPurpose.MARKETING,
        VERSION,
        False,
        zh=Words(
            title="营销信息",
            ask="我愿意接收{institution}的产品和优惠短信（可不勾选，不影响任何服务）。",
            sections=(("撤回", "可随时在「我的」页面撤回，撤回后不再发送。"),),
        ),
        en=Words(
            title="Marketing messages",
            ask="I would like text messages about products and offers of {institution} (optional;"
            " every service works without).",
            sections=(("Withdrawal", "At any time on your profile; we stop sending them."),),
        ),
    ),
)
CURRENT: dict[str, ConsentText] = {text.purpose.value: text for text in _TEXTS}


def current_text(purpose: str) -> ConsentText | None:
    """The text in force for a purpose; None when there is no such purpose."""
    return CURRENT.get(str(purpose))


def required_purposes() -> list[str]:
    """Without these nobody can have a sign-in."""
    return [text.purpose.value for text in _TEXTS if text.is_required]
