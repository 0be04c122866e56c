"""The collectors' pages, and what this stage adds to the page of a loan."""

from collection.admin import cases, contacts, loan_panels, promises, queues

__all__ = ["cases", "contacts", "loan_panels", "promises", "queues"]
