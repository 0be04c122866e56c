"""One JSON object per log line, with the request it belongs to and without personal data."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Values under these names never reach a log, whatever the caller meant.
_PRIVATE = re.compile(
    r"(^|_)(name|phone|mobile|email|resident_id|id_number|account_number|card|password|passwd"
    r"|secret|token|authorization|cookie|code|otp|signature)($|_)"
)
_HARMLESS = {"error_code", "status_code", "app_name", "step_name", "task_name", "func_name"}


def drop_private_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace values whose key names personal data or a secret."""
    for key in event:
        if _PRIVATE.search(key.lower()) and key not in _HARMLESS:
            event[key] = "(private)"
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
    drop_private_values,
]


def logging_config(*, level: str) -> dict[str, Any]:
    """Configure structlog and return Django's ``LOGGING`` for it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED[:4],
            drop_private_values,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "INFO", "propagate": True, "handlers": []},
            # The access log tells of refusals already.
            "django.request": {"level": "ERROR", "propagate": True},
            "httpx": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
        },
    }
