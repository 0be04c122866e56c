"""The test suite: real PostgreSQL and Valkey, cheap hashing, fixed keys that guard nothing."""

import os

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
LOGGING = {**LOGGING, "root": {**LOGGING["root"], "level": "WARNING"}}
