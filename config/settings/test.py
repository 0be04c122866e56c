"""The test suite: real PostgreSQL and Valkey, cheap hashing, fixed keys that guard nothing."""

import os
import re

_FIXED = {
    "LOANWRIGHT_SECRET_KEY": "the-test-suite-guards-nothing-and-needs-a-long-key-of-letters",
    "LOANWRIGHT_FIELD_KEYS": "test1:" + "dGVzdC1maWVsZC1rZXktMzItYnl0ZXMtbG9uZy0wMDE=",
    "LOANWRIGHT_BLIND_INDEX_KEY": "dGVzdC1ibGluZC1pbmRleC1rZXktMzItYnl0ZXMtMDE=",
    "LOANWRIGHT_BANK_SECRET": "test-bank-secret",
    "LOANWRIGHT_SEAL_PASSPHRASE": "test-seal-passphrase",
    # Nothing listens here: a test that needs the database or the cache says which.
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
for _name, _value in _FIXED.items():
    os.environ.setdefault(_name, _value)
# Test processes that run together share a Valkey: each has two databases of its own.
_worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0) % 7

from config.settings import environment  # noqa: E402
from config.settings.base import *  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
INSTALLATION_IS_SANDBOX = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "config.hashers.ClientSecretHasher",
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The manifest needs a collectstatic first; a page under test needs no hashed names.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = environment.redis_database(REDIS_URL, 2 + 2 * _worker)
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CACHES = {
    "default": {
        **CACHES["default"],
        "LOCATION": environment.redis_database(REDIS_URL, 3 + 2 * _worker),
    }
}
if environment.flag("LOANWRIGHT_TEST_SERVES_STATIC", default=False):
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
else:
    MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
LOGGING = {**LOGGING, "root": {**LOGGING["root"], "level": "WARNING"}}
