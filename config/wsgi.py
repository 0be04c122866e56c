"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
os.environ.setdefault("LOANWRIGHT_PROCESS", "web")

application = get_wsgi_application()

# Load every view before gunicorn forks: once instead of once per process at its first request.
_ = get_resolver().url_patterns
