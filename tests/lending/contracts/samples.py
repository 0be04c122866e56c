"""A loan as its papers state it: 12,000 yuan over 12 months at 18 % a year."""

from datetime import UTC, date, datetime
from decimal import Decimal

from lending.contracts.facts import (
    BankAccount,
    BorrowerParty,
    Channels,
    Charge,
    ContingentCharge,
    ContractFacts,
    CostStatement,
    Lender,
    OverdueTerms,
    Rate,
    ScheduleRow,
)
from lending.contracts.render_cost_statement import CostStatementFacts

AT = datetime(2026, 11, 22, 6, 3, 5, tzinfo=UTC)
PRINCIPAL = Decimal("12000.00")
INSTALMENT = Decimal("1100.16")
MONTHS = 12
LENDER = Lender(
    name="贷匠消费金融有限公司",
    credit_code="91310000MA1FL0XX0X",
    licence_name="金融许可证",
    licence_number="X0099H231000001",
    address="上海市浦东新区世纪大道1号20层",
)
BORROWER = BorrowerParty(name="欧阳䶮", resident_id="11010519900307123X", phone="13812345678")


def schedule(months: int = MONTHS, *, instalment: Decimal = INSTALMENT) -> tuple[ScheduleRow, ...]:
    rows = []
    balance = PRINCIPAL
    for number in range(1, months + 1):
        interest = (balance * Decimal("0.015")).quantize(Decimal("0.01"))
        principal = instalment - interest if number < months else balance
        balance -= principal
        year, month = divmod(11 + number - 1, 12)
        rows.append(
            ScheduleRow(
                number=number,
                due_on=date(2026 + year, month + 1, 22),
                principal=principal,
                interest=interest,
                fee=Decimal(0),
                total=principal + interest,
                closing=balance,
            )
        )
    return tuple(rows)


def cost_statement(rows: tuple[ScheduleRow, ...] | None = None, **changes: object) -> CostStatement:
    interest = sum((row.interest for row in rows or schedule()), Decimal(0))
    facts = {
        "principal": PRINCIPAL,
        "net_disbursed": PRINCIPAL,
        "charges": (
            Charge(
                name="利息",
                standard="贷款年利率 18.00%，按剩余本金逐期计收",
                amount=interest,
                collected_by=LENDER.name,
            ),
        ),
        "annualised_cost": Decimal("18.0000"),
        "annualised_method": "irr_simple",
        "contingent": (
            ContingentCharge(
                name="罚息",
                standard="逾期本金 × 24.00% ÷ 360 × 逾期天数",
                collected_by=LENDER.name,
            ),
        ),
        **changes,
    }
    return CostStatement(**facts)


def contract_facts(**changes: object) -> ContractFacts:
    account = BankAccount(
        holder="欧阳䶮", bank="中国建设银行上海陆家嘴支行", number="6217 0012 1000 1234 567"
    )
    facts = {
        "number": "LW-2026-11-000123",
        "issued_at": AT,
        "lender": LENDER,
        "borrower": BORROWER,
        "principal": PRINCIPAL,
        "purpose": "家庭装修",
        "method": "equal_instalments",
        "expected_disbursed_on": date(2026, 11, 22),
        "rate": Rate(annual=Decimal("18.00"), daily=Decimal("0.05"), day_count="30/360"),
        "schedule": schedule(),
        "cost": cost_statement(),
        "receiving_account": account,
        "repayment_account": account,
        "overdue": OverdueTerms(
            annual_rate=Decimal("24"),
            grace_days=3,
            ceiling=Decimal("24"),
        ),
        "channels": Channels(
            phone="400-800-1234",
            website="loanwright.example/complaints",
            reply_within="15个工作日",
            privacy_email="privacy@loanwright.example",
        ),
        "court": "乙方住所地有管辖权的人民法院",
        "verify_url": "https://loanwright.example/verify/con_8f3k2",
        **changes,
    }
    return ContractFacts(**facts)


def statement_facts(**changes: object) -> CostStatementFacts:
    facts = {
        "number": "CS-2026-11-000123",
        "issued_at": AT,
        "lender": LENDER,
        "borrower": BORROWER,
        "purpose": "家庭装修",
        "instalments": MONTHS,
        "method": "equal_instalments",
        "cost": cost_statement(),
        "complaint_phone": "400-800-1234",
        "verify_url": "https://loanwright.example/verify/cst_8f3k2",
        **changes,
    }
    return CostStatementFacts(**facts)
