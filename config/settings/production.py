"""A real lender. Whatever is missing from the environment stops the start with its name."""

from config.settings import environment
from config.settings.base import *

DEBUG = False
INSTALLATION_IS_SANDBOX = False
ALLOWED_HOSTS = environment.words("LOANWRIGHT_HOSTS", environment.text("LOANWRIGHT_HOSTS"))
PUBLIC_URL = environment.text("LOANWRIGHT_PUBLIC_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# The outside world has no default here: a lender must say whom it talks to.
BANK_URL = environment.text("BANK_URL").rstrip("/")
IDENTITY_URL = environment.text("IDENTITY_URL").rstrip("/")
BUREAU_URL = environment.text("BUREAU_URL").rstrip("/")
SMS_URL = environment.text("SMS_URL").rstrip("/")

SECURE_SSL_REDIRECT = environment.flag("LOANWRIGHT_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Believe the proxy's word on TLS only where the operator says that one stands in front and
# overwrites the header; otherwise anybody could send it.
if environment.flag("LOANWRIGHT_BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
