"""What ``./run`` starts: one machine, the sandbox as the outside world, plain HTTP on loopback."""

from config.settings import environment
from config.settings.base import *

DEBUG = environment.flag("LOANWRIGHT_DEBUG", default=False)
ALLOWED_HOSTS = environment.words("LOANWRIGHT_HOSTS", "127.0.0.1,localhost,[::1]")
INSTALLATION_IS_SANDBOX = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(STATE_DIR / "mail")
