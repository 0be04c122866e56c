"""What every call of the partner API is made of: operations, strict input, pages, description.

It knows no partner and no object of business: authentication, permission and rate limit are named
in the settings, and each stage keeps its own operations in its `api`.
"""

from core.api.operation import Answer, Caller, Read, Write
from core.api.pages import PageQuery, page_of
from core.api.pointing import pointing_at
from core.api.serializers import Shape, StrictInput

__all__ = [
    "Answer",
    "Caller",
    "PageQuery",
    "Read",
    "Shape",
    "StrictInput",
    "Write",
    "page_of",
    "pointing_at",
]
