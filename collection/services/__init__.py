"""What this stage does, one verb a file."""

from collection.services.claim_case import claim_case
from collection.services.log_contact import log_contact
from collection.services.open_cases import open_cases
from collection.services.release_case import release_case

__all__ = ["claim_case", "log_contact", "open_cases", "release_case"]
