"""The Celery application: workers and beat."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

app = Celery("loanwright")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _use_our_logging(**_: Any) -> None:
    """Keep Celery from replacing Django's logging: connecting here is how it is asked to."""


@worker_ready.connect
def _say_that_a_worker_is_here(**_: Any) -> None:
    """Beat once at the start, so that readiness need not wait for the first scheduled beat."""
    heartbeat()


@app.task(name="config.heartbeat")
def heartbeat(**_: Any) -> None:
    """Prove the whole way from beat over the broker to a worker and the cache."""
    # The cache and the models behind Django's settings exist only once Django is set up,
    # which has happened in every process that executes a task.
    from config.health import record_heartbeat

    record_heartbeat(at=time.time())
