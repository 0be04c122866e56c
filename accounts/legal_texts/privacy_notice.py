"""Privacy notice (PIPL 17: who, why, how, which kinds, how long, and your rights)."""

from accounts.legal_texts.words import Words

ZH = Words(
    title="隐私政策",
    ask="我已阅读《隐私政策》，同意按其所述处理我的个人信息。",
    sections=(
        ("一、谁在处理", "个人信息处理者是{institution}。您可以通过「投诉」页面或客服联系我们。"),
        (
            "二、处理哪些信息、为什么",
            (
                "手机号码：登录、发送验证码和还款提醒。姓名和居民身份证号码：核验本人身份。银行账户：放款和"
                "还款。收入和借款用途：评估还款能力。个人信用报告：审批。每一类敏感信息都会单独征求您的同意。"
            ),
        ),
        (
            "三、不处理什么",
            "我们不读取通讯录、相册和位置，不采集人脸，不从其他应用收集信息，也不出售个人信息。",
        ),
        (
            "四、怎样保护",
            (
                "姓名、证件号码、手机号码和银行账号在数据库中逐项加密保存，页面默认只显示部分内容；工作人员"
                "查看完整信息须写明理由，并留下记录。"
            ),
        ),
        (
            "五、向谁提供",
            (
                "身份核验机构（姓名、证件号码）、征信机构（经您单独授权）、银行（户名、账号、金额）、短信服务商"
                "（手机号码、短信内容），以及法律规定的机关。除此之外不提供。"
            ),
        ),
        (
            "六、自动化决策",
            "部分申请由规则和评分自动审批。我们会说明主要理由；您可以要求说明，也可以要求人工复核。",
        ),
        (
            "七、保存多久",
            (
                "借款存续期间及结清后按法律要求的期限保存；期限届满后删除，依法须保留的，只保存、不使用。"
                "网络日志至少保存六个月。"
            ),
        ),
        (
            "八、您的权利",
            (
                "您可以查阅、复制、更正、删除个人信息，撤回同意，注销账户。在「我的」页面可以查看每一项同意"
                "并随时撤回；撤回与给予同样简单，不影响撤回前的处理。"
            ),
        ),
        (
            "九、Cookie",
            "只使用登录、表单安全和语言所必需的 Cookie，不做跨站跟踪。",
        ),
        ("十、变更", "内容变更时会给出新的版本号，并再次征求您的同意。"),
    ),
)

EN = Words(
    title="Privacy notice",
    ask="I have read the privacy notice and agree that my personal data is handled as it says.",
    sections=(
        (
            "1. Who handles your data",
            "{institution} does. You can reach us through the complaints page or customer service.",
        ),
        (
            "2. Which data, and why",
            (
                "Phone number: signing in, codes, reminders. Name and resident ID number: checking that"
                " it is you. Bank account: paying out and repaying. Income and purpose: judging whether"
                " you can repay. Credit report: the decision. We ask for each sensitive kind apart."
            ),
        ),
        (
            "3. What we do not touch",
            (
                "We do not read contacts, photos or location, take no picture of your face, collect"
                " nothing from other apps, and sell no personal data."
            ),
        ),
        (
            "4. How it is protected",
            (
                "Name, ID number, phone and account numbers are encrypted one by one in the database;"
                " pages show parts of them only. Staff who need more must give a reason, and that is"
                " recorded."
            ),
        ),
        (
            "5. Who receives it",
            (
                "The identity authority (name, ID number), the credit bureau (with your separate"
                " authorisation), banks (holder, account, amount), the text message service (phone,"
                " text), and authorities named by law. Nobody else."
            ),
        ),
        (
            "6. Automated decisions",
            (
                "Some applications are decided by rules and a score. We tell the main reasons; you can"
                " ask for an explanation and for a person to decide."
            ),
        ),
        (
            "7. How long",
            (
                "While the loan runs and then for as long as the law demands; after that it is deleted,"
                " or, where the law demands keeping, only stored. Access logs: at least six months."
            ),
        ),
        (
            "8. Your rights",
            (
                "To see, copy, correct and delete your data, to withdraw consent, to close your"
                " sign-in. Your profile lists every consent with a button to withdraw it; what was done before"
                " stays valid."
            ),
        ),
        (
            "9. Cookies",
            "Only those needed for signing in, safe forms and language. No tracking across sites.",
        ),
        ("10. Changes", "A changed notice gets a new version and asks for your consent again."),
    ),
)
