"""Terms of service."""

from accounts.legal_texts.words import Words

ZH = Words(
    title="服务条款",
    ask="我已阅读并同意《服务条款》。",
    sections=(
        (
            "一、我们是谁",
            (
                "本服务由{institution}（以下简称「我们」）提供。我们依法发放贷款，以自己的名义与您订立"
                "借款合同，不代他人收取任何费用。"
            ),
        ),
        (
            "二、谁可以使用",
            (
                "您须年满 18 周岁、具有完全民事行为能力，并使用本人的手机号码、身份信息和银行账户。"
                "我们不向在校大学生发放消费贷款。"
            ),
        ),
        (
            "三、费用先说清",
            (
                "报价、综合融资成本明示表和合同写明全部利息和费用，并以年化利率表示。凡未列明的费用，"
                "一律不收。我们不从本金中预先扣除利息。"
            ),
        ),
        (
            "四、从申请到借款",
            (
                "提交申请不等于借款成立。审批通过后，您先阅读综合融资成本明示表，确认后以短信验证码签署"
                "电子合同。利息自款项到账之日起算。提交后、审批前，您可以撤回或修改申请。"
            ),
        ),
        (
            "五、按时还款与提前结清",
            (
                "还款日前我们会提醒您。您可以随时提前结清，页面会先显示应付的总额和依据。逾期会产生罚息"
                "并可能影响您的信用记录；如遇困难，请尽早联系我们。"
            ),
        ),
        (
            "六、账户安全",
            "请妥善保管密码和验证码。我们的工作人员不会向您索要密码或验证码。发现异常请立即联系我们。",
        ),
        (
            "七、催收的边界",
            "我们只联系您本人，22:00 至次日 8:00 不联系，不骚扰、不威胁，不联系与债务无关的人。",
        ),
        (
            "八、投诉与争议",
            (
                "您可以在「投诉」页面提出投诉，我们会给出编号和答复期限。协商不成的，可以向金融监管部门"
                "反映，或依法申请调解、仲裁或提起诉讼。"
            ),
        ),
        (
            "九、条款的变更",
            "条款变更时我们会给出新的版本号并再次征求您的同意；已签署的合同不因此改变。",
        ),
    ),
)

EN = Words(
    title="Terms of service",
    ask="I have read the terms of service and agree to them.",
    sections=(
        (
            "1. Who we are",
            (
                "{institution} (“we”) runs this service. We lend in our own name and sign the loan"
                " contract with you ourselves; we collect no charges on behalf of others."
            ),
        ),
        (
            "2. Who can use it",
            (
                "You are 18 or older, have full legal capacity, and use your own phone number, identity"
                " and bank account. We do not make consumer loans to college students."
            ),
        ),
        (
            "3. Cost first",
            (
                "Quote, cost statement and contract state every interest and charge, with the annualised"
                " rate. What is not listed is not charged. Interest is never deducted from the principal"
                " in advance."
            ),
        ),
        (
            "4. From application to loan",
            (
                "An application is not a loan yet. After approval you read the cost statement, confirm"
                " it, and sign the electronic contract with a code sent to your phone. Interest runs"
                " from the day the money arrives. Before the decision you can recall or change your"
                " application."
            ),
        ),
        (
            "5. Repaying on time and early",
            (
                "We remind you before each due day. You can repay early at any time; the page shows the"
                " total and its parts before you pay. Overdue amounts bear penalty interest and may"
                " affect your credit record; if you are in difficulty, please tell us early."
            ),
        ),
        (
            "6. Keeping your sign-in safe",
            (
                "Keep your password and codes to yourself. Our staff never ask for them. If something"
                " looks wrong, contact us at once."
            ),
        ),
        (
            "7. Limits of collection",
            (
                "We contact only you, never between 22:00 and 08:00, never with harassment or threats,"
                " and never people who have nothing to do with the debt."
            ),
        ),
        (
            "8. Complaints and disputes",
            (
                "File a complaint on the complaints page: you get a number and a date by which we"
                " answer. If we do not agree, you can turn to the financial regulator, or to mediation,"
                " arbitration or the courts."
            ),
        ),
        (
            "9. Changes",
            (
                "A changed text gets a new version and asks for your consent again; signed contracts"
                " stay as they are."
            ),
        ),
    ),
)
