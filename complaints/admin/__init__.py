"""The complaint handlers' pages, and what this stage adds to the pages of others."""

from complaints.admin import complaints, filing, four_eyes, queues, redress

__all__ = ["complaints", "filing", "four_eyes", "queues", "redress"]
