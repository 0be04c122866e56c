"""What every installation has in common. Nothing here exists in production only.

Everything secret or particular to one installation is read from the environment through
``config.settings.environment``.
"""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import csp.constants
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from config.day_end import STEPS
from config.settings import environment
from config.settings.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Where an installation keeps what is not in the database: documents, collected static files.
STATE_DIR = Path(environment.text("LOANWRIGHT_HOME", str(BASE_DIR / "var"))).resolve()

# web, worker, beat or command: names database sessions and chooses their timeouts.
PROCESS = environment.text("LOANWRIGHT_PROCESS", "command")

# --- Secrets -------------------------------------------------------------------------------

SECRET_KEY = environment.text("LOANWRIGHT_SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("LOANWRIGHT_SECRET_KEY_FALLBACKS")
# AES-256 keys of encrypted columns: a comma-separated list of keyid:base64, the one used for
# writing first; and the HMAC key of the look-up columns beside them. ``core.privacy`` reads them.
LOANWRIGHT_FIELD_KEYS = environment.text("LOANWRIGHT_FIELD_KEYS")
LOANWRIGHT_BLIND_INDEX_KEY = environment.text("LOANWRIGHT_BLIND_INDEX_KEY")
# Shared with the bank: signs our orders and proves its callbacks.
LOANWRIGHT_BANK_SECRET = environment.text("LOANWRIGHT_BANK_SECRET")
LOANWRIGHT_BANK_KEY_ID = environment.text("LOANWRIGHT_BANK_KEY_ID", "loanwright")

# --- The institution -----------------------------------------------------------------------

LOANWRIGHT_INSTITUTION = {
    "name": environment.text("LOANWRIGHT_INSTITUTION_NAME", "贷匠小额贷款有限公司"),
    # bank, cfc, online_microloan, microloan, auto_finance, trust, facilitator, guarantor, merchant
    "type": environment.text("LOANWRIGHT_INSTITUTION_TYPE", "microloan"),
    "country": environment.text("LOANWRIGHT_COUNTRY", "CN"),
    "currency": environment.text("LOANWRIGHT_CURRENCY", "CNY"),
    "timezone": environment.text("LOANWRIGHT_TIMEZONE", "Asia/Shanghai"),
    # What stands in contracts; a real lender states its own.
    "credit_code": environment.text("LOANWRIGHT_CREDIT_CODE", "91310000MA1FL0XX0X"),
    "licence_name": environment.text("LOANWRIGHT_LICENCE_NAME", "小额贷款公司经营许可证"),
    "licence_number": environment.text("LOANWRIGHT_LICENCE_NUMBER", "示例-0001"),
    "address": environment.text("LOANWRIGHT_ADDRESS", "上海市示例路1号"),
    "phone": environment.text("LOANWRIGHT_PHONE", "400-000-0000"),
    # Where borrowers transfer to when they do not pay at the cashier.
    "account_bank": environment.text("LOANWRIGHT_ACCOUNT_BANK", "示例银行上海分行"),
    "account_number": environment.text("LOANWRIGHT_ACCOUNT_NUMBER", "6220 0000 0000 0000"),
    "privacy_email": environment.text("LOANWRIGHT_PRIVACY_EMAIL", "privacy@loanwright.example"),
    "court": environment.text("LOANWRIGHT_COURT", "出借人住所地有管辖权的人民法院"),
}
# The most one borrower may owe or be promised over all loans (RULES A5).
LOANWRIGHT_EXPOSURE_CAP = Decimal(environment.text("LOANWRIGHT_EXPOSURE_CAP", "200000.00"))
# How long a cost statement must stand before a borrower on the web may confirm it (RULES P2).
LOANWRIGHT_COST_READING_SECONDS = environment.integer("LOANWRIGHT_COST_READING_SECONDS", default=5)
# The institution's seal: encrypted PKCS#12 files, made at first use where there are none.
LOANWRIGHT_SEAL_DIR = Path(
    environment.text("LOANWRIGHT_SEAL_DIR", str(STATE_DIR / "keys"))
).resolve()
LOANWRIGHT_SEAL_PASSPHRASE = environment.text("LOANWRIGHT_SEAL_PASSPHRASE", "")
# A sandbox may close today's and future business dates and move its clock.
INSTALLATION_IS_SANDBOX = False
PUBLIC_URL = environment.text("LOANWRIGHT_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

# --- Outside services ----------------------------------------------------------------------

SANDBOX_URL = environment.text("SANDBOX_URL", "http://127.0.0.1:8100").rstrip("/")
BANK_URL = environment.text("BANK_URL", SANDBOX_URL).rstrip("/")
IDENTITY_URL = environment.text("IDENTITY_URL", SANDBOX_URL).rstrip("/")
BUREAU_URL = environment.text("BUREAU_URL", SANDBOX_URL).rstrip("/")
SMS_URL = environment.text("SMS_URL", SANDBOX_URL).rstrip("/")
OUTSIDE_TIMEOUT_SECONDS = environment.integer("LOANWRIGHT_OUTSIDE_TIMEOUT_SECONDS", default=10)
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.integer("EMAIL_PORT", default=25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = OUTSIDE_TIMEOUT_SECONDS
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "loanwright@localhost")

# --- Applications --------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "complaints",
    "collection",
    "repayments",
    "approvals",
    "lending",
    "products",
    "accounts",
    "core",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "config.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "oauth2_provider",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.RefusalPageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.installation",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------

DATABASE_ROLE = environment.text("LOANWRIGHT_DB_ROLE", "app")
# The owner changes the schema; everything else runs as a role that owns no table, so that the
# guards of the ledger hold against the application itself.
_DATABASE_URL_NAME = (
    "DATABASE_OWNER_URL"
    if DATABASE_ROLE == "owner" and environment.text("DATABASE_OWNER_URL", "")
    else "DATABASE_URL"
)
DATABASES = {
    "default": environment.database(
        _DATABASE_URL_NAME,
        environment.text(_DATABASE_URL_NAME),
        process=PROCESS,
        statement_timeout_ms=environment.integer(
            "LOANWRIGHT_STATEMENT_TIMEOUT_MS", default=15_000 if PROCESS == "web" else 0
        ),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.text("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": environment.redis_database(REDIS_URL, 1),
        "KEY_PREFIX": "loanwright",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

DOCUMENTS_ROOT = Path(
    environment.text("LOANWRIGHT_DOCUMENTS_ROOT", str(STATE_DIR / "documents"))
).resolve()
MEDIA_ROOT = DOCUMENTS_ROOT
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STATIC_ROOT = Path(environment.text("LOANWRIGHT_STATIC_ROOT", str(STATE_DIR / "static"))).resolve()
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Contracts and vouchers are read by their service only, never by other accounts.
        "OPTIONS": {
            "location": str(DOCUMENTS_ROOT),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Words and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = LOANWRIGHT_INSTITUTION["timezone"]
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    # Only for the secrets of partner systems, which are long and random.
    "config.hashers.ClientSecretHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

# How many proxies of the operator's own stand in front and append to X-Forwarded-For. With 0 the
# header is ignored, because anybody could send it.
TRUSTED_PROXIES = environment.integer("LOANWRIGHT_TRUSTED_PROXIES", default=0)
# After this time a signed-in person confirms the password again before delicate steps.
STEP_UP_SECONDS = 15 * 60

# --- Browser safety ------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.constants.SELF],
        "script-src": [csp.constants.SELF, csp.constants.NONCE],
        "style-src": [csp.constants.SELF, csp.constants.NONCE],
        "img-src": [csp.constants.SELF, "data:"],
        "font-src": [csp.constants.SELF],
        "connect-src": [csp.constants.SELF],
        "object-src": [csp.constants.NONE],
        "base-uri": [csp.constants.SELF],
        # No form-action: browsers apply it to the redirect after a form too, and paying ends
        # on the bank's own cashier page. Forms are guarded by CSRF tokens instead.
        "frame-ancestors": [csp.constants.NONE],
    }
}
# The officers' admin and the API's documentation use libraries that evaluate templates and
# style elements at run time; no borrower's page gets this.
CONTENT_SECURITY_POLICY_RELAXED = {
    ("/staff/", "/api/docs"): {
        "script-src": [csp.constants.SELF, csp.constants.UNSAFE_INLINE, csp.constants.UNSAFE_EVAL],
        "style-src": [csp.constants.SELF, csp.constants.UNSAFE_INLINE],
        "worker-src": [csp.constants.SELF, "blob:"],
    }
}

# --- API -----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.api.authentication.PartnerAuthentication"],
    # Fails closed: a view without required_scopes is a configuration error, not an open door.
    "DEFAULT_PERMISSION_CLASSES": ["config.api.permissions.PartnerHasScopes"],
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttling.PartnerThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
    "STRICT_JSON": True,
}
# What one partner may ask for in a minute, over all web processes together.
LOANWRIGHT_API_CALLS_A_MINUTE = environment.integer("LOANWRIGHT_API_CALLS_A_MINUTE", default=6000)
SPECTACULAR_SETTINGS = {
    "TITLE": "Loanwright",
    "DESCRIPTION": "Consumer lending for partners: quotes, applications, contracts, loans.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Labels are translated; the description is one text in one language.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "RepaymentMethod": "products.states.Method",
        "PaymentMethod": "repayments.states.PaymentMethod",
        "PaymentMethodOffered": "repayments.states.PARTNER_METHODS",
        "PaymentState": "repayments.states.PaymentState",
        "ApplicationState": "lending.states.ApplicationState",
        "ContractState": "lending.states.ContractState",
        "LoanState": "lending.states.LoanState",
        "ComplaintState": "complaints.states.ComplaintState",
        "ComplaintCategory": "complaints.states.Category",
        "DecisionOutcome": "approvals.states.Outcome",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    "SCOPES": {
        "quotes": "Quote products",
        "applications": "Apply on behalf of a customer",
        "contracts": "Read, confirm and sign contracts",
        "loans.read": "Read loans, schedules and balances",
        "payments": "Record and start payments",
        "payments.reverse": "Reverse payments",
        "complaints": "File and follow complaints",
        "merchants": "Orders of merchants",
        "webhooks": "Webhook endpoints and events",
    },
    "DEFAULT_SCOPES": [],
    "ACCESS_TOKEN_EXPIRE_SECONDS": int(timedelta(minutes=15).total_seconds()),
    "SCOPES_BACKEND_CLASS": "accounts.oauth.PartnerScopes",
    "CLIENT_SECRET_HASHER": "loanwright_client_secret",
    # Client credentials are the only grant: partners are machines, people sign in by session.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    # OAuth 2.0 Security Best Current Practice: tokens are stored as digests, and so on.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}

# --- Background work -----------------------------------------------------------------------

# Tasks only ring the doorbell: the truth about what is due is a row in the database, so a lost,
# repeated or reordered message changes nothing, and every ring is swept again a minute later.
CELERY_BROKER_URL = environment.redis_database(REDIS_URL, 0)
CELERY_RESULT_BACKEND = environment.redis_database(REDIS_URL, 0)
CELERY_RESULT_EXPIRES = 60 * 60
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "loanwright"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 55 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# With late acknowledgement, a task that runs longer than this is handed out again while it
# still runs; no task may be allowed to live that long (see CELERY_TASK_TIME_LIMIT).
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * 60 * 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "config.heartbeat", "schedule": 20.0, "options": {"expires": 60}},
    "doorbell": {
        "task": "core.tasks.ring_doorbell",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
}
# What closes a business date, in order; the stages register the steps themselves.
DAY_END_STEPS = STEPS
# A worker that has not been heard of for this long makes /health/ready answer 503.
WORKER_HEARTBEAT_SECONDS_MAX = 90

# --- Logs ----------------------------------------------------------------------------------

LOGGING = logging_config(level=environment.text("LOANWRIGHT_LOG_LEVEL", "INFO"))

# --- Officers' admin -----------------------------------------------------------------------

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "贷匠 Loanwright",
    "SITE_HEADER": "贷匠 Loanwright",
    "SITE_SYMBOL": "handyman",
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "href": "config.desk.navigation.icon"}],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "LOGIN": {"form": "accounts.desk_sign_in.DeskSignInForm"},
    "STYLES": ["config.desk.navigation.style"],
    "SCRIPTS": ["config.desk.navigation.script"],
    "SIDEBAR": {"navigation": "config.desk.navigation.navigation"},
    # The blue-green of the borrowers' site, from paper to ink.
    "COLORS": {
        "primary": {
            "50": "#f0f8f7",
            "100": "#e2f0ee",
            "200": "#c0e0dd",
            "300": "#8fcac6",
            "400": "#56c5bf",
            "500": "#1a8a8a",
            "600": "#0b6668",
            "700": "#084e50",
            "800": "#073f41",
            "900": "#063234",
            "950": "#032022",
        }
    },
}
