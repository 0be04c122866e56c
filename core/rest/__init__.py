"""What every call of the partner API is made of: operations, strict input, pages, description.

It knows no partner and no object of business: authentication, permission and rate limit are named
in the settings, and each stage keeps its own operations in its `api`.
"""

from core.rest.operation import Answer, Caller, Read, Write
from core.rest.pages import PageQuery, page_of
from core.rest.pointing import pointing_at
from core.rest.serializers import Shape, StrictInput

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
