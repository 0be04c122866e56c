"""Who lives in the demo. Ids are made up; the digits 15-17 tell the sandbox's bureau what to find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stdnum.cn import ric

from accounts.states import Role

# The demo is a sandbox on one's own machine: everybody signs in with this.
PASSWORD: Final = "loanwright-demo-2026"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """A borrower of the demo. `story` says what becomes of the loan; `bureau` what is found."""

    name: str
    phone: str
    born: str
    bureau: str
    product: str
    amount: str
    instalments: int
    income: str
    story: str
    note: str

    @property
    def resident_id(self) -> str:
        front = f"310104{self.born}{self.bureau}"
        return front + ric.calc_check_digit(front + "0")

    @property
    def account(self) -> str:
        return f"62220200{self.phone[-8:]}"


BORROWERS: Final = (
    Person("王芳", "13800000011", "19900314", "911", "AL1", "10000", 12, "12000", "pays", "一期已还，正常 · one instalment paid"),
    Person("李强", "13800000021", "19880722", "921", "AL2", "20000", 12, "15000", "overdue", "逾期，催收中 · overdue, with a collector"),
    Person("张伟", "13800000031", "19851105", "931", "AL2", "8000", 6, "10000", "settled", "已结清，有结清证明 · settled, with certificate"),
    Person("刘洋", "13800000041", "19930218", "941", "EP1", "30000", 12, "18000", "complains", "正常，投诉已赔付 · complaint made good"),
    Person("陈静", "13800000051", "19910609", "912", "AL1", "10000", 12, "9000", "referred", "转人工审批中 · with the reviewers"),
    Person("赵磊", "13800000061", "19940127", "913", "AL1", "6000", 12, "8000", "declined", "未通过，附原因 · declined with reasons"),
    Person("孙丽", "13800000071", "19960830", "951", "AL2", "15000", 24, "11000", "approved", "已批准，待接受报价 · approved, offer open"),
)  # fmt: skip

STAFF: Final = (
    ("first.reviewer", "周敏", Role.FIRST_REVIEWER),
    ("senior.reviewer", "吴刚", Role.SENIOR_REVIEWER),
    ("finance", "郑洁", Role.FINANCE),
    ("collector", "冯涛", Role.COLLECTOR),
    ("complaints", "何琳", Role.COMPLAINT_HANDLER),
    ("risk", "许文", Role.RISK),
    ("compliance", "邓超", Role.COMPLIANCE),
    ("auditor", "曹颖", Role.AUDITOR),
    ("admin", "管理员", Role.ADMIN),
)
